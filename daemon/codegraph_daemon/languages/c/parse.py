"""C source to facts; a header that only C++ can read is read as C++."""

from __future__ import annotations

from ..cfamily.parsing import EXTRACTOR, functions_of

__all__ = ["EXTRACTOR", "dialect", "facts_after", "facts_of"]

facts_of, facts_after = functions_of("c")


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read."""
    return "h" if path.endswith((".h", ".H")) else "c"
