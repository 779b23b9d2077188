"""The entries of files that configure something: which key is set, where, and to what.

Belongs here: reading them by the marks that each format has, without a grammar: one pass over the
lines, so that a file of any size costs its bytes. Stays out: which of them are sections
(`settings`), and what they name (`codegraph_daemon.documents`).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, NamedTuple


class Entry(NamedTuple):
    """A key with what is set under it."""

    start: int
    """Byte offset of its line, or of its first word."""
    at: int
    """Of its key."""
    name: bytes
    path: bytes
    """Its key with those of what it lies in, with dots; of what is very long not all of them."""
    value: int
    """Where what is set begins; it goes on to the next entry's start."""
    level: int
    holds: bool
    """Whether it is there for what lies in it."""


Reader = Callable[[bytes], Iterator[Entry]]

_LONGEST: Final = 1000
"""Bytes of a path that what lies in it has in its own: else a file would cost its square."""

_TABLE: Final = re.compile(
    rb"^[ \t]*\[{1,2}([^\[\],\n#;]+)\]{1,2}[ \t]*(?:[#;][^\n]*)?\r?$", re.MULTILINE
)
_TOML_PART: Final = rb"(?:\"[^\"\n]*\"|'[^'\n]*'|[\w-]+)"
_TOML_KEY: Final = re.compile(
    rb"^[ \t]*(%b(?:[ \t]*\.[ \t]*%b)*)[ \t]*=" % (_TOML_PART, _TOML_PART), re.MULTILINE
)
_INI_KEY: Final = re.compile(rb"^(?![#;!\[])([^\s=:#;][^\n=:]*)[=:]", re.MULTILINE)
_YAML_LINE: Final = re.compile(
    rb"^([ ]*(?:-[ ]+)*)"
    rb"(\"[^\"\n]*\"[ ]*|'[^'\n]*'[ ]*|[^\s#\"'\[\]{},&*!|>%@`-][^\n:#\"'{}\[\]]*):"
    rb"(?:[ \t]+([^\r\n]*))?\r?$",
    re.MULTILINE,
)
_MAKE_LINE: Final = re.compile(
    rb"^(?:(?:export|override)[ \t]+(?=[\w.%/$(){}-]))*+"
    rb"([\w.%/$(){}-]+(?:[ \t]+[\w.%/$(){}-]+)*)[ \t]*"
    rb"(?:(::?(?!=))|([:?+!]*=))",
    re.MULTILINE,
)
_DOCKER_LINE: Final = re.compile(
    rb"^[ \t]*(FROM|ENV|ARG|LABEL|RUN|CMD|ENTRYPOINT|COPY|ADD|WORKDIR|USER|EXPOSE|VOLUME"
    rb"|HEALTHCHECK|SHELL)\b[ \t]*(?:--\S+[ \t]+)*([^\r\n]*)",
    re.MULTILINE | re.IGNORECASE,
)
_STAGE: Final = re.compile(rb"\bAS[ \t]+([\w.-]+)", re.IGNORECASE)
_VARIABLE: Final = re.compile(rb"([A-Za-z_]\w*)")
_JSON_TOKEN: Final = re.compile(rb"\"((?:[^\"\\\n]|\\.)*+)(?:\"([ \t\r\n]*:)?)?|[{}\[\]]")


def _bare(key: bytes) -> bytes:
    """A key as it is said: without quotes, and without room around its dots."""
    return b".".join(part.strip().strip(b"\"'") for part in key.split(b"."))


def _within(outer: bytes, key: bytes) -> bytes:
    """The path of a key that lies in what has another path."""
    return outer[:_LONGEST] + b"." + key if outer else key


def _with_tables(text: bytes, keys: re.Pattern[bytes]) -> Iterator[Entry]:
    """Tables in brackets, each with the keys that follow."""
    found = sorted(
        [(match.start(1), match.end(), match[1], True) for match in _TABLE.finditer(text)]
        + [(match.start(1), match.end(), match[1], False) for match in keys.finditer(text)]
    )
    table = b""
    for at, end, key, holds in found:
        path = _bare(key)
        name = key.strip()
        at += len(key) - len(key.lstrip())
        if name[:1] in (b'"', b"'") and len(name) == len(path) + 2:
            name, at = path, at + 1
        if holds:
            table = path
            yield Entry(text.rfind(b"\n", 0, at) + 1, at, name, path, end, 0, True)
        else:
            yield Entry(at, at, name, _within(table, path), end, 1, False)


