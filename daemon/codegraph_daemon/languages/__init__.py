"""One folder per language, and the registry that finds them. Keep this file free of imports."""
