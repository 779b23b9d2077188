"""Documents are read by their headings: each is a section, down to the next that is no deeper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.chunks.cut import cut
from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of
from sections import sections

RST = """\
========
 Guide
========

About it.

Install
-------

Text::

    not a title
    -----------

.. _run:
Run
---

Details
~~~~~~~

=====  =====
a      b
=====  =====

-----

An end that is longer than its marks
----

Next
----
"""


def test_headings_of_restructured_text_are_underlined() -> None:
    assert sections("a.rst", RST) == [
        "1-32 Guide",
        "7-15 Guide.Install",
        "16-30 Guide.Run",
        "19-30 Guide.Run.Details",
        "31-32 Guide.Next",
    ]


def test_plain_text_is_read_alike() -> None:
    text = "Build\n=====\n\nRun make.\n\nOptions\n-------\n\n- one\n- two\n"
    assert sections("README", text) == ["1-10 Build", "6-10 Build.Options"]
    assert sections("README", text.replace("\n", "\r\n")) == ["1-10 Build", "6-10 Build.Options"]
    assert sections("README", "No heading.\n") == []


def test_headings_of_asciidoc_begin_with_marks() -> None:
    text = "= Guide\n\nText.\n\n== Run\n\n----\n== no heading\n----\n\n=== More\n\n== Next\n"
    assert sections("a.adoc", text) == [
        "1-13 Guide",
        "5-12 Guide.Run",
        "11-12 Guide.Run.More",
        "13-13 Guide.Next",
    ]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("README", "text"),
        ("sub/README.txt", "text"),
        ("docs/topics/http/views.txt", "text"),
        ("packages/one/doc/guide.txt", "text"),
        ("docs/requirements.txt", None),
        ("docs/requirements-dev.txt", None),
        ("docs/LICENSE.txt", None),
        ("doc/python-license.txt", None),
        ("mydocs/words.txt", None),
        ("/usr/share/docs/words.txt", None),
        ("src/words.txt", None),
        ("a/b.rst", "rst"),
        ("a/b.asciidoc", "asciidoc"),
    ],
)
def test_which_texts_are_documents(path: str, language: str | None) -> None:
    assert language_of(path) == language


def test_a_section_is_a_chunk() -> None:
    text = b"Guide\n=====\n\nAbout it.\nMore.\n\nInstall\n-------\n\nRun this.\nAnd that.\n"
    facts = Facts(parser_of("rst").facts_of(text))
    chunks = [(chunk.line, facts.shown(chunk.symbol)) for chunk in cut(text, facts, "rst")]
    assert chunks == [(0, "Guide"), (6, "Guide.Install")]


_LINES = st.sampled_from(
    (
        "",
        "Title",
        "  Title",
        "=====",
        "-----",
        "~~~",
        "==",
        "= One",
        "== Two",
        "----",
        ".. a:",
        "é" * 5,
    )
)


@pytest.mark.parametrize("language", ["rst", "asciidoc", "text"])
@given(lines=st.lists(_LINES, max_size=14), ends=st.sampled_from(("\n", "\r\n", "\r")))
def test_any_text_can_be_read(language: str, lines: list[str], ends: str) -> None:
    text = ends.join(lines).encode()
    facts = Facts(parser_of(language).facts_of(text))
    for symbol in range(1, len(facts.symbol_kind)):
        for site in facts.sites(symbol):
            assert 0 <= site.start <= site.name < site.end <= len(text)
