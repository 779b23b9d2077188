"""What stands in the prose of a document changes nothing about its headings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.languages.markdown.parse import QUERY, facts_of
from codegraph_daemon.languages.outline.outline import Outline

_WHOLE = Outline("markdown", QUERY, version=2)
"""Reads every letter."""

_LINES = st.sampled_from(
    (
        *("# One", "## Two #", "   ### Three", "Title of several words", "===", "---", "***"),
        *("text and more", "* **bold:** a `b` ([#1](c))", "1. first thing", "12) second thing"),
        *(
            "  goes on",
            "    code here",
            "\ttab here",
            "- [ ] task",
            "- - nested thing",
            "- # in item",
        ),
        *("> a quote", "> # in quote", "```js", "```", "~~~", "text `code", "text ~~~ text"),
        *(
            "<div>",
            "</div>",
            "<!-- begins",
            "ends --> here",
            "<script>",
            "ends </script>",
            "a <b> c",
        ),
        *("a | b", "--|--", "c | d", "[ref]: a/b.md", "  'its title'", "+++", "key: value"),
        *("ends so\\", "ends so  ", "", "-", "*", "**", "\u00dcber alles", "a\tb"),
    )
)


@given(st.lists(_LINES, max_size=12), st.sampled_from(("\n", "\r\n")))
def test_headings_are_those_of_the_whole_text(lines: list[str], ends: str) -> None:
    source = ends.join(lines).encode()
    assert facts_of(source) == _WHOLE.facts_of(source)
