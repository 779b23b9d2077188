"""The text of a source file as UTF-8 without a byte order mark, whatever it is stored in.

All positions of the index are positions in this text.  Nothing here opens files.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
"""An encoding declaration in one of the first two lines (PEP 263)."""
_BLANK = re.compile(rb"^[ \t\f]*(?:#[^\r\n]*)?\r?\n?$")


def utf8_text(data: bytes) -> bytes:
    """The text of `data` in UTF-8.

    A byte order mark decides; then an encoding declaration in the first two lines; then UTF-8 if
    it is that.  Anything else is read as Latin-1, in which every byte is one character, so that
    columns in characters still hold.
    """
    if data.isascii() and b"\0" not in data[:4]:
        return data
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            if encoding == "utf-8":
                data = data[len(mark) :]
                break
            return data[len(mark) :].decode(encoding, "replace").encode("utf-8", "replace")
    declared = _declared(data)
    if declared is not None and declared != "utf-8":
        try:
            return data.decode(declared).encode("utf-8", "replace")
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1").encode("utf-8")
    return data


def keeps_ascii(data: bytes) -> bool:
    """Whether the text of `data` has the bytes of ASCII where `data` has them, and no others."""
    if any([data.startswith(mark) for mark, encoding in _MARKS if encoding != "utf-8"]):
        return False
    return _declared(data) in (None, "utf-8")


def _declared(data: bytes) -> str | None:
    """The name of the declared encoding, if Python knows it as one of text."""
    lines = data[:1000].splitlines(keepends=True)[:2]
    for number, line in enumerate(lines):
        match = _COOKIE.match(line)
        if match is not None:
            try:
                found = codecs.lookup(match[1].decode("ascii"))
            except LookupError:
                return None
            return found.name if found._is_text_encoding else None
        if number == 0 and not _BLANK.match(line):
            return None
    return None
