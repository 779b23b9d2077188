"""What the chunks of a file are. Pictures: one line for each chunk, its lines and what it is of."""

from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.chunks.comments import licence
from codegraph_daemon.chunks.cut import LONGEST, NO_SYMBOL, OVERLAP, cut
from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of
from outline_samples import SAMPLES


def _facts(path: str, text: bytes) -> tuple[Facts, str]:
    language = language_of(path)
    assert language is not None
    return Facts(parser_of(language).facts_of(text)), language


def _picture(path: str, source: str) -> str:
    text = textwrap.dedent(source).lstrip("\n").encode()
    facts, language = _facts(path, text)
    drawn = []
    for chunk in cut(text, facts, language):
        last = chunk.line + len(text[chunk.start : chunk.end].splitlines())
        of = "-" if chunk.symbol == NO_SYMBOL else facts.shown(chunk.symbol)
        drawn.append(f"{chunk.line + 1}-{last} {of}")
    return "\n".join(drawn)


def test_functions_methods_and_heads_of_classes_are_chunks() -> None:
    assert _picture(
        "a.py",
        '''
        """Words about the module."""
        import os
        LIMIT = 3

        # Above it.
        @decorated
        def first():
            return LIMIT

        class Account:
            """What it is."""
            name = "x"

            def close(self):
                return None
        ''',
    ) == snapshot("""\
1-4 -
5-9 first
10-13 Account
14-15 Account.close\
""")


def test_what_lies_between_two_functions_belongs_to_one_of_them() -> None:
    assert _picture(
        "a.py",
        """
        def first():
            return 1

        LIMIT = 3

        def second():
            return 2

        A = 1
        B = 2
        C = 3
        """,
    ) == snapshot("""\
1-5 first
6-7 second
8-11 -\
""")


def test_a_comment_belongs_to_what_stands_below_it() -> None:
    assert _picture(
        "a.c",
        """
        #include "a.h"
        #include "b.h"
        #include "c.h"

        /*
         Closes what is open.
         */

        int close(int n)
        {
          return n;
        }
        // Opens it.
        int open(int n)
        {
          return n;
        }
        """,
    ) == snapshot("""\
1-4 -
5-12 close
13-17 open\
""")


def test_constants_that_hold_much_are_chunks() -> None:
    assert _picture(
        "a.ts",
        """
        import { make } from "./make";
        export interface Check {
          run(): void;
        }
        export const check = make("check", (inst) => {
          inst.run = () => {
            done();
          };
        });
        """,
    ) == snapshot("""\
1-1 -
2-4 Check
5-9 check\
""")


def test_documents_are_cut_by_headings() -> None:
    assert _picture(
        "README.md",
        """
        # Title

        Words.

        ## How to install

        More words.
        """,
    ) == snapshot("""\
1-4 Title
5-7 Title.How to install\
""")


def test_a_licence_is_in_no_chunk() -> None:
    assert _picture(
        "a.go",
        """
        // Copyright 2020 Somebody.
        // Use of this source code is governed by a license.

        // Package a does things.
        package a

        func Run() {
          work()
        }
        """,
    ) == snapshot("""\
3-6 -
7-9 Run\
""")


def test_long_functions_are_split_where_statements_begin() -> None:
    body = "".join(f"    if a{i}:\n        b{i}(\n            c)\n" for i in range(40))
    text = b"def long():\n" + body.encode()
    facts, language = _facts("a.py", text)
    chunks = cut(text, facts, language)
    assert len(chunks) > 1
    assert [chunk.part for chunk in chunks] == list(range(len(chunks)))
    assert {facts.shown(chunk.symbol) for chunk in chunks} == {"long"}
    for before, chunk in pairwise(chunks):
        shared = text[chunk.start : before.end]
        assert len(shared.splitlines()) == OVERLAP
        assert text[before.end :].startswith(b"    if a")
    for chunk in chunks:
        assert text[chunk.start : chunk.end].count(b"\n") <= LONGEST * 5 // 4 + OVERLAP


def test_functions_inside_a_long_function_are_chunks() -> None:
    inner = "".join(
        f"  function inner{n}() {{\n" + "    work();\n" * 20 + "  }\n" for n in range(4)
    )
    picture = _picture("a.js", f"function outer() {{\n{inner}}}\n")
    assert picture == snapshot("""\
1-1 outer
2-23 outer.inner0
24-45 outer.inner1
46-67 outer.inner2
68-90 outer.inner3\
""")


def test_blank_texts_have_no_chunks() -> None:
    for text in (b"", b"\n \n"):
        facts, language = _facts("a.py", text)
        assert cut(text, facts, language) == []


@pytest.mark.parametrize("path", sorted(SAMPLES))
def test_chunks_cover_a_file_of_every_language(path: str) -> None:
    text = SAMPLES[path].encode()
    facts, language = _facts(path, text)
    chunks = cut(text, facts, language)
    at = chunks[0].start
    assert licence(text, language) >= at or not text[:at].strip()
    for chunk in chunks:
        assert chunk.start <= at < chunk.end
        assert chunk.start == facts.line_start[chunk.line]
        at = chunk.end
    assert at == len(text)
