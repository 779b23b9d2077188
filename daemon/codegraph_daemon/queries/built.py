"""Definitions in files of which a build takes one: one for each platform, one for each tag.

What a file says of the builds that take it is for the language; here is which definitions are meant
where a name is used.
"""

from __future__ import annotations

from codegraph_client.protocol import Result

from ..languages.semantics import is_built, modules_of, tells_builds
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
