"""The parse step: files on disk to facts, in a worker.

Reads each file once, decides whether its content is to be indexed, names its facts by content and
parses only what the store does not hold.  Nothing here knows views or other files.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple, Protocol, cast

from ..discovery import FileStat, content_verdict, read_source, read_sources
from ..encoding import utf8_text
from ..facts import Facts, content_id
from ..languages.registry import language_by_shebang, language_of
from ..search.rows import symbol_rows
from . import Host
from .faults import fault_point


class Parser(Protocol):
    """What a language's `parse` module offers."""

    EXTRACTOR: str

    def facts_of(self, source: bytes) -> bytes: ...
    def dialect(self, path: str) -> str: ...


class Parsed(NamedTuple):
    """One file after the parse step; `problem` says why there are no facts."""

    path: str
    stat: FileStat
    facts_id: bytes
    facts: bytes
    symbols: bytes
    problem: str


@cache
def parser_of(language: str) -> Parser:
    """The parser of a language."""
    return cast(Parser, importlib.import_module(f"codegraph_daemon.languages.{language}.parse"))


def parse_files(
    root: str,
    paths: list[str],
    max_bytes: int,
    known: Callable[[list[bytes]], list[bool | str]] | None,
    step: Callable[[list[Any]], None] = lambda _: None,
) -> list[Parsed]:
    """Parse files of the tree at `root`; `known` tells which facts the store holds already.

    It gives a sentence for content that must not be parsed. `step` hears of each path, with facts
    id and state, before it is parsed.
    """
    results: list[Parsed] = []
    waiting: list[tuple[Parser, str, FileStat, bytes, bytes]] = []
    for path in paths:
        source = read_source(root, path, max_bytes)
        problem = source.problem
        language = None
        if not problem:
            reason = content_verdict(source.data, path)
            language = language_of(path) or language_by_shebang(source.data[:200].split(b"\n")[0])
            if reason is not None:
                problem = f"{path}: {reason}"
            elif language is None:
                problem = f"{path}: its language is not known"
        if problem or language is None:
            results.append(Parsed(path, source.stat, b"", b"", b"", problem))
            continue
        parser = parser_of(language)
        text = utf8_text(source.data)
        facts_id = content_id(text, parser.dialect(path), parser.EXTRACTOR)
        waiting.append((parser, path, source.stat, facts_id, text))
    held = known([facts_id for _, _, _, facts_id, _ in waiting]) if known and waiting else ()
    for at, (parser, path, state, facts_id, text) in enumerate(waiting):
        if held and isinstance(why := held[at], str):
            results.append(Parsed(path, state, b"", b"", b"", f"{path}: {why}"))
            continue
        if held and held[at]:
            results.append(Parsed(path, state, facts_id, b"", b"", ""))
            continue
        step([path, facts_id, list(state)])
        fault_point("parse", text)
        facts = parser.facts_of(text)
        results.append(Parsed(path, state, facts_id, facts, symbol_rows(Facts(facts)), ""))
    return results


def unchanged(host: Host, payload: dict[str, Any]) -> list[tuple[str, FileStat]]:
    """Of files, given with the ids of facts, those of whose content these are, with their states.

    With `beside`, a tree whose files have given these facts in the states that stand beside them:
    what has the same bytes there, and is in that state still, has the same facts.  A task; costs a
    read and a hash for each, or two reads, for which no parser is loaded.
    """
    root, most = payload["root"], payload["max_bytes"]
    files: list[tuple[str, bytes, Sequence[int] | None]] = payload["files"]
    paths = [path for path, _, _ in files]
    beside = payload["beside"]
    others = read_sources(beside, paths, most) if beside else repeat(None)
    found: list[tuple[str, FileStat]] = []
    for (path, facts_id, state), source, other in zip(
        files, read_sources(root, paths, most), others, strict=False
    ):
        host.step([path])
        if source.problem:
            continue
        if (
            other is not None
            and not other.problem
            and other.stat == tuple(state or ())
            and other.data == source.data
        ) or _facts_id(path, source.data) == facts_id:
            found.append((path, source.stat))
    return found


def _facts_id(path: str, data: bytes) -> bytes | None:
    """The name of the facts of a file that holds these bytes; None if its language is not known."""
    language = language_of(path) or language_by_shebang(data[:200].split(b"\n")[0])
    if language is None:
        return None
    parser = parser_of(language)
    return content_id(utf8_text(data), parser.dialect(path), parser.EXTRACTOR)


def text_of_facts(root: str, path: str, max_bytes: int, facts_id: bytes) -> bytes | None:
    """The text that facts are of, from the disk; None if another is there by now."""
    found = read_text(root, path, max_bytes)
    return found[0] if found is not None and is_text_of(found[0], path, facts_id) else None


def is_text_of(text: bytes, path: str, facts_id: bytes) -> bool:
    """Whether facts are those of this text at this path."""
    language = language_of(path) or language_by_shebang(text[:200].split(b"\n")[0])
    if language is None:
        return False
    parser = parser_of(language)
    return content_id(text, parser.dialect(path), parser.EXTRACTOR) == facts_id


def read_text(root: str, path: str, max_bytes: int) -> tuple[bytes, FileStat] | None:
    """The text of a file as the index counts it, with the state it was read in."""
    source = read_source(root, path, max_bytes)
    return None if source.problem else (utf8_text(source.data), source.stat)
