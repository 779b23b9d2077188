"""Asking questions about a fixture: what the tests of every language share.

`ask` is the only function that knows how a tree is indexed. The `check_*` functions draw its
answer and compare it with the picture in the test.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from fixture_language import Fixture, Step, draw, draw_outline, kind_and_place, parse_fixture

Answer = dict[str, Any]


def ask(
    files: Mapping[str, str], steps: Sequence[Step], method: str, params: Mapping[str, Any]
) -> Answer:
    """Index `files`, let every step happen and be noticed, then ask; the answer's envelope.

    The steps are done one after the other in the same daemon, each settled before the next, so
    that what is tested is the incremental path.
    """
    # vvv LEAD: fill in with the in-process repository; nothing else in this file knows it. vvv
    raise NotImplementedError("the in-process repository is not there yet")
    # ^^^ LEAD ^^^


def dump_scratch(files: Mapping[str, str]) -> str:
    """The canonical dump (paths and descriptors, no ids) of `files` indexed from nothing."""
    # vvv LEAD vvv
    raise NotImplementedError("the in-process repository is not there yet")
    # ^^^ LEAD ^^^


def dump_incremental(trees: Sequence[Mapping[str, str]]) -> list[str]:
    """The canonical dump after each tree, when one index is brought from tree to tree.

    Only what differs between two trees is written to the disk: a path that is in both with the
    same text is not touched.
    """
    # vvv LEAD vvv
    raise NotImplementedError("the in-process repository is not there yet")
    # ^^^ LEAD ^^^


def check_definition(text: str, expected: object, **params: Any) -> None:
    """`definition` at the cursor draws as `expected`."""
    fixture = parse_fixture(text)
    _same(draw(_results(fixture, "definition", fixture.target() | params), fixture.final), expected)


def check_references(text: str, expected: object, **params: Any) -> None:
    """`references` at the cursor, the definition included, draws as `expected`."""
    fixture = parse_fixture(text)
    asked = {"definition": True} | fixture.target() | params
    _same(draw(_results(fixture, "references", asked), fixture.final), expected)


def check_symbols(text: str, query: str, expected: object, **params: Any) -> None:
    """`symbols` for `query`, in the order of the answer, draws as `expected`."""
    fixture = parse_fixture(text)
    results = _results(fixture, "symbols", {"query": query} | params)
    _same(draw(results, fixture.final, kind_and_place), expected)


def check_outline(text: str, expected: object, path: str | None = None) -> None:
    """The `outline` of `path`, or of the only file, draws as `expected`."""
    fixture = parse_fixture(text)
    if path is None:
        (path,) = fixture.final
    _same(draw_outline(_results(fixture, "outline", {"path": path})), expected)


def _results(fixture: Fixture, method: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    answer = ask(fixture.files, fixture.steps, method, params)
    assert answer["complete"], f"an incomplete answer: {answer.get('reason')}"
    assert not answer["truncated"]
    results: list[dict[str, Any]] = answer["results"]
    return results


def _same(drawn: str, expected: object) -> None:
    """Compare with a picture, which may be indented as its test is.

    When inline-snapshot is writing, `expected` is its own object and must be met as it is.
    """
    if isinstance(expected, str):
        expected = textwrap.dedent(expected.removeprefix("\n"))
        expected = expected.rstrip(" \n") + "\n"
    assert drawn == expected
