"""Models that embed and rank passages."""
