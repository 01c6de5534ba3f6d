"""Answers for people and programs: plain text, the terminal, notebooks, Telegram, JSON."""
