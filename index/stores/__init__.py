"""What an index consists of: the catalog, vectors, words, roots."""
