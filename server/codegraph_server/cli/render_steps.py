"""How a name was resolved, as a person reads it in a terminal.

Belongs here: pure functions from the answer of `explain` at a position to text.  Stays out: what
other answers share (`render`).  Whatever comes from a repository passes `printable`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from codegraph_server.cli.render import (
    BOLD,
    DIM,
    PIPED_WIDTH,
    Paths,
    Screen,
    count,
    location,
    printable,
    reasons,
    source_of,
)

_MOST_LINES = 120
_GREEN, _YELLOW = "32", "33"
_PLAIN = ("resolved", "local")


def explained(answer: Mapping[str, Any], show: Screen) -> str:
    """The occurrence, its outcome, its targets, and the steps that led there."""
    shown = Paths(answer["root"], show.folder)
    lines: list[str] = []
    for result in answer["results"]:
        lines += _occurrence(result, shown, show)
    if not answer["results"]:
        lines.append(printable(answer.get("reason") or "no name stands there"))
    elif not answer["complete"]:
        lines += ["", f"Not complete: {printable(answer.get('reason', ''))}"]
    return "\n".join(lines) + "\n"


def _occurrence(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    room = PIPED_WIDTH if show.width is None else max(20, show.width - 2)
    inside = printable(result["container"])
    yield f"{show.paint(BOLD, location(result, shown))}  {result['role']} in {inside}"
    yield f"  {source_of(result, show, room)}"
    yield ""
    outcome = result["outcome"]
    color = _GREEN if outcome in _PLAIN else _YELLOW
    spelled = printable(result["expression"])
    says = f"`{spelled}`: {outcome}"
    if result["targets"]:
        sure = f"{result['tier']}, confidence {result['confidence']:g}"
        says += f", {sure} (found by: {result['origin']})"
    yield show.paint(color, says)
    if result["targets"] and (why := result.get("why")):
        yield f"  {printable(why[:1].upper() + why[1:])}."
    if result["reason"]:
        yield f"  {printable(result['reason'])}"
    for target in result["targets"]:
        name = printable(target.get("qualified") or target["name"])
        yield f"  -> {printable(target['kind'])} {name}, {location(target, shown)}"
    for why, group in reasons(result.get("possible", ())).items():
        yield f"  Possible: {printable(why)}"
        for target in group:
            name = printable(target.get("qualified") or target["name"])
            yield f"  -> {printable(target['kind'])} {name}, {location(target, shown)}"
    if result.get("agrees") is False:
        yield show.paint(
            _YELLOW,
            "  The index says something else than these steps: `codegraph verify` tells whether it "
            "is out of step.",
        )
    yield ""
    yield from _steps(result, show)


def _steps(result: Mapping[str, Any], show: Screen) -> Iterator[str]:
    steps = result["steps"]
    for step in steps[:_MOST_LINES]:
        found = "; ".join(map(printable, step["found"])) or "nothing"
        yield f"{'  ' * (step['depth'] + 1)}{printable(step['what'])}: {show.paint(DIM, found)}"
    left = max(0, len(steps) - _MOST_LINES)
    if left or result["steps_left_out"]:
        beyond = result["steps_left_out"]
        more = f" of {count(len(steps) + beyond, 'step')}" if beyond else ""
        yield f"  … and {count(left + beyond, 'step')} more{more}; --json has them with their keys"
