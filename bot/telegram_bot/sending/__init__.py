"""How replies go out: paced, retried, and shown while they grow."""
