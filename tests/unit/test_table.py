"""Many results cross the wire as a table, and nobody can tell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_client.framing import Decoder, FramingError, Response, encode_response
from codegraph_client.table import folded, unfolded

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


def test_results_of_different_fields_stay_a_list() -> None:
    assert folded([{"a": 1}, {"a": 1, "b": 2}]) is None
    assert folded([{"a": 1, "b": 2}, {"b": 2, "a": 1}]) is None


@pytest.mark.parametrize(
    "table",
    [
        {"count": 2, "fields": ["a", "b"], "columns": [[1, 2, 3], [1]]},
        {"count": 2, "fields": ["a"], "columns": [7]},
        {"count": 1, "fields": ["a", "b"], "columns": [[1]]},
        {"rows": []},
    ],
)
def test_a_table_that_does_not_fit_together_is_a_broken_message(table: dict[str, Any]) -> None:
    answer = {"results": table}
    with pytest.raises(FramingError):
        list(Decoder().feed(encode_response(1, None, answer)))
