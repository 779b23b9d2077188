"""What lies outside of the workspace, as a worker finds it; loaded by the first question of that.

Belongs here: the files of libraries that this process holds, for all workspaces, and reading one.
Stays out: how a name leads there (`external`), and making packs (`packing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ..discovery import content_verdict
from ..encoding import utf8_text
from ..external.archives import SOURCES, Archives
from ..external.files import ExternalFiles, State, state_of
from ..external.found import find, library_file, types, uses
from ..external.lookups import ExternalLookups
from ..external.packs import Packs
from ..external.told import External
from ..facts import content_id
from ..languages.external import deciding, libraries_of
from ..languages.registry import language_of
from ..languages.semantics import modules_of
from ..resolve.announced import Announced, Load
from ..resolve.held_files import HeldFiles
from ..resolve.lookups import Tree
from .faults import fault_point
from .parse import parser_of


def read_external(path: str, environment: str) -> tuple[bytes, bytes, State] | None:
    """Facts id, facts and state of a file outside of the workspace, by its absolute path, as it is
    in an environment; None if it cannot be read, is too large, or is of no language."""
    state = state_of(path)
    language = language_of(path)
    if state is None or language is None:
        return None
    try:
        data = Path(path).read_bytes()
    except OSError:
        return None
    if len(data) != state[0] or content_verdict(data, path) is not None:
        return None
    parser = parser_of(language)
    text = utf8_text(data)
    libraries = libraries_of(modules_of(path).NAME) if environment else None
    decides = None if libraries is None else deciding(libraries)
    if decides is not None:
        text = decides.decided(text, environment)
    fault_point("parse", text)
    return content_id(text, parser.dialect(path), parser.EXTRACTOR), parser.facts_of(text), state


@cache
def _files(held: HeldFiles) -> ExternalFiles:
    """The files of libraries, the same for all workspaces of the process."""
    return ExternalFiles(read_external, held)


def looks(
    tree: Tree, load: Load, announced: Announced, held: HeldFiles, root: str
) -> ExternalLookups:
    """Looks at a workspace and at what lies outside of it."""
    return ExternalLookups(tree, load, announced, _files(held), root)


def begin(look: ExternalLookups, payload: dict[str, Any]) -> None:
    """What is asked next is asked with these packs and environments; `made`: so many packs were
    made while there is this daemon."""
    directory = Path(payload["packs"])
    files = look.files
    if not isinstance(files.kept, Packs) or files.kept.directory != directory:
        files.kept = Packs(directory)
        files.disk.archives = Archives(directory / SOURCES)
    files.kept.follow(payload.get("made", 0))
    look.begin(tuple(payload["environments"]))


def answer(look: ExternalLookups, payload: dict[str, Any]) -> dict[str, Any] | None:
    """What the task `outside` says; None if the library's file that is asked about is none, or has
    other facts by now than its expressions are of."""
    begin(look, payload)
    try:
        if "files" in payload:
            return {"found": uses(look, payload["files"], *payload["uses"]), "unpacked": []}
        path_id = payload.get("path_id")
        wanted = types if payload.get("types") else find
        if path_id is not None:
            return _sent(look, wanted(look, path_id, payload["exprs"]), payload)
        here = library_file(look, payload["path"])
        if here is None or payload.get("facts", here.facts_id) != here.facts_id:
            return None
        if "uses" in payload:
            return {"found": uses(look, [here.path_id], *payload["uses"]), "unpacked": []}
        found = wanted(look, here.path_id, payload["exprs"]) if "exprs" in payload else [here]
        return _sent(look, found, payload)
    finally:
        look.end()


def _sent(
    look: ExternalLookups, told: Sequence[External], payload: dict[str, Any]
) -> dict[str, Any]:
    """Symbols of libraries, with the facts of their files."""
    files = look.files
    sent = set(payload["held"])
    results: list[Any] = []
    for found in told:
        file = look.file(found.path_id)
        blob = b"" if file is None or found.facts_id in sent else bytes(file.facts.blob)
        sent.add(found.facts_id)
        results.append([*found, blob])
    unpacked, files.unpacked = sorted(files.unpacked), set()
    return {"found": results, "unpacked": unpacked}
