"""The sections of an overview: what is told of each, as plain data that crosses a socket.

Belongs here: from what is concluded to the rows that are told, and how many. Stays out: the
conclusions (one module each), how a symbol is described (`queries.overview`).

A row is a table. `symbol` is the (path id, hash) of what it is about, `import` the place of one;
`steps` are rows that belong to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np

from codegraph_client.layering import Rule, in_words

from ..facts import MODULE_HASH
from ..graph.adjacent import Nodes
from ..graph.piece import Hashes
from ..history.past import Past
from .central import Scores, between, between_sampled, errors, ranked
from .codebase import Codebase, Directed, Mask
from .communities import communities, inside_first, names_of
from .cycles import cycles
from .hotspots import churn_of, hotspots
from .layering import breaches
from .typed_only import is_typed_only

Row = dict[str, Any]

_MEMBERS: Final = 5
"""Files and symbols that are told of a community."""


class Overview:
    """What is asked about one state of a workspace."""

    def __init__(
        self,
        codebase: Codebase,
        most: int,
        rules: Sequence[Rule],
        past: Past | None,
        lines_of: Callable[[str], Sequence[str]],
    ) -> None:
        """`most`: so many rows of a section are told, but of breaches all. `past` if it is known
        and asked for. `lines_of` gives those of the file that was indexed; none if it is gone."""
        self.codebase = codebase
        self.most = most
        self.rules = rules
        self.past = past
        self.lines_of = lines_of

    @cached_property
    def file_rank(self) -> Scores:
        """PageRank of files."""
        return ranked(self.codebase.dependencies[0])

    @cached_property
    def symbol_rank(self) -> Scores:
        """PageRank of symbols."""
        return ranked(self.codebase.symbol_graph)

    @cached_property
    def lots(self) -> Hashes:
        """A number for each symbol that follows from its path and descriptor."""
        code = self.codebase
        of_paths = np.array([_hash(path) for path in code.paths], np.uint64)
        return (of_paths[code.file_of] ^ code.hashes) * _TWIST

    def of_file(self, file: int) -> Row:
        """The row of a file."""
        return {"symbol": [int(self.codebase.ids[file]), MODULE_HASH]}

    def of_symbol(self, symbol: int) -> Row:
        """The row of a symbol."""
        return {"symbol": list(self.codebase.target(symbol))}

    def of_import(self, row: int) -> Row:
        """The row of the place of an import, with the file that it leads to."""
        code, imports = self.codebase, self.codebase.all_imports
        return {
            "import": [int(code.ids[imports.source[row]]), int(code.ids[imports.target[row]])],
            "position": int(imports.position[row]),
            "length": int(imports.length[row]),
            "origin": int(imports.origin[row]),
            "deferred": bool(imports.deferred[row]),
        }


_TWIST: Final = np.uint64(0x9E3779B97F4A7C15)


def _hash(path: str) -> int:
    from hashlib import blake2b

    data = path.encode("utf-8", "surrogateescape")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def _highest(scores: Scores, most: int) -> list[int]:
    """The nodes with the highest scores above 0; of equals those with the lower number."""
    order = np.argsort(-scores, kind="stable")[:most]
    return [node for node in order.tolist() if scores[node] > 0]


def _section(rows: list[Row], total: int, **more: Any) -> Row:
    return {"rows": rows, "total": total, **more}


def _files(about: Overview) -> Row:
    graph, _ = about.codebase.dependencies
    users = np.bincount(graph.target, minlength=graph.nodes)
    uses = np.bincount(graph.source, minlength=graph.nodes)
    rows = [
        about.of_file(file)
        | {
            "score": float(about.file_rank[file]),
            "users": int(users[file]),
            "uses": int(uses[file]),
        }
        for file in _highest(about.file_rank, about.most)
    ]
    return _section(rows, int((about.file_rank > 0).sum()))


def _symbols(about: Overview) -> Row:
    graph = about.codebase.symbol_graph
    users = np.bincount(graph.target, minlength=graph.nodes)
    # What nothing uses has no more than what each node has.
    score = np.where(users > 0, about.symbol_rank, 0)
    rows = [
        about.of_symbol(symbol) | {"score": float(score[symbol]), "users": int(users[symbol])}
        for symbol in _highest(score, about.most)
    ]
    return _section(rows, int((score > 0).sum()))


def _file_bridges(about: Overview) -> Row:
    score = between(about.codebase.dependencies[0])
    rows = [
        about.of_file(file) | {"score": float(score[file])} for file in _highest(score, about.most)
    ]
    return _section(rows, int((score > 0).sum()))


def _symbol_bridges(about: Overview) -> Row:
    graph = about.codebase.symbol_graph
    found = between_sampled(graph, about.lots)
    told = list(_highest(found.score, about.most))
    error = errors(graph, found, np.asarray(told, np.int64))
    rows = [
        about.of_symbol(symbol) | {"score": float(found.score[symbol]), "error": float(at_most)}
        for symbol, at_most in zip(told, error.tolist(), strict=True)
    ]
    return _section(rows, int((found.score > 0).sum()), sources=found.sources)


def _import_cycles(about: Overview) -> Row:
    code, imports = about.codebase, about.codebase.all_imports
    # What is imported when a function runs makes no cycle when files are loaded.
    kept = imports.stated & ~imports.deferred & code.kept[imports.source]
    kept &= code.kept[imports.target]
    found = cycles(Directed(len(code), imports.source[kept], imports.target[kept]))
    kept &= ~_typed_only(about, kept, [each for cycle in found for each in cycle.members])
    found = cycles(Directed(len(code), imports.source[kept], imports.target[kept]))
    place = imports.source * max(len(code), 1) + imports.target
    rows = []
    for cycle in found[: about.most]:
        after = [*cycle.shortest[1:], cycle.shortest[0]]
        steps = [
            int(np.searchsorted(place, a * len(code) + b))
            for a, b in zip(cycle.shortest, after, strict=True)
        ]
        rows.append(
            about.of_file(cycle.shortest[0])
            | {
                "size": len(cycle.members),
                "members": [code.paths[each] for each in cycle.members],
                "steps": [about.of_import(row) for row in steps],
            }
        )
    return _section(rows, len(found), files=sum(len(each.members) for each in found))


def _typed_only(about: Overview, kept: Mask, files: Sequence[int]) -> Mask:
    """Of the imports that are `kept` and lie between these files, those for type checkers alone."""
    code, imports = about.codebase, about.codebase.all_imports
    inside = np.zeros(len(code), np.bool_)
    inside[list(files)] = True
    rows = np.flatnonzero(kept & inside[imports.source] & inside[imports.target])
    found = np.zeros(len(kept), np.bool_)
    lines: dict[int, Sequence[str]] = {}
    for row in rows.tolist():
        file = int(imports.source[row])
        if file not in lines:
            lines[file] = about.lines_of(code.paths[file])
        line = int(imports.position[row]) >> 32
        found[row] = is_typed_only(code.paths[file], lines[file], line)
    return found


def _call_cycles(about: Overview) -> Row:
    code = about.codebase
    found = cycles(code.calls)
    rows = []
    for cycle in found[: about.most]:
        after = [*cycle.shortest[1:], cycle.shortest[0]]
        steps = []
        for a, b in zip(cycle.shortest, after, strict=True):
            use, rank, position = code.call_at(a, b)
            steps.append(about.of_symbol(a) | {"use": use, "rank": rank, "position": position})
        rows.append(
            about.of_symbol(cycle.shortest[0]) | {"size": len(cycle.members), "steps": steps}
        )
    return _section(rows, len(found), symbols=sum(len(each.members) for each in found))


def _communities(about: Overview) -> Row:
    code = about.codebase
    graph, weight = code.dependencies
    found = communities(graph, weight)
    central = [inside_first(members, graph) for members in found.members]
    names = names_of(central, code.paths)
    rows = []
    for name, here in list(zip(names, central, strict=True))[: about.most]:
        symbols = _central_in(about, np.array(here))
        rows.append(
            about.of_file(here[0])
            | {
                "name": name,
                "size": len(here),
                "members": [code.paths[each] for each in sorted(here)],
                "steps": [about.of_file(each) for each in here[:_MEMBERS]],
                "symbols": [about.of_symbol(each) for each in symbols],
            }
        )
    return _section(rows, len(found.members), modularity=found.modularity)


def _central_in(about: Overview, files: Nodes) -> list[int]:
    """The symbols of some files that these use most."""
    code = about.codebase
    inside = np.zeros(len(code) + 1, np.bool_)
    inside[files] = True
    here = inside[code.file_of]
    graph = code.symbol_graph.among(here)
    outside = code.file_of[graph.source] != code.file_of[graph.target]
    users = np.bincount(graph.target[outside], minlength=graph.nodes)
    return _highest(users.astype(np.float64), _MEMBERS)


def _rules(about: Overview) -> Row:
    code = about.codebase
    try:
        found = breaches(about.rules, code.all_imports, code.paths)
    except ValueError as error:
        return _section([], 0, rules=len(about.rules), problems=[str(error)])
    rows = [
        about.of_import(each.row)
        | {"rule": each.rule.number, "why": each.rule.message or in_words(each.rule)}
        for each in found
    ]
    return _section(rows, len(found), rules=len(about.rules))


def _hotspots(about: Overview) -> Row:
    code = about.codebase
    if about.past is None:
        return _section([], 0)
    kept = np.flatnonzero(code.kept).tolist()
    sized = [(file, code.read(file).size) for file in kept]
    found = hotspots([(file, churn_of(about.past, code.paths[file]), size) for file, size in sized])
    rows = []
    for each in found[: about.most]:
        size = code.read(each.file).size
        rows.append(
            about.of_file(each.file)
            | {
                "score": each.score,
                "churn": each.churn.weight,
                "commits": each.churn.commits,
                "authors": each.churn.authors,
                "lines_in_functions": size.in_callables,
                "steps": [{"symbol": [int(code.ids[each.file]), size.longest_hash]}],
                "longest": size.longest,
            }
        )
    return _section(rows, len(found), commits=len(about.past.commits))


SECTIONS: Final[Mapping[str, Callable[[Overview], Row]]] = {
    "files": _files,
    "symbols": _symbols,
    "file-bridges": _file_bridges,
    "symbol-bridges": _symbol_bridges,
    "communities": _communities,
    "import-cycles": _import_cycles,
    "call-cycles": _call_cycles,
    "rules": _rules,
    "hotspots": _hotspots,
}


def summary_of(codebase: Codebase) -> Row:
    """How much there is, and how much of it is looked at."""
    imports = codebase.all_imports
    inside = codebase.kept[imports.source] & codebase.kept[imports.target] & imports.stated
    graph = codebase.symbol_graph
    sizes = [codebase.read(file).size for file in np.flatnonzero(codebase.kept).tolist()]
    return {
        "files": len(codebase) + codebase.unread.files,
        "looked_at": int(codebase.kept.sum()),
        "tests": int(codebase.is_test.sum()) + codebase.unread.tests,
        "lines": sum(size.lines for size in sizes),
        "lines_in_functions": sum(size.in_callables for size in sizes),
        "symbols": len(np.unique(np.concatenate((graph.source, graph.target)))),
        "uses": len(graph.source),
        "imports": int(inside.sum()),
    }
