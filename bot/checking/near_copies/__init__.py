"""Rules of wording, for claims that are near copies of their source."""
