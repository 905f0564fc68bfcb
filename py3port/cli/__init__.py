"""The command line, the only place that prints: one module per command, which imports its needs in `run`."""
