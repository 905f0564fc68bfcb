"""Applies a step in growing shares, runs the project's own check after each, and takes back what breaks it."""
