"""Calls and descriptions of symbols as a person reads them in a terminal.

Belongs here: pure functions from an answer to text, for `callers`, `callees` and `hover`. Stays
out: what other answers share (`render`). Whatever comes from a repository passes `printable`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codegraph_server.cli.positions import span_of
from codegraph_server.cli.render import (
    BOLD,
    DIM,
    PIPED_WIDTH,
    YELLOW,
    Paths,
    Screen,
    finished,
    how_sure,
    location,
    painted_place,
    printable,
    reasons,
    source_of,
)
from codegraph_server.use_counts import use_counts

Result = Mapping[str, Any]


def calls(answer: Mapping[str, Any], noun: str, show: Screen) -> str:
    """Callers or callees, each with the lines of the calls; those a step further indented below."""
    shown = Paths(answer["root"], show.folder)
    lines: list[str] = []
    for result in answer["results"]:
        if "why" not in result:
            lines += [""] * bool(lines) + list(_caller(result, shown, show, ""))
    for why, group in reasons(answer["results"]).items():
        lines += [""] * bool(lines) + [show.paint(YELLOW, f"Possible: {printable(why)}")]
        for result in group:
            lines += ["", *_caller(result, shown, show, "  ")]
    everybody = [each for result in answer["results"] for each in _all(result)]
    files = len({result["path"] for result in everybody})
    return finished(lines, answer, noun, show, files, len(everybody))


def described(answer: Mapping[str, Any], show: Screen) -> str:
    """Declaration, documentation and counts of each symbol."""
    shown = Paths(answer["root"], show.folder)
    lines: list[str] = []
    for result in answer["results"]:
        parts = [_paragraph(result.get("detail") or result["name"], show, BOLD)]
        if documentation := result.get("documentation"):
            parts.append(_paragraph(documentation, show, None))
        if said := use_counts(result):
            parts.append([show.paint(DIM, f"  {said}")])
        lines += [""] * bool(lines) + [_heading(result, shown, show, with_name=False)]
        for part in parts:
            lines += [*part, ""]
        lines.pop()
    return finished(lines, answer, "symbol", show, None)


def _caller(result: Result, shown: Paths, show: Screen, indent: str) -> Iterator[str]:
    yield indent + _heading(result, shown, show, with_name=True)
    places = [_place(call, result, shown) for call in result.get("calls", ())]
    width = max(map(len, places), default=0)
    for call, place in zip(result.get("calls", ()), places, strict=True):
        label = "" if call["role"] == "call" else f"({printable(call['role'])}) "
        used = len(indent) + 2 + width + 2 + len(label)
        room = PIPED_WIDTH if show.width is None else max(20, show.width - used)
        source = source_of(call, show, room)
        yield f"{indent}  {show.paint(DIM, place.ljust(width))}  {label}{source}".rstrip()
    for child in result.get("children", ()):
        yield from _caller(child, shown, show, f"{indent}    ")


def _heading(result: Result, shown: Paths, show: Screen, *, with_name: bool) -> str:
    sure = f" ({how_sure(result)})" if how_sure(result) else ""
    if library := result.get("external"):
        sure += f" (of {printable(library)})"
    kind = printable(result["kind"]).replace("_", " ")
    name = f" {show.paint(BOLD, printable(result['name']))}" if with_name else ""
    inside = printable(result["container"])
    container = show.paint(DIM, f" in {inside}") if inside else ""
    return f"{painted_place(location(result, shown), show)}  {kind}{name}{container}{sure}"


def _place(call: Result, around: Result, shown: Paths) -> str:
    """Where a call is: line and column are enough in the file that the heading names."""
    if call["path"] != around["path"]:
        return location(call, shown)
    span = span_of(call)
    return f"{span.line}:{span.column}"


def _all(result: Result) -> Iterator[Result]:
    yield result
    for child in result.get("children", ()):
        yield from _all(child)


def _paragraph(text: str, show: Screen, code: str | None) -> Sequence[str]:
    lines = [printable(line) for line in text.split("\n")]
    return [f"  {show.paint(code, line) if code else line}".rstrip() for line in lines]
