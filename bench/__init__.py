"""Every number that the README claims; `python -m bench.run DIR` measures them all."""
