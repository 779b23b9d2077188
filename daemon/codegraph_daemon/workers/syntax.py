"""The steps that read the shape of one text, for editors: what can be folded, and selected.

Belongs here: getting a tree of the text. Stays out: what is read in it (`languages.extents`).
"""

from __future__ import annotations

import codecs
from typing import Any

from tree_sitter import Node

from ..languages.extents import around, folds, parser_for
from ..languages.registry import language_by_shebang, language_of
from . import Host
from .faults import fault_point
from .parse import read_text


def fold(host: Host, payload: dict[str, Any]) -> list[Any]:
    """What can be folded of a text: (first line, last line, kind)."""
    root = _tree(host, payload)
    return [] if root is None else [list(each) for each in folds(root)]


def select(host: Host, payload: dict[str, Any]) -> list[Any]:
    """The pieces of a text around each of some positions (line, byte column), smallest first."""
    root = _tree(host, payload)
    return [[] if root is None else around(root, *at) for at in payload["positions"]]


def _tree(host: Host, payload: dict[str, Any]) -> Node | None:
    """The tree of an unsaved text, or of a file; None if there is neither, or no grammar."""
    path, text = payload["path"], payload["text"]
    host.step([path])
    if text is None:
        found = read_text(payload["root"], path, payload["max_bytes"])
        if found is None:
            return None
        text = found[0]
    text = text.removeprefix(codecs.BOM_UTF8)
    language = language_of(path) or language_by_shebang(text[:200].split(b"\n")[0]) or ""
    parser = parser_for(language)
    if parser is None:
        return None
    fault_point("parse", text)
    return parser.parse(text).root_node
