"""Files that configure something are read by their sections, and come after code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.chunks.comments import PROSE_LANGUAGES
from codegraph_daemon.chunks.cut import MOST_SETTINGS, cut
from codegraph_daemon.chunks.traits import Trait, traits_of
from codegraph_daemon.documents.entries import entries_of
from codegraph_daemon.documents.mentions import mentions_of
from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.outline.entries import reader_of
from codegraph_daemon.languages.registry import all_languages, is_code, is_settings, language_of
from codegraph_daemon.ranking.score import FACTORS
from codegraph_daemon.workers.parse import parser_of
from sections import sections

TOML = """\
title = "x"

[project]
list = [
    "[no.table]",
    [1, 2],
]
[ tool . "a b" ] # said
x = 1
[[rules]]
from = "a"
"""

YAML = """\
# CI
name: ci
on:
  push:
    branches: [main]
jobs:
  "test":
    steps:
      - name: x
        run: |
          echo: no
          key:
  lint:
    runs-on: x
text: >
  inner:
    deep:
last: {a: 1}
"""

MAKE = """\
VERSION := 1
all: build test
build:
	go build
%.o: %.c
	cc $<
.PHONY: all
"""

DOCKER = """\
FROM python:3 AS base
ENV A=1
FROM base
RUN x
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.toml", TOML, ["3-7 project", '8-9 tool . "a b"', "10-11 rules"]),
        (
            "a.yml",
            YAML,
            ["3-5 on", "4-5 on.push", "6-18 jobs", "7-12 jobs.test", "13-18 jobs.lint"],
        ),
        ("a.ini", "a = 1\n[b]\nc: 2\n[d e]\nf\n", ["2-3 b", "4-5 d e"]),
        ("Makefile", MAKE, ["2-2 all", "3-4 build", "5-6 %.o", "7-7 .PHONY"]),
        ("Dockerfile", DOCKER, ["1-2 base", "3-4 base"]),
    ],
)
def test_sections(path: str, text: str, expected: list[str]) -> None:
    assert sections(path, text) == expected


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("pyproject.toml", "toml"),
        ("a/Cargo.toml", "cargo"),
        ("a/b.yml", "yaml"),
        (".github/workflows/ci.yaml", "yaml"),
        ("setup.cfg", "ini"),
        ("a/application.properties", "ini"),
        (".flake8", "ini"),
        ("Makefile", "makefile"),
        ("rules.mk", "makefile"),
        ("Dockerfile", "dockerfile"),
        ("dev/Dockerfile.dev", "dockerfile"),
        ("package.json", "configuration"),
        ("data.json", None),
        ("Pipfile", None),
    ],
)
def test_which_files_they_are(path: str, language: str | None) -> None:
    assert language_of(path) == language
    assert is_settings(path) == (language is not None)
    assert is_code(path) == (language is None)


def test_they_come_after_code_and_large_ones_are_data() -> None:
    text = b"[a]\nx = 1\ny = 2\nz = 3\n"
    facts = Facts(parser_of("toml").facts_of(text))
    traits = traits_of(text, facts, "toml")
    assert traits == Trait.CONFIGURES
    assert FACTORS[traits] < 1
    assert [facts.shown(chunk.symbol) for chunk in cut(text, facts, "toml")] == ["a"]
    large = text + b"# x\n" * (MOST_SETTINGS // 4)
    assert cut(large, Facts(parser_of("toml").facts_of(large)), "toml") == []


def test_what_has_very_many_sections_has_none() -> None:
    assert sections("a.ini", "".join(f"[s{n}]\na=1\n" for n in range(501))) == []


_LINES = st.sampled_from(
    (
        *("", "[a]", "[[a.b]]", "[", "a = 1", "a.b: [", '"a b" = {', "- a:", "  - b: |", "    c:"),
        *("  d: 'x", "a: b: c", "all: a", "\tx", "A := 1", "FROM a AS b", "ENV x=1", "é: é", "{"),
        *('"a": [', "]}", "# x", "\\"),
    )
)


_LANGUAGES = [each.id for each in all_languages() if each.settings and reader_of(each.id)]


@pytest.mark.parametrize("language", _LANGUAGES)
@given(lines=st.lists(_LINES, max_size=14), ends=st.sampled_from(("\n", "\r\n", "\r")))
def test_any_text_can_be_read(language: str, lines: list[str], ends: str) -> None:
    text = ends.join(lines).encode()
    facts = Facts(parser_of(language).facts_of(text))
    for symbol in range(1, len(facts.symbol_kind)):
        for site in facts.sites(symbol):
            assert 0 <= site.start <= site.name < site.end <= len(text)
    last = 0
    reader = reader_of(language)
    assert reader is not None
    for entry in reader(text):
        assert last <= entry.start <= entry.at <= entry.value <= len(text)
        assert text[entry.at :].startswith(entry.name)
        last = entry.start
    for each in entries_of(text, language):
        assert 0 <= each.start < each.start + each.length <= len(text)


_SET = {
    **dict.fromkeys(("toml", "cargo", "ini", "makefile"), b"a = "),
    **{"yaml": b"a: ", "dockerfile": b"RUN ", "configuration": b'{"a": '},
}
"""How a text begins in which what follows is set."""
_PIECES = (
    *(
        b" ",
        b"a ",
        b"a.",
        b"a-",
        b"A",
        b"a/b+c",
        b"](",
        b"`a",
        b'"',
        b'\\"',
        b"{",
        b"a: ",
        b"[a",
        b"#",
    ),
    *(b'{"a":', b"a.b,\n", b"A_B ", b"link:", b"export ", b"a=\n", b"- "),
)
_LONG = (
    (b"[" + b"a" * 30_000 + b"]\n", b"a=\n"),
    (b"FROM a AS " + b"a" * 30_000 + b"\n", b"RUN\n"),
    (b"a" * 30_000 + b":\n", b" a:\n"),
    (b'{"' + b"a" * 30_000 + b'":{', b'"a":'),
)
"""A key in which very many lie."""


@pytest.mark.parametrize("language", [*_LANGUAGES, *sorted(PROSE_LANGUAGES)])
def test_no_text_takes_very_long(language: str) -> None:
    beginnings = [b"x"] + ([_SET[language]] if language in _SET else [])
    for begun, piece in (*((each, piece) for each in beginnings for piece in _PIECES), *_LONG):
        text = begun + piece * (60_000 // len(piece)) + b"a"
        facts = Facts(parser_of(language).facts_of(text))
        # Quadratic in the length of a line or of a value, this would take minutes.
        _ = mentions_of(text, facts) if language in PROSE_LANGUAGES else entries_of(text, language)
