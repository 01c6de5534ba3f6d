"""Makes an index match its roots."""
