"""Answers as `--json` prints them: the shapes of `answer.schema.json`.

Belongs here: the conversion from the protocol's results (zero-based lines, byte columns) to what
is printed (one-based lines, character columns). Stays out: text for people (`render`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegraph_server.cli.positions import span_of

_ENVELOPE = ("root", "generation", "complete", "truncated", "next", "took_ms")
_OF = ("revision", "archive")
_ALWAYS = ("name", "kind", "container", "role", "tier", "confidence", "origin")
_SOMETIMES = ("qualified", "detail", "documentation", "external", "text", "why")

_COUNTS = ("references", "files", "by_name", "callers")
_HELD = ("calls", "children", "targets", "possible")
_FOUND = ("score", "reasons", "parts", "group", "form", "section", "measured")
_REACHED = ("distance", "use", "through", "through_key", "route", "test", "public", "broken")
_UNNEEDED = ("reason", "size", "inside", "users")
_ALIKE = ("size", "similarity", "meaning", "copies", "repeated")
_EDGE = ("source", "target", "use", "tier", "confidence")
_EXPLAINED = ("expression", "outcome", "reason", "agrees", "steps", "steps_left_out")


def printed(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The object that `--json` prints for an answer whose results are places in the source."""
    return {**envelope(answer), "results": [printed_result(r) for r in answer["results"]]}


def printed_commits(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The object that `--json` prints for an answer whose results are commits."""
    rows = [
        {**row, "line": row["line"] + 1} if "line" in row else dict(row)
        for row in answer["results"]
    ]
    return {**envelope(answer), "results": rows}


def envelope(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an answer that stand around its results."""
    fields = {name: answer[name] for name in _ENVELOPE}
    if answer.get("reason"):
        fields["reason"] = answer["reason"]
    if "edges" in answer:
        fields["edges"] = [
            {name: edge[name] for name in _EDGE}
            | ({"line": edge["line"] + 1} if "line" in edge else {})
            for edge in answer["edges"]
        ]
    fields |= {name: answer[name] for name in _OF if name in answer}
    if "summary" in answer:
        fields["summary"] = summary = dict(answer["summary"])
        if "changed" in summary:
            summary["changed"] = [{**row, "line": row["line"] + 1} for row in summary["changed"]]
    return fields


def printed_result(result: Mapping[str, Any]) -> dict[str, Any]:
    """One result: a place with one-based lines and character columns, end exclusive.

    `extent` are the lines of the whole definition, first and last, where the answer has them.
    """
    fields: dict[str, Any] = {"path": result["path"], **span_of(result)._asdict()}
    fields |= {name: result[name] for name in _ALWAYS}
    fields |= {name: result[name] for name in _SOMETIMES if result.get(name)}
    if extent := result.get("range"):
        fields["extent"] = {"line": extent[0] + 1, "end_line": extent[2] + 1}
    fields |= {name: result[name] for name in _COUNTS if name in result}
    fields |= {name: result[name] for name in _EXPLAINED if name in result}
    fields |= {name: result[name] for name in (*_FOUND, *_REACHED) if name in result}
    if "inside" in result:
        fields |= {name: result[name] for name in _UNNEEDED if name in result}
        fields["key"] = result["key"]
        if "users" in result:
            fields["users"] = [[name, path, line + 1] for name, path, line in result["users"]]
    if "similarity" in result:
        fields |= {name: result[name] for name in _ALIKE if name in result}
        fields["key"] = result["key"]
    if ("distance" in result or "section" in result) and "key" in result:
        # What edges and other results name it by; a module has none that impact names it by.
        fields["key"] = result["key"]
    if "at" in result:
        fields["at"] = {"line": result["at"][0] + 1}
    if "lines" in result:
        fields["lines"] = [{**row, "line": row["line"] + 1} for row in result["lines"]]
    for held in _HELD:
        if held in result:
            fields[held] = [printed_result(inner) for inner in result[held]]
    return fields
