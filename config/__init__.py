"""Settings and logs: what every other package may import."""
