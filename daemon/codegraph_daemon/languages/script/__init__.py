"""Scripts whose name does not tell their language; no language of its own."""
