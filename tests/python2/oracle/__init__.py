"""Trees of the real Python 2.7, and ours spelled the same way."""
