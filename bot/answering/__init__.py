"""From a question to the sentences that answer it, each with its citation."""
