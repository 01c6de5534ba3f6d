"""A chat model's answer, and what of it may be shown."""
