"""Writes the documents of a migration: how to write code for both interpreters, the plan, the owners, the set-up."""
