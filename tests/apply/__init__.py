"""Tests of apply, its proof, its journal and undo."""
