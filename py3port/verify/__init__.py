"""Compiles everything under each interpreter, runs the tests under both, and compares test by test."""
