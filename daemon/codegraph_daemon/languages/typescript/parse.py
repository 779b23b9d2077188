"""TypeScript source to facts; everything about it is `ecmascript`'s."""

from __future__ import annotations

from ..ecmascript.parsing import EXTRACTOR, functions_of

__all__ = ["EXTRACTOR", "dialect", "facts_after", "facts_of"]

facts_of, facts_after = functions_of("typescript", is_typed=True)


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read."""
    return "typescript"
