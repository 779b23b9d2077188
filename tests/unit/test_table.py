"""Many results cross the wire as a table, and nobody can tell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_client.framing import Decoder, FramingError, Response, encode_response
from codegraph_client.table import Rows, as_rows, folded, unfolded

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(0, 1), st.text())


@st.composite
def lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    fields = draw(st.lists(st.text(max_size=3), min_size=1, max_size=4, unique=True))
    count = draw(st.integers(1, 80))
    columns = [draw(st.lists(VALUES, min_size=1, max_size=3)) for _ in fields]
    return [
        {field: column[row % len(column)] for field, column in zip(fields, columns, strict=True)}
        for row in range(count)
    ]


@given(lists())
def test_what_is_unfolded_is_what_was_folded(results: list[dict[str, Any]]) -> None:
    table = folded(results)
    assert table is not None
    # Its text, because 1 equals True.
    columns = [list(column) for column in table["columns"]]
    assert repr(unfolded({**table, "columns": columns})) == repr(results)


@given(lists(), st.booleans())
def test_who_decodes_an_answer_gets_a_list(results: list[dict[str, Any]], mixed: bool) -> None:
    if mixed:
        results = [*results, {"other": 1}]
    answer = {"complete": True, "results": results}
    (response,) = Decoder().feed(encode_response(1, None, answer))
    assert isinstance(response, Response)
    assert repr(response.result) == repr(answer)


def test_fields_that_only_some_have_stay_in_their_order() -> None:
    # Else it would be that of a set, which is another one in each process.
    fields = [f"field{number}" for number in range(20)]
    rows = as_rows([dict.fromkeys(["path", *fields], 1), {"path": 2}])
    assert [list(row) for row in rows] == [["path", *fields], ["path"]]


def test_results_without_a_field_in_common_stay_a_list() -> None:
    assert folded([{"a": 1}, {"b": 2}]) is None


def test_fields_that_only_some_results_have_are_sent_for_these() -> None:
    table = folded([{"a": 1}, {"a": 1, "text": "é"}, {"a": 1}])
    assert table == {
        "count": 3,
        "fields": ["a"],
        "columns": [(1,)],
        "some": [["text", [1], ["é"]]],
    }


def calls() -> Rows:
    """Three callers with two, none and one place."""
    places = Rows(3, {"line": [1, 2, 3], "role": ["call"]}, some={"text": {2: "é"}})
    return Rows(3, {"path": ["a", "b", "c"]}, inner={"calls": ([2, 0, 1], places)})


def test_results_that_hold_results_cross_the_wire() -> None:
    expected = [
        {"path": "a", "calls": [{"line": 1, "role": "call"}, {"line": 2, "role": "call"}]},
        {"path": "b", "calls": []},
        {"path": "c", "calls": [{"line": 3, "role": "call", "text": "é"}]},
    ]
    (response,) = Decoder().feed(encode_response(1, None, {"results": calls()}))
    assert isinstance(response, Response)
    assert list(response.result["results"]) == list(calls()) == expected


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("last", range(5))
def test_a_page_of_columns_is_the_page_of_the_list(first: int, last: int) -> None:
    assert list(calls()[first:last]) == list(calls())[first:last]


@pytest.mark.parametrize(
    "table",
    [
        {"count": 2, "fields": ["a", "b"], "columns": [[1, 2, 3], [1]]},
        {"count": 2, "fields": ["a"], "columns": [7]},
        {"count": 1, "fields": ["a", "b"], "columns": [[1]]},
        {"rows": []},
        {"count": 1, "fields": [[]], "columns": [[1]]},
        {"count": 1, "fields": ["a"], "columns": [[1]], "some": [["b", [1], ["x"]]]},
        {"count": 1, "fields": ["a"], "columns": [[1]], "some": [["b", [[]], ["x"]]]},
        {"count": 1, "fields": ["a"], "columns": [[1]], "some": 7},
        {"count": 1, "fields": ["a"], "columns": [[1]], "inner": [["b", [2], calls().table()]]},
        {"count": 1, "fields": ["a"], "columns": [[1]], "inner": [["b", ["x"], calls().table()]]},
    ],
)
def test_a_table_that_does_not_fit_together_is_a_broken_message(table: dict[str, Any]) -> None:
    answer = {"results": table}
    with pytest.raises(FramingError):
        list(Decoder().feed(encode_response(1, None, answer)))
