"""The long-lived daemon: keeps one repository's graph up to date and answers questions about it."""
