"""What workers do for the daemon: scan, list, parse and link.

A worker holds, per workspace, the table of paths and the memo of resolution; both are brought up
to date by broadcasts and can be lost at any time.  The work itself is in `discovery`, `parse` and
`resolve`; here is only how it is asked for and what crosses the socket.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from codegraph_client.digests import blake2b

from ..facts import Facts
from ..resolve.answers import pack_dependencies
from ..resolve.changes import Change, changed_keys
from ..resolve.explain import explain
from ..resolve.keys import to_bytes
from ..resolve.link import link_file
from ..resolve.links import Target
from ..resolve.lookups import Lookups, Tree
from ..resolve.types_of import types_of
from ..store.keys import mention_rows
from . import Host
from .faults import fault_point
from .followed import HELD, MADE, Followed
from .overlays import ParsedText, Row, Trees
from .parse import parse_files, unchanged
from .precise import Precise
from .transport import pack

if TYPE_CHECKING:
    from ..discovery import Discovery


class _Known(Container[str]):
    """The files and folders that a tree holds."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def __contains__(self, path: object) -> bool:
        return path in self._tree.files or path in self._tree.folders


_workspaces: dict[int, Followed] = {}
_discoveries: dict[str, Discovery] = {}
_trees = Trees()


def _view(payload: dict[str, Any]) -> None:
    """Broadcast: rows of a view that changed, and the keys that changed; or nobody asks for it.

    With `later` they are not followed before a task or another broadcast needs them: the table of a
    new work tree is long, and to look at that tree takes none.
    """
    view = payload["view"]
    if payload.get("end"):
        _workspaces.pop(view, None)
        return
    workspace = _workspaces.get(view)
    if workspace is None or payload.get("reset"):
        workspace = _workspaces[view] = Followed()
    workspace.told.append(payload)
    if not payload.get("later"):
        workspace.follow()


def _workspace(view: int) -> Followed | None:
    """A workspace with all that was broadcast of it; None if nothing was."""
    workspace = _workspaces.get(view)
    if workspace is not None and workspace.told:
        workspace.follow()
    return workspace


def _asked(host: Host, payload: dict[str, Any]) -> Followed:
    """The workspace that a task is about."""
    workspace = _workspace(payload["view"])
    assert workspace is not None, "a task about a view that was not broadcast"
    workspace.host = host
    return workspace


def _discovery(root: str) -> Discovery:
    # Loaded by the worker that scans, and not by those that only parse and link.
    from pathlib import Path

    from codegraph_client.settings import load

    from ..discovery import Discovery

    found = _discoveries.get(root)
    if found is None:
        found = _discoveries[root] = Discovery(Path(root), load(Path(root)))
    return found


