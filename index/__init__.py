"""Articles in, passages out: reading, indexing and retrieval."""
