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

from . import Host
from .parse import text_of_facts

_SLOW_SECONDS = 0.5
"""Of processor time, for one file."""
_MOST_IN_FILE = 200
_MOST = 5000


class _TooSlow(Exception):
    """The time for one file is over."""


def match(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Where `pattern` matches in `files`: (path, facts id, text or None for what is on disk).

    `literals` are what each match contains, in lower case as far as they are ASCII: a text without
    one of them, which most candidates are, is not looked into any further.
    `found` has for each file with matches its index and the matches, byte offsets where they begin
    and end, in order. `slow` and `gone` are indexes of files that took too
    long, and of those with another content by now; `more` says that there are more matches.
    """
    pattern = re.compile(payload["pattern"], payload["flags"] | re.MULTILINE)
    files: Sequence[Sequence[Any]] = payload["files"]
    literals: Sequence[bytes] = payload["literals"]
    found: list[list[Any]] = []
    slow: list[int] = []
    gone: list[int] = []
    total = 0
    for number, (path, facts_id, text) in enumerate(files):
        host.step([path])
        if text is None:
            text = text_of_facts(payload["root"], path, payload["max_bytes"], facts_id)
        if text is None:
            gone.append(number)
            continue
        lower = text.lower() if literals else b""
        if not all(literal in lower for literal in literals):
            continue
        try:
            with _at_most(_SLOW_SECONDS):
                places = list(_places(pattern, text))
        except _TooSlow:
            slow.append(number)
            continue
        if places:
            found.append([number, places])
            total += len(places)
        if total >= _MOST:
            return {"found": found, "slow": slow, "gone": gone, "more": number + 1 < len(files)}
    return {"found": found, "slow": slow, "gone": gone, "more": False}


def _places(pattern: re.Pattern[str], text: bytes) -> Iterator[tuple[int, int]]:
    decoded = text.decode("utf-8", "surrogateescape")
    at = at_bytes = 0
    for count, found in enumerate(pattern.finditer(decoded)):
        if count == _MOST_IN_FILE:
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