def _scan(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """The whole tree: files with their state, folders to watch, problems, repositories inside.

    `seen` is the digest of an earlier answer; where nothing else is to be told, it is the answer.
    """
    # The settings of the root may have changed, so nothing is kept from before.
    _discoveries.pop(payload["root"], None)
    fault_point("scan", payload["root"])
    tree = _discovery(payload["root"]).scan_tree()
    found = {
        "files": tree.files,
        "directories": tree.directories,
        "problems": tree.problems,
        "repositories": tree.repositories,
    }
    digest = blake2b(pack(found), digest_size=16).digest()
    return {"digest": digest} if digest == payload.get("seen") else {**found, "digest": digest}


def _list(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Some folders, not what lies below them; folders that are gone or left out are empty."""
    discovery = _discovery(payload["root"])
    workspace = _workspace(payload["view"])
    if workspace is not None:
        # What exists in an editor alone is not known to the disk.
        workspace.overlay.take_off()
    known = _Known(workspace.tree) if workspace is not None else ()
    found: dict[str, Any] = {}
    problems: list[str] = []
    for folder in payload["folders"]:
        fault_point("list", folder)
        tree = discovery.list_directory(folder, known)
        found[folder] = [tree.files, tree.directories]
        problems += tree.problems
    return {"folders": found, "problems": problems}


def _explain(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Why a path is indexed, or is not."""
    return _discovery(payload["root"]).verdict(payload["path"])._asdict()


def _parse(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Files to facts; with `old` (path -> [path id, facts id]) also the keys that changed."""

    def known(facts_ids: list[bytes]) -> list[bool | str]:
        result: list[bool | str] = host.call("known", facts_ids)
        return result

    ask = known if payload["ask"] else None
    results = parse_files(payload["root"], payload["paths"], payload["max_bytes"], ask, host.step)
    keys: dict[int, Change] = {}
    old: dict[str, list[Any]] = payload["old"]
    for parsed in results:
        if parsed.facts and payload.get("keep"):
            MADE.keep(parsed.facts_id, parsed.facts)
        before = old.get(parsed.path)
        if before is None or parsed.facts_id == before[1]:
            continue
        blob = parsed.facts
        if not blob and parsed.facts_id:
            (blob,) = host.call("facts", [parsed.facts_id])
        (old_blob,) = host.call("facts", [before[1]])
        new = Facts(blob) if blob else None
        keys |= changed_keys(parsed.path, before[0], Facts(old_blob), new)
    return {"files": results, "keys": [(to_bytes(key), *change) for key, change in keys.items()]}


def _link(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Files to links, with the keys that their links read."""
    workspace = _asked(host, payload)
    workspace.overlay.take_off()
    look = workspace.look
    look.prefetch(payload["files"])
    files: list[list[Any]] = []
    mentions: defaultdict[Target, list[int]] = defaultdict(list)
    reads: dict[int, set[int]] = {}
    precise = Precise(host, payload["precise"])
    for path_id in payload["files"]:
        facts_id = workspace.tree.facts_id(path_id)
        host.step([path_id])
        fault_point("link", workspace.tree.paths.get(path_id, ""))
        linked = link_file(look, path_id, precise.of(path_id))
        if linked is None:
            continue
        files.append([path_id, facts_id, linked.links, linked.edges])
        for target in linked.targets:
            mentions[target].append(path_id)
        reads[path_id] = linked.reads
    return {
        "files": files,
        "refs": mention_rows(mentions),
        "deps": pack_dependencies(reads, look.take_fresh()),
    }


def _explain_occurrence(host: Host, payload: dict[str, Any]) -> dict[str, Any] | None:
    """How the expressions of one occurrence are resolved; None as `_with_rows`."""
    seen = _with_rows(host, payload)
    if seen is None:
        return None
    path_id, exprs = payload["path_id"], payload["exprs"]
    found = explain(seen.tree, seen.load, seen.announced, path_id, exprs)
    if found is None:
        return None
    return {**found._asdict(), "steps": [step.packed() for step in found.steps]}


def _types(host: Host, payload: dict[str, Any]) -> list[Target] | None:
    """The types of what expressions and symbols of a file stand for; None as `_with_rows`."""
    seen = _with_rows(host, payload)
    if seen is None:
        return None
    look = Lookups(seen.tree, seen.load, seen.announced, HELD)
    return types_of(look, payload["path_id"], payload["exprs"], payload["symbols"])


def _outside(host: Host, payload: dict[str, Any]) -> dict[str, Any] | None:
    """What one occurrence means outside of the workspace; None as `_with_rows`.

    With `types` the types of what it evaluates to.
    With `uses` (a symbol's name, its file and its hash) instead where some files use that.
    With the facts of each file that the daemon does not hold, and the packages that lack a pack.
    With `path` in place of `path_id`, the occurrence is in that file of a library; without one, the
    file itself is meant.
    """
    workspace = _with_rows(host, payload)
    if workspace is None:
        return None
    # Loaded by the worker that is asked, and not by those that make indexes.
    from . import libraries

    if workspace.outwards is None:
        workspace.outwards = libraries.looks(
            workspace.tree, workspace.load, workspace.announced, HELD, payload["root"]
        )
        workspace.overlay.further.append(workspace.outwards)
    return libraries.answer(workspace.outwards, payload)


def _with_rows(host: Host, payload: dict[str, Any]) -> Followed | None:
    """A workspace with the rows of a session over its table, to look at some files; None if the one
    that is asked about has other facts by now.  What a library's file means does not depend on it.
    """
    workspace = _workspace(payload["view"])
    if workspace is None:
        return None
    workspace.host = host
    path_id = payload.get("path_id")
    if path_id is not None or "files" in payload:
        workspace.overlay.put(_rows(payload["rows"]))
    if path_id is not None and workspace.tree.facts_id(path_id) != payload["facts"]:
        return None
    host.step(payload.get("files") or [payload["path"] if path_id is None else path_id])
    return workspace


def _later(module: str, name: str) -> Callable[[Host, dict[str, Any]], Any]:
    """A step of a module beside this one, which only the worker loads that is asked for it."""

    def run(host: Host, payload: dict[str, Any]) -> Any:
        return getattr(import_module(f".{module}", __package__), name)(host, payload)

    return run


def _overlay_parse(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Unsaved texts of a session to facts; texts that the rules leave out say so.

    Each is (path, text, facts id that is known, whether the index has no such file). With `over`
    also what `_overlay_keys` says once they lie over a workspace: its `files` are all texts of the
    session, as (path, path id, facts id below, facts id, or None of a text that is parsed here).
    """
    results: list[ParsedText] = []
    for path, text, known, new in payload["texts"]:
        host.step([path])
        if len(text) > payload["max_bytes"]:
            reason = f"{path}: it is larger than {payload['max_bytes']:,} bytes"
            results.append(ParsedText(b"", b"", b"", reason))
            continue
        if new:
            verdict = _discovery(payload["root"]).verdict_unsaved(path)
            if not verdict.kept:
                results.append(ParsedText(b"", b"", b"", verdict.reason, by_path=True))
                continue
        results.append(_trees.parse(payload["session"], path, text, known))
    over = payload["over"]
    if over is None:
        return {"texts": results, "over": None}
    parsed = {told[0]: made.facts_id for told, made in zip(payload["texts"], results, strict=True)}
    rows: list[Row] = []
    for path, path_id, below, told in over["files"]:
        facts_id = parsed[path] if told is None else told
        if facts_id != below:
            rows.append((path, path_id, facts_id))
    if not rows or rows == _rows(over["before"]):
        return {"texts": results, "over": None}
    made = {result.facts_id: result.facts for result in results if result.facts}
    return {"texts": results, "over": _put_over(host, over, rows, made)}


def _overlay_keys(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """The keys that read differently with these rows over the workspace's table.

    Also which files are still linked right that were linked with the rows `before`.
    """
    return _put_over(host, payload, _rows(payload["rows"]), {})


def _put_over(
    host: Host, payload: dict[str, Any], rows: list[Row], made: Mapping[bytes, bytes]
) -> dict[str, Any]:
    """Have rows lie over a workspace; `made` has facts that the daemon does not know of yet."""
    overlay = _asked(host, payload).overlay
    continued = bool(payload["before"]) and overlay.lies(_rows(payload["before"]))
    overlay.put(rows, made)
    return {
        "rows": rows,
        "keys": list(map(to_bytes, overlay.keys)),
        "linked": overlay.still_linked() if continued else [],
    }


def _overlay_link(host: Host, payload: dict[str, Any]) -> list[Any]:
    """The links of files with these rows over the workspace's table: (path id, links)."""
    workspace = _asked(host, payload)
    overlay = workspace.overlay
    overlay.put(_rows(payload["rows"]))
    workspace.look.prefetch(payload["files"])
    results: list[Any] = []
    precise = Precise(host, payload["precise"])
    for path_id in payload["files"]:
        host.step([path_id])
        linked = link_file(workspace.look, path_id, precise.of(path_id))
        if linked is not None:
            overlay.note_links(path_id, linked.reads)
            results.append([path_id, linked.links])
    overlay.bound()
    return results


def _rows(rows: list[Any]) -> list[Row]:
    return [(path, path_id, facts_id) for path, path_id, facts_id in rows]


def _overlay_end(payload: dict[str, Any]) -> None:
    """Broadcast: a session closed a document, or with no path all of them."""
    _trees.forget(payload["session"], payload["path"])
    if payload["path"] is None:
        for workspace in _workspaces.values():
            workspace.overlay.forget()


_LATER = {
    "packing": ("pack",),
    "chunking": ("chunk", "chunk_texts"),
    "matching": ("match",),
    "surveying": ("declare", "beside", "functions", "mentions", "find_alike", "find_dead"),
    "syntax": ("fold", "select"),
    "history": ("commits", "symbol_past", "compare", "branches"),
}
"""Modules beside this one, and the tasks that are functions of theirs."""

TASKS: dict[str, Callable[[Host, dict[str, Any]], Any]] = {
    "scan": _scan,
    "list": _list,
    "explain": _explain,
    "explain_occurrence": _explain_occurrence,
    "types": _types,
    "outside": _outside,
    "parse": _parse,
    "unchanged": unchanged,
    "link": _link,
    "overlay_parse": _overlay_parse,
    "overlay_keys": _overlay_keys,
    "overlay_link": _overlay_link,
    **{name: _later(module, name) for module, names in _LATER.items() for name in names},
}
BROADCASTS: dict[str, Callable[[dict[str, Any]], None]] = {
    "view": _view,
    "overlay_end": _overlay_end,
}
