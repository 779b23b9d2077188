"""Names that only their own file can use: those that a function binds."""

from __future__ import annotations

from collections.abc import Iterable

from codegraph_client.protocol import Result

from ..facts import ROLE_MASK, ROLE_NAMES, ROLE_SHIFT, START_MASK, Expr, Kind, without_tag
from ..resolve.links import Target
from ..resolve.values import Origin
from .answering import place
from .reading import File, Snapshot
from .targets import locate


def written_after(uses: list[Result]) -> list[Result]:
    """Uses of a function's own name: its first binding defines it, and later ones write to it."""
    bound = [use for use in uses if use["role"] == "definition"]
    first = min([(use["line"], use["column"]) for use in bound], default=None)
    for use in bound:
        if (use["line"], use["column"]) != first:
            use["role"] = "write"
    return uses


def local_uses(file: File, local: tuple[int, int]) -> list[Result]:
    """All occurrences in its file of a name that a function's scope binds."""
    import numpy as np  # Loaded with the first question, to keep the start short.

    facts = file.facts
    scope, name = local
    named = np.frombuffer(facts.expr_a, dtype="<u4") == name
    named &= np.frombuffer(facts.expr_b, dtype="<u4") == scope
    named &= np.frombuffer(facts.expr_kind, dtype="u1") == Expr.NAME
    spelled_name = without_tag(facts.names[name])
    length = len(spelled_name.encode("utf-8", "replace"))
    container = facts.shown(facts.scope_owner[scope])
    results: list[Result] = []
    for expr in np.flatnonzero(named).tolist():
        for packed in facts.occurrences_of(expr):
            result = place(
                file,
                packed & START_MASK,
                length,
                name=spelled_name,
                kind=Kind.VARIABLE,
                container=container,
                role=ROLE_NAMES[packed >> ROLE_SHIFT & ROLE_MASK],
                origin=Origin.SCOPE,
            )
            results.append(result)
    return results


def uses_by_their_functions(
    snapshot: Snapshot, targets: Iterable[Target], asked: File | None, local: tuple[int, int] | None
) -> list[Result]:
    """The uses that have no links of what is asked for: of the `local` name that stands at the
    asked place, and of parameters that are named from elsewhere, each inside of its function."""
    wanted: dict[tuple[int, int, int], File] = {}
    if asked is not None and local is not None:
        wanted[asked.entry.path_id, *local] = asked
    for target in targets:
        found = locate(snapshot, target)
        if found is not None and found[0].facts.symbol_kind[found[1]] == Kind.PARAMETER:
            home, symbol = found
            scope, name = home.facts.symbol_scope[symbol], home.facts.symbol_name[symbol]
            wanted.setdefault((target[0], scope, name), home)
    uses: list[Result] = []
    for (_, scope, name), home in wanted.items():
        uses += written_after(local_uses(home, (scope, name)))
    return uses


def described_local(file: File, local: tuple[int, int], lines: list[str]) -> list[Result]:
    """A variable that only its own function knows: the line, of those of its file, that first
    binds it."""
    uses = local_uses(file, local)
    bound = [use for use in uses if use["role"] in ("definition", "import")] or uses
    bound.sort(key=lambda use: (use["line"], use["column"]))
    for result in bound[:1]:
        if result["line"] < len(lines):
            result["detail"] = lines[result["line"]].strip()
        result["role"] = "definition"
        result["references"], result["files"] = len(uses) - len(bound), 1
    return bound[:1]
