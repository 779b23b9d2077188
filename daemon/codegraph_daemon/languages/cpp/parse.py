"""C++ source to facts."""

from __future__ import annotations

from ..cfamily.parsing import EXTRACTOR, functions_of

__all__ = ["EXTRACTOR", "dialect", "facts_after", "facts_of"]

facts_of, facts_after = functions_of("cpp")


def dialect(path: str) -> str:
    """Nothing about a path decides how its bytes are read."""
    return "cpp"