def toml(text: bytes) -> Iterator[Entry]:
    """The entries of TOML."""
    return _with_tables(text, _TOML_KEY)


def ini(text: bytes) -> Iterator[Entry]:
    """The entries of files with `key = value` or `key: value`, which may be in sections."""
    return _with_tables(text, _INI_KEY)


def yaml(text: bytes) -> Iterator[Entry]:
    """The entries of YAML's mappings; the lines of a text that is set are none."""
    open_: list[tuple[int, bytes]] = []
    """The depths and the paths of what the next line may lie in."""
    skip = -1
    """Lines that are indented further than this belong to a text."""
    for line in _YAML_LINE.finditer(text):
        marks, key, value = line[1], line[2], line[3] or b""
        depth = len(marks)
        if 0 <= skip < len(marks) - len(marks.lstrip(b" ")):
            continue
        skip = -1
        if value[:1] in (b"|", b">"):
            skip = len(marks) - len(marks.lstrip(b" "))
        while open_ and open_[-1][0] >= depth:
            open_.pop()
        name = key.strip(b"\"' ")
        path = _within(open_[-1][1] if open_ else b"", name)
        open_.append((depth, path))
        at = line.start(2) + (1 if key[:1] in (b'"', b"'") else 0)
        holds = not value or value.startswith((b"#", b"&")) or b"-" in marks
        yield Entry(line.start(), at, name, path, line.end(2) + 1, len(open_) - 1, holds)


def make(text: bytes) -> Iterator[Entry]:
    """The targets and the variables of a makefile."""
    for line in _MAKE_LINE.finditer(text):
        yield Entry(
            line.start(), line.start(1), line[1], line[1], line.end(), 0, line[2] is not None
        )


def docker(text: bytes) -> Iterator[Entry]:
    """The instructions of a container's recipe, each in its stage."""
    stage = b""
    for line in _DOCKER_LINE.finditer(text):
        word = line[1].upper()
        named = _VARIABLE.match(text, line.start(2), line.end(2))
        if word == b"FROM":
            called = _STAGE.search(line[2])
            stage = called[1] if called else line[2].split(b" ")[0]
            at = line.start(2) + (called.start(1) if called else 0)
            yield Entry(line.start(1), at, stage, stage, line.end(), 0, True)
        elif word in (b"ENV", b"ARG") and named:
            yield Entry(line.start(1), named.start(), named[1], named[1], named.end(), 1, False)
        else:
            path = _within(stage, line[1])
            yield Entry(line.start(1), line.start(1), line[1], path, line.start(2), 1, False)


def json(text: bytes) -> Iterator[Entry]:
    """The entries of JSON's objects."""
    open_: list[bytes] = []
    """By depth, the path of what is open."""
    path = b""
    """Of the key before this, if nothing was opened or closed since."""
    for token in _JSON_TOKEN.finditer(text):
        mark = token[0]
        if mark in (b"{", b"["):
            open_.append(path or (open_[-1] if open_ else b""))
            path = b""
        elif mark in (b"}", b"]"):
            if open_:
                open_.pop()
            path = b""
        elif token[2] is not None:
            key = token[1]
            outer = open_[-1] if open_ else b""
            path = _within(outer, key) if key else outer
            yield Entry(
                token.start(), token.start(1), key, path, token.end(), len(open_) - 1, False
            )


@cache
def reader_of(language: str) -> Reader | None:
    """What reads the entries of a language's files, `entries` of its module `parse`; None if
    nothing does."""
    if not language:
        return None
    parse = importlib.import_module(f"codegraph_daemon.languages.{language}.parse")
    found: Reader | None = getattr(parse, "entries", None)
    return found
