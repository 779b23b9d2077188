"""Definitions of which a build takes one: one for each platform, tag or feature.

What files and what stands in them say of the builds that take it is for the language; here is which
definitions are meant where a name is used.
"""

from __future__ import annotations

from codegraph_client.protocol import Result

from ..languages.semantics import is_built, modules_of, tells_builds
from .reading import File, Snapshot
from .source import Lines


def built_together(
    snapshot: Snapshot, file: File, start: int, results: list[Result], lines: Lines
) -> list[Result]:
    """Those of several definitions that a plain build takes, asked for at a byte offset of `file`.

    If that is in no plain build, those of its own file. All of them if there are none of these, or
    if it is one of them, from which people go on to the others.
    """
    rules = modules_of(file.path)
    if len(results) < 2 or not tells_builds(rules):
        return results
    line, _ = file.facts.position(start)
    if any(result["path"] == file.path and result["line"] == line for result in results):
        return results

    def read(path: str) -> list[str]:
        there = snapshot.file(path)
        return [] if there is None else lines.of(there)

    def kept(result: Result) -> bool:
        if not is_here:
            return bool(result["path"] == file.path)
        return is_built(rules, result["path"], result["line"], read) is not False

    is_here = is_built(rules, file.path, line, read) is not False
    return [result for result in results if kept(result)] or results
