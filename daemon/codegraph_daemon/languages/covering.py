"""Covering parts of a text that a grammar does not read: lines and offsets stay what they were."""

from __future__ import annotations

import re

_VISIBLE = re.compile(rb"[^\r\n]")


def spaces_for(text: bytes) -> bytes:
    """Spaces in place of all bytes but those that end lines."""
    return _VISIBLE.sub(b" ", text)
