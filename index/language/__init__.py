"""Words, sentences, dates and places of articles."""
