"""Where the name of a class stands for what makes or ends one: constructors and destructors that
bear it, in C++.  Who renames the class renames these."""

from __future__ import annotations

from codegraph_client.protocol import Result

from ..facts import KIND_NAMES, ROLE_NAMES, Kind, Role, shortened
from ..resolve.links import Target
from ..resolve.values import TRUST, Origin
from ..store.postings import Postings
from .answering import Asked
from .expanded import has_macros
from .reading import File, Snapshot, module_name, symbol_name
from .targets import defined, locate

_SAID = frozenset((Role.DEFINITION, Role.DECLARATION))
_ENDING = "~"


async def namesakes(
    asked: Asked, snapshot: Snapshot, postings: Postings, target: Target
) -> list[Result]:
    """The places where constructors and destructors of a class are declared and defined, as uses
    of the class; none for anything else."""
    where = locate(snapshot, target)
    if where is None or where[0].facts.symbol_kind[where[1]] != Kind.CLASS:
        return []
    home, symbol = where
    if not has_macros(home.path):
        return []
    facts = home.facts
    name = symbol_name(home.path, facts, symbol)
    tier, confidence = TRUST[Origin.SCOPE].tier, TRUST[Origin.SCOPE].confidence
    results: list[Result] = []
    for inner, container in enumerate(facts.symbol_container):
        if container != symbol:
            continue
        ends = facts.names[facts.symbol_name[inner]] == _ENDING + name
        if not ends and facts.symbol_kind[inner] != Kind.CONSTRUCTOR:
            continue
        meant = defined(snapshot, (target[0], facts.symbol_hash[inner]))
        for path_id, _, links in snapshot.linked(postings.read_refs(*meant)):
            await asked.pace.breathe()
            path = snapshot.generation.path_of(path_id)
            for line, column, _, role, _, holder, wide in links.of_target(meant):
                if role not in _SAID:
                    continue
                start = column + len(_ENDING) if ends else column
                result: Result = {
                    "path": path,
                    "line": line,
                    "column": start,
                    "end_line": line,
                    "end_column": start + len(name.encode("utf-8", "replace")),
                    "name": name,
                    "kind": KIND_NAMES[Kind.CLASS],
                    "container": shortened(holder) or module_name(path),
                    "role": ROLE_NAMES[Role.TYPE],
                    "tier": tier,
                    "confidence": confidence,
                    "origin": TRUST[Origin.SCOPE].name,
                }
                if wide:
                    result["text"] = ""
                results.append(result)
    return results


def goes_on(file: File, symbol: int) -> bool:
    """Whether a symbol is a namespace as that of C++, which begins somewhere and goes on."""
    return file.facts.symbol_kind[symbol] == Kind.NAMESPACE and has_macros(file.path)
