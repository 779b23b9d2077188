"""What the worker does that makes overviews: reads what files say, and has conclusions drawn of it.

Apart from `tasks`, so that no other worker loads what only this one needs. What files say is kept
from one overview to the next, so after an edit only what changed is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from codegraph_client.layering import Rule

from ..discovery import read_source
from ..encoding import utf8_text
from ..facts import Facts
from ..history.commits import read_commits
from ..history.past import Past
from ..overview.codebase import Codebase
from ..overview.file import Read, read
from ..overview.needed import Unread, is_needed, leads_to, unread
from ..overview.sections import SECTIONS, Overview, summary_of
from ..resolve.links import Links
from . import Host
from .faults import fault_point

_AT_ONCE: Final = 8
"""Files asked for in one message: the daemon answers between two questions of others."""

_File = tuple[int, bytes, bytes]
"""Path id, facts id, links id."""

_known: dict[_File, Read] = {}
_pasts: dict[tuple[str, int], tuple[str, Past]] = {}


def overview(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """The sections that are asked for, of the files of one state of a workspace."""
    fault_point("overview", payload["root"])
    wanted: list[str] = payload["sections"]
    # A rule may be about any file.
    everything = bool(payload["tests"] or payload["rules"])
    files, beside = _files(host, payload["files"], payload["given"], everything=everything)
    codebase = Codebase(files, tests=payload["tests"], unread=beside)
    problem = ""
    past: Past | None = None
    if "hotspots" in wanted:
        past, problem = _past(payload["root"], payload["commits"])
    rules = [Rule(*row) for row in payload["rules"]]
    texts = {path: text for path, text in payload["texts"]}

    def lines_of(path: str) -> Sequence[str]:
        data = texts.get(path)
        if data is None:
            data = utf8_text(read_source(payload["root"], path, payload["max_bytes"]).data)
        if len(data) != files[path][1].size.bytes:
            # Another file by now, of which another overview will tell.
            return ()
        text = data.decode("utf-8", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    about = Overview(codebase, payload["most"], rules, past, lines_of)
    found: dict[str, Any] = {}
    for name in wanted:
        host.step(name)
        found[name] = SECTIONS[name](about)
    if problem:
        found["hotspots"]["problem"] = problem
    return {"summary": summary_of(codebase), "sections": found}


def _files(
    host: Host,
    rows: Sequence[Sequence[Any]],
    given: Sequence[Sequence[Any]],
    *,
    everything: bool,
) -> tuple[dict[str, tuple[int, Read]], Unread]:
    """What each file says, and what is not read: `rows` are those of the store, `given` (path,
    path id, facts, links) those that only a session knows."""
    keys = {path: (path_id, facts_id, links_id) for path, path_id, facts_id, links_id in rows}
    for gone in _known.keys() - set(keys.values()):
        del _known[gone]
    found: dict[str, tuple[int, Read]] = {}
    for path, path_id, facts, links in given:
        found[path] = path_id, read(path, path_id, Facts(facts), Links(links))
    path_of = {key[0]: path for path, key in keys.items()}
    wanted = dict.fromkeys(path for path in keys if everything or is_needed(path))
    latest: Iterable[str] = wanted
    leading = [each.piece for _, each in found.values()]
    while latest:
        found |= _read_of(host, {path: keys[path] for path in latest})
        leading += [found[path][1].piece for path in latest if path in found]
        further = set[int]().union(*map(leads_to, leading))
        paths = (path_of[path_id] for path_id in sorted(further) if path_id in path_of)
        latest = [path for path in paths if path not in wanted]
        wanted.update(dict.fromkeys(latest))
        leading = []
    return found, unread(keys.keys() - wanted.keys())


def _read_of(host: Host, keys: Mapping[str, _File]) -> dict[str, tuple[int, Read]]:
    missing = [(path, key) for path, key in keys.items() if key not in _known]
    for at in range(0, len(missing), _AT_ONCE):
        some = missing[at : at + _AT_ONCE]
        host.step(at)
        _known.update(_read(host, some))
    return {path: (key[0], _known[key]) for path, key in keys.items() if key in _known}


def _read(host: Host, files: Sequence[tuple[str, _File]]) -> Iterator[tuple[_File, Read]]:
    facts = host.call("facts", [facts_id for _, (_, facts_id, _) in files])
    links = host.call("links", [links_id for _, (_, _, links_id) in files])
    for (path, key), said, linked in zip(files, facts, links, strict=True):
        if said and linked:
            of_links = Links(linked)
            if of_links.facts_id == key[1]:
                yield key, read(path, key[0], Facts(said), of_links)


def _past(root: str, most: int) -> tuple[Past | None, str]:
    """The commits of what is checked out, and what keeps them from being known."""
    head, past = _pasts.get((root, most), ("", Past([])))
    found = read_commits(Path(root), most, head)
    if found.problem:
        return None, found.problem
    if found.whole:
        past = Past(found.commits)
    elif found.commits:
        past = past.with_newer(found.commits, most)
    _pasts.clear()
    _pasts[root, most] = found.head, past
    return past, ""


TASKS = {"overview": overview}
BROADCASTS: dict[str, Any] = {}
