"""Customers: registration, login, sessions."""
