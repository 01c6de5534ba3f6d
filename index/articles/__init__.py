"""From a document to an article: headline, date, sentences, passages."""
