"""JSON as people write it in configuration files: with comments and trailing commas."""

from __future__ import annotations

import json
import re
from typing import Any

_STRING = r'("(?:[^"\\\n]|\\.)*+"?)'
"""One that is not closed ends with its line: each quote in it would be looked at anew."""
_COMMENT = re.compile(_STRING + r"|//[^\n\r]*|/\*(?:.*?\*/|.*\Z)", re.DOTALL)
_TRAILING = re.compile(_STRING + r"|,(?=\s*[}\]])", re.DOTALL)
_BRACKET = re.compile(_STRING + r"|[\[{\]}]", re.DOTALL)

_DEEPEST = 100
"""Nesting that is read; the parser of the standard library recurses."""


def parse_json(text: str) -> Any:
    """The value that a text holds; None if it cannot be read."""
    text = _COMMENT.sub(lambda found: found[1] or " ", text)
    if _depth(text) > _DEEPEST:
        return None
    text = _TRAILING.sub(lambda found: found[1] or "", text)
    try:
        return json.loads(text)
    except ValueError:
        return None


def _depth(text: str) -> int:
    deepest = depth = 0
    for found in _BRACKET.finditer(text):
        if found[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in "]}":
            depth -= 1
    return deepest
