"""Finds who said what, where and when."""
