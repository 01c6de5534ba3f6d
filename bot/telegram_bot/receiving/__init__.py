"""How updates come in, are stored, and are handled in order."""
