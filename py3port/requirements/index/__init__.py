"""Asks package indexes: where pip looks, what lies there, and what the releases say of themselves."""
