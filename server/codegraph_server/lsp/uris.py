"""File URIs and file system paths, in both directions and byte for byte.

Belongs here: the two conversions. Stays out: which folder a path lies in (`folders`).
Names that are not UTF-8 survive: they are percent-encoded bytes in a URI and surrogates in a path.
"""

from __future__ import annotations

import os
from urllib.parse import quote, unquote_to_bytes, urlsplit


def to_path(uri: str) -> str | None:
    """The absolute path that a `file:` URI names; None for any other URI."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    path = os.fsdecode(unquote_to_bytes(parts.path))
    if not path.startswith("/") or "\0" in path:
        return None
    return os.path.normpath(path)


def from_path(path: str) -> str:
    """The `file:` URI of an absolute path."""
    return "file://" + quoted(path)


def quoted(path: str) -> str:
    """A path, absolute or not, as it stands inside a URI."""
    return quote(os.fsencode(path))
