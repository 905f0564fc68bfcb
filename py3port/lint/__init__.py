"""The gate: no new Python 2 in what a change adds."""
