"""The repository being ported: files, apps, owners, configuration."""
