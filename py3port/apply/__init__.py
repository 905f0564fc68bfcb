"""Rewrites files: proof that nothing else changes, a journal that takes it back, and the writing itself."""
