"""What a project requires of package indexes: what is written where, which of it blocks Python 3, and the way out."""
