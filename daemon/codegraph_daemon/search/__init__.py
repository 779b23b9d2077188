"""Searching: which symbols a few typed letters mean."""
