"""The steps that read the shape of one text, for editors: what can be folded, and selected.

Belongs here: getting the text. Stays out: what is read in it (`languages.extents`).
"""

from __future__ import annotations

import codecs
from typing import Any

from ..languages.extents import around_in, folds_in
from ..languages.registry import language_by_shebang, language_of
from . import Host
from .faults import fault_point
from .parse import read_text


def fold(host: Host, payload: dict[str, Any]) -> list[Any]:
    """What can be folded of a text: (first line, last line, kind)."""
    return [list(each) for each in folds_in(*_text(host, payload))]


def select(host: Host, payload: dict[str, Any]) -> list[Any]:
    """The pieces of a text around each of some positions (line, byte column), smallest first."""
    return around_in(*_text(host, payload), payload["positions"])


def _text(host: Host, payload: dict[str, Any]) -> tuple[bytes, str]:
    """An unsaved text, or that of a file, and its language; empty if there is no such file."""
    path, text = payload["path"], payload["text"]
    host.step([path])
    if text is None:
        found = read_text(payload["root"], path, payload["max_bytes"])
        text = b"" if found is None else found[0]
    text = text.removeprefix(codecs.BOM_UTF8)
    fault_point("parse", text)
    return text, language_of(path) or language_by_shebang(text[:200].split(b"\n")[0]) or ""
