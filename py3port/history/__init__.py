"""Progress over past commits, read from git itself."""
