"""The text of a source file as the index sees it, so that columns mean the same on both sides.

Belongs here: decoding one file that a person points into. The rules are those of the daemon
(`codegraph_daemon.encoding`), which this side may not import; a test holds them equal.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from codegraph_client.errors import BadRequest

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# PEP 263, "Defining the Encoding": a comment in line 1, or in line 2 below a comment or nothing.
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_BLANK = re.compile(rb"^[ \t\f]*(?:#[^\r\n]*)?\r?\n?$")
_HEAD_BYTES = 1000


def source_text(path: Path) -> str:
    """The text of a file, decoded, without its byte order mark. BadRequest if unreadable."""
    try:
        return decoded(path.read_bytes())
    except OSError as error:
        raise BadRequest(f"{path}: {error.strerror}") from None


def decoded(data: bytes) -> str:
    """The text of a file's bytes: a byte order mark decides, then a declared encoding, then UTF-8.

    Anything else is Latin-1, in which every byte is one character.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            data = data[len(mark) :]
            if encoding == "utf-8":
                break
            return data.decode(encoding, "replace")
    for encoding in (_declared(data), "utf-8"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeError):
            # A name that is no codec of text, or bytes that it does not take.
            continue
    return data.decode("latin-1")


def _declared(data: bytes) -> str:
    if not data.isascii():
        for line in data[:_HEAD_BYTES].splitlines(keepends=True)[:2]:
            if match := _CODING.match(line):
                return match[1].decode("ascii")
            if not _BLANK.match(line):
                break
    return "utf-8"
