"""The step that looks into texts: where a phrase stands, or a pattern matches, in a worker.

Belongs here: searching the texts of candidates, within a bound of processor time. Stays out: which
files are candidates (`lexical.literals`).

A pattern may take for ever on a text. The engine of regular expressions looks for signals while it
runs, so a timer of the process's own processor time ends it, and the file is told as too slow.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..discovery import FileStat, read_parts
from ..encoding import keeps_ascii, utf8_text
from ..lexical.phrases import MOST_IN_FILE, places_of_phrase, stands_by_its_bytes
from . import Host
from .parse import is_text_of, read_text

_SLOW_SECONDS = 0.5
"""Of processor time, for one file."""
_FILES_OF_STEP = 16


class _TooSlow(Exception):
    """The time for one file is over."""


def match(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Where `pattern` matches in `files`: (path, facts id, state on the disk, text).

    Without a text it is on the disk. A file in the state in which it was indexed has the text that
    was; of any other its hash tells.

    `literals` are what each match contains, in lower case as far as they are ASCII: a text without
    one of them, which most candidates are, is not looked into any further. If `phrase` is not
    empty, it is ASCII and in lower case, and the pattern is that phrase whatever its case.
    `found` has for each file with matches its index and the matches, byte offsets where they begin
    and end, in order. `slow` and `gone` are indexes of files that took too
    long, and of those with another content by now; `more` says that there are more matches than
    `most`, about.
    """
    files: Sequence[Sequence[Any]] = payload["files"]
    literals: Sequence[bytes] = payload["literals"]
    found: list[list[Any]] = []
    slow: list[int] = []
    gone: list[int] = []
    total = 0
    phrase: bytes = payload["phrase"]
    for number, (path, facts_id, state, text) in enumerate(files):
        # A phrase takes no longer in one file than in another.
        if not phrase or not number % _FILES_OF_STEP:
            host.step([path])
        if text is None:
            text = _text(
                *(payload["root"], path, payload["max_bytes"], facts_id, state),
                phrase if literals else b"",
            )
        if text is None:
            gone.append(number)
            continue
        lower = text.lower() if literals or phrase else b""
        if not all([literal in lower for literal in literals]):
            continue
        if phrase and stands_by_its_bytes(phrase, lower):
            places = places_of_phrase(phrase, lower)
        else:
            try:
                pattern = re.compile(payload["pattern"], payload["flags"] | re.MULTILINE)
                with _at_most(_SLOW_SECONDS):
                    places = list(_places(pattern, text))
            except _TooSlow:
                slow.append(number)
                continue
        if places:
            found.append([number, places])
            total += len(places)
        if total >= payload["most"]:
            return {"found": found, "slow": slow, "gone": gone, "more": number + 1 < len(files)}
    return {"found": found, "slow": slow, "gone": gone, "more": False}


def _text(
    root: str, path: str, max_bytes: int, facts_id: bytes, state: Sequence[int], phrase: bytes
) -> bytes | None:
    """The text that facts are of, from the disk; None if another is there by now. It may be given
    as its bytes lie there if the phrase is not in it."""
    # To look at a state is a fourth of the work of a hash of the text.
    read_whole = read_parts(root, path, [(0, state[0])], FileStat(*state))
    if read_whole is not None:
        (data,) = read_whole
        # To see whether it is UTF-8 takes longer than to see that there is no phrase.
        if phrase and not data.isascii() and keeps_ascii(data) and phrase not in data.lower():
            return data
        return utf8_text(data)
    read = read_text(root, path, max_bytes)
    return read[0] if read is not None and is_text_of(read[0], path, facts_id) else None


def _places(pattern: re.Pattern[str], text: bytes) -> Iterator[tuple[int, int]]:
    decoded = text.decode("utf-8", "surrogateescape")
    at = at_bytes = 0
    for count, found in enumerate(pattern.finditer(decoded)):
        if count == MOST_IN_FILE:
            return
        start, end = found.span()
        begin = at_bytes + _bytes_of(decoded[at:start])
        at, at_bytes = end, begin + _bytes_of(decoded[start:end])
        yield begin, at_bytes


def _bytes_of(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise `_TooSlow` in what runs for longer than so much processor time."""

    def ring(_signal: int, _frame: object) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
