"""What `--json` prints, held against the one schema file."""

from __future__ import annotations

import importlib.resources
import json
from typing import Any

import jsonschema
import pytest

from codegraph_server.cli.answers import printed

SCHEMA = json.loads(
    importlib.resources.files("codegraph_server.cli").joinpath("answer.schema.json").read_text()
)

WIRE_RESULT = {
    "path": "a.py",
    "line": 1,
    "column": 3,
    "end_line": 1,
    "end_column": 5,
    "name": "é",
    "kind": "method",
    "container": "C",
    "role": "definition",
    "tier": "certain",
    "confidence": 1.0,
    "origin": "scope",
    "text": "é é é",
    "range": [1, 0, 9, 4],
    "qualified": "a.C.é",
    "key": "a.py#C.é().",
}
WIRE = {
    "root": "/repo",
    "generation": 1,
    "complete": True,
    "truncated": False,
    "next": None,
    "took_ms": 0.5,
    "results": [WIRE_RESULT],
}


def check(value: object, what: str) -> None:
    """Raise unless `value` has the shape that the schema calls `what`."""
    validator = jsonschema.Draft202012Validator({**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{what}"}]})
    validator.validate(value)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_an_answer_has_the_promised_fields() -> None:
    value = printed(WIRE)
    check(value, "answer")
    assert list(value) == [
        *("root", "generation", "complete", "truncated", "next", "took_ms", "results"),
    ]
    assert list(value["results"][0])[:12] == [
        *("path", "line", "column", "end_line", "end_column"),
        *("name", "kind", "container", "role", "tier", "confidence", "origin"),
    ]


def test_positions_are_counted_from_one_in_characters() -> None:
    (found,) = printed(WIRE)["results"]
    assert (found["line"], found["column"], found["end_line"], found["end_column"]) == (2, 3, 2, 4)
    assert found["extent"] == {"line": 2, "end_line": 10}


def test_keys_of_the_protocol_stay_inside() -> None:
    assert "key" not in printed(WIRE)["results"][0]


def test_children_are_results_too() -> None:
    outer = {**WIRE_RESULT, "children": [WIRE_RESULT]}
    value = printed({**WIRE, "results": [outer]})
    check(value, "answer")
    assert value["results"][0]["children"][0]["column"] == 3


def test_an_incomplete_answer_says_why() -> None:
    value = printed({**WIRE, "complete": False, "reason": "files are being linked"})
    check(value, "answer")
    assert value["reason"] == "files are being linked"


@pytest.mark.parametrize(
    "wrong",
    [
        {"line": 0},
        {"tier": "sure"},
        {"confidence": 2},
        {"path": ""},
        {"surprise": 1},
    ],
)
def test_the_schema_refuses_what_was_not_promised(wrong: dict[str, Any]) -> None:
    value = printed(WIRE)
    value["results"][0] |= wrong
    with pytest.raises(jsonschema.ValidationError):
        check(value, "answer")
