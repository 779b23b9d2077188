"""How much a symbol is used, in words, as terminals and editors show it.

Belongs here: the words for what hover and code lenses count. Stays out: where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def use_counts(result: Mapping[str, Any], *, files: bool = True) -> str:
    """What is known of how much a symbol is used: `12 references in 3 files · 2 callers`."""
    if "references" not in result:
        return ""
    parts = [_many(result["references"], "reference")]
    if files and result["references"]:
        parts[0] += f" in {_many(result['files'], 'file')}"
    if result.get("by_name"):
        parts[0] += " by name"
    counted = [name for name in ("callers", "tests") if name in result]
    parts += [_many(result[name], name[:-1]) for name in counted]
    return " · ".join(parts)


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}" if number else f"no {what}s"
