"""Names that only their own file can use: those that a function binds."""

from __future__ import annotations

from codegraph_client.protocol import Result

from ..facts import ROLE_MASK, ROLE_NAMES, ROLE_SHIFT, START_MASK, Expr, Kind, without_tag
from ..resolve.values import Origin
from .answering import place
from .reading import File


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
