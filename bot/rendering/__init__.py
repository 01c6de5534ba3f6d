"""Answers for people and programs: the terminal, Telegram, pictures, JSON."""
