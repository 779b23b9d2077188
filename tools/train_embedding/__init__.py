"""How the static embedding that CodeGraph ships is made; see README.md beside this file."""
