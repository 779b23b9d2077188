"""Definitions of which a build takes one: one for each platform, tag or feature.

What files and what stands in them say of the builds that take it is for the language; here is which
definitions are meant where a name is used.
"""

from __future__ import annotations

from codegraph_client.protocol import Result

from ..languages.semantics import (
    is_built,
    is_configured,
    modules_of,
    tells_builds,
    tells_configurations,
)
from .reading import File, Snapshot
from .source import Lines


def built_together(
    snapshot: Snapshot, file: File, results: list[Result], lines: Lines
) -> list[Result]:
    """Those of several definitions that are in a plain build, if the file that asks is; all of them
    where none is, or who asks is in none."""
    rules = modules_of(file.path)
    paths = {result["path"] for result in results}
    if len(paths) < 2 or not tells_builds(rules):
        return results
    if not is_built(rules, file.path, lines.of(file)):
        return [result for result in results if result["path"] == file.path] or results
    built: set[str] = set()
    for path in paths:
        home = snapshot.file(path)
        if home is not None and is_built(rules, path, lines.of(home)):
            built.add(path)
    return [result for result in results if result["path"] in built] or results


def configured_together(
    snapshot: Snapshot, file: File, start: int, results: list[Result], lines: Lines
) -> list[Result]:
    """Those of several definitions that a plain build takes, if it takes what asks, at a byte
    offset of `file`; all of them if it is one of them, from which people go on to the others."""
    rules = modules_of(file.path)
    if len(results) < 2 or not tells_configurations(rules):
        return results
    line, _ = file.facts.position(start)
    if any(result["path"] == file.path and result["line"] == line for result in results):
        return results

    def read(path: str) -> list[str]:
        there = snapshot.file(path)
        return [] if there is None else lines.of(there)

    if is_configured(rules, file.path, line, read) is False:
        return results
    kept = [
        result
        for result in results
        if is_configured(rules, result["path"], result["line"], read) is not False
    ]
    return kept or results
