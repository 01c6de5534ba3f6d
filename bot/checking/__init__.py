"""Holds a sentence against its source, and names what is wrong with it."""
