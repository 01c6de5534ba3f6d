"""Turns a document into an article: headline, date, sentences, passages."""
