"""Settings, logs and redaction: what every other package may import."""
