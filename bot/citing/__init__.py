"""Words of an article as citations."""
