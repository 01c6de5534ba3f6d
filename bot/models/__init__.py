"""What is run to read or write: the span reader and chat models."""
