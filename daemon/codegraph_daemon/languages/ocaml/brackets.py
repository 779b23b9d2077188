"""What brackets and quotes count for nothing in, in sources and interfaces of OCaml."""

from __future__ import annotations

from ..outline.unclosed import Unclosed

UNCLOSED = Unclosed(
    # A comment may hold others.
    rb"\(\*(?:[^(*]|\((?!\*)|\*(?!\))|\(\*(?s:.*?)\*\))*+\*\)",
    rb"\(\*(?s:.*)",
    rb"\{\w*\|(?s:.*?)\|\w*\}",
    rb"'(?:[^'\\\n]|\\[^\n]{1,4})'",
    across=b'"',
)
