"""The steps that look for dead code, for duplicates and for documents: what files say, and what
follows of it all.

Belongs here: which texts are read, and what crosses the socket. Stays out: what is found in one
file or in all of them (`overview`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from ..chunks.comments import PROSE_LANGUAGES
from ..chunks.traits import SETTINGS, Trait, traits_of
from ..discovery import read_source
from ..discovery.rules import secret_rule
from ..documents.entries import entries_of
from ..documents.mentions import Spelled, mentions_of
from ..documents.table import pack
from ..facts import Facts
from ..languages.needs import needs_of, package_files
from ..languages.registry import language_by_shebang, language_of
from ..overview import dead, spelled
from ..overview.alike import alike
from ..overview.declared import Declares, declared_of
from ..overview.marks import Mark
from ..overview.tokens import TYPES, Consists, functions_of
from ..resolve.links import Links
from . import Host
from .parse import text_of_facts

_MOST_BYTES: Final = 512 * 1024
"""Of a file that is in no index; what is larger is data."""
_FACTS_AT_ONCE: Final = 64


def declare(host: Host, payload: dict[str, Any]) -> list[Any]:
    """What files declare and spell: (path, facts id, links, text or None for what is on disk).

    For each a `Declares`, None for a file with another content by now.
    """
    return [
        None if text is None else _declared(path, text, facts, links)
        for path, facts, links, text in _read_files(host, payload)
    ]


def _read_files(
    host: Host, payload: dict[str, Any]
) -> Iterator[tuple[str, bytes, bytes, bytes | None]]:
    """Path, facts, links and text of each file; no text where it has another content by now."""
    files: Sequence[Sequence[Any]] = payload["files"]
    for at in range(0, len(files), _FACTS_AT_ONCE):
        some = files[at : at + _FACTS_AT_ONCE]
        blobs = host.call("facts", [each[1] for each in some])
        for (path, facts_id, links, text), blob in zip(some, blobs, strict=True):
            host.step([path, facts_id])
            if text is None:
                text = text_of_facts(payload["root"], path, payload["max_bytes"], facts_id)
            yield path, blob, links, text


def _declared(path: str, text: bytes, facts: bytes, links: bytes) -> Declares:
    language = _language(path, text)
    if language in PROSE_LANGUAGES:
        return Declares(None, *_packed(spelled.NOTHING))
    if language in SETTINGS:
        return Declares(None, *_packed(spelled.in_other(text)))
    columns = None
    read = Facts(facts)
    needs = needs_of(language)
    if needs is not None and needs.judged:
        found = declared_of(text, read, Links(links), needs)
        if traits_of(text, read, language) & Trait.GENERATED:
            # Who takes something away there does it in vain.
            found = found._replace(mark=np.full_like(found.mark, Mark.WITHIN))
        columns = [column.tobytes() for column in found]
    return Declares(columns, *_packed(spelled.in_code(text, needs)))


def _language(path: str, text: bytes) -> str:
    return language_of(path) or language_by_shebang(text[:200].split(b"\n")[0]) or ""


def beside(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """What files say that are in no index: templates, configuration; and which folders offer
    what they hold to others, by family of languages."""
    root, folders = payload["root"], payload["folders"]
    left_out = frozenset(payload["left_out"])
    some: list[spelled.Spelled] = []
    packages: list[tuple[str, str, bool]] = []
    needs_by_file = package_files()
    for path in sorted(left_out.union(_beside(root, folders))):
        host.step([path])
        if secret_rule(path) is not None:
            continue
        source = read_source(root, path, _MOST_BYTES)
        if source.problem or b"\0" in source.data[:1024]:
            continue
        folder, _, name = path.rpartition("/")
        if needs := needs_by_file.get(name):
            packages.append((needs.family, folder, needs.offers(name, source.data)))
        if path in left_out or language_of(path) is None:
            some.append(spelled.in_other(source.data))
    names, modules, parts = _packed(spelled.together(some))
    return {"names": names, "modules": modules, "parts": parts, "packages": packages}


def _beside(root: str, folders: Iterable[str]) -> list[str]:
    found: list[str] = []
    for folder in {"", *folders}:
        try:
            with os.scandir(os.path.join(root, folder)) as entries:
                names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        except OSError:
            continue
        for name in names:
            path = f"{folder}/{name}" if folder else name
            names_code = name in spelled.LOOKED_INTO_WHOLE or name.endswith(spelled.LOOKED_INTO)
            if name in package_files() or (names_code and language_of(name) is None):
                found.append(path)
    return sorted(found)


def _packed(found: spelled.Spelled) -> tuple[bytes, bytes, list[str]]:
    names, modules = (np.array(sorted(each), np.uint64).tobytes() for each in found[:2])
    return names, modules, sorted(found.made)


def functions(host: Host, payload: dict[str, Any]) -> list[Any]:
    """What the functions of files are made of: files as for `declare`, without links.

    For each a `Consists`, None for a file with another content by now.
    """
    return [
        None if text is None else _functions(path, text, Facts(facts))
        for path, facts, _, text in _read_files(host, payload)
    ]


def _functions(path: str, text: bytes, facts: Facts) -> Consists:
    language = _language(path, text)
    columns = [column.tobytes() for column in functions_of(text, facts, language)]
    return Consists(columns, traits_of(text, facts, language))


def mentions(host: Host, payload: dict[str, Any]) -> list[Any]:
    """What documents and configuration spell of code: files as for `declare`, without links.

    For each the columns of `documents.table`, None for a file with another content by now.
    """
    return [
        None if text is None else pack(_spelled(path, text, facts))
        for path, facts, _, text in _read_files(host, payload)
    ]


def _spelled(path: str, text: bytes, facts: bytes) -> list[Spelled]:
    language = _language(path, text)
    if language in PROSE_LANGUAGES:
        return mentions_of(text, Facts(facts))
    return entries_of(text, language)


def find_alike(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """The pairs of functions that have enough in common: columns as `overview.alike` has them."""
    names = ("runs", "words", "run", "word")
    runs, words, run, word = (np.frombuffer(payload[name], TYPES[name]) for name in names)
    found = alike(runs, words, run, word, payload["least"])
    return {
        "first": found.first.tobytes(),
        "second": found.second.tobytes(),
        "shape": found.shape.tobytes(),
        "shared": found.words.tobytes(),
        "cut": found.cut,
    }


def find_dead(host: Host, payload: dict[str, Any]) -> list[bytes]:
    """The candidates among what all files declare: columns as `overview.dead` has them."""
    uses = dead.Uses(*_read(payload["uses"], dead.CODES_OF_USES))
    symbols = dead.Symbols(*_read(payload["symbols"], dead.CODES_OF_SYMBOLS))
    more = dead.More(*_read(payload["more"], dead.CODES_OF_MORE))
    found = dead.find(uses, symbols, more, public=payload["public"])
    return [np.ascontiguousarray(column).tobytes() for column in found]


def _read(columns: Sequence[bytes], codes: Sequence[str]) -> list[Any]:
    return [np.frombuffer(column, code) for column, code in zip(columns, codes, strict=True)]
