"""What of a text can be folded away, and the pieces around a place of it."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from fixture_language import parse_fixture
from harness import Index, ask, in_index

_MARGIN = 8


def check(name: str, picture: str) -> None:
    """`picture` is the text behind a margin that says how many lines each line folds away, and of
    what kind they are if it is not code."""
    picture = textwrap.dedent(picture.removeprefix("\n"))
    lines = [line[_MARGIN:] for line in picture.splitlines()]
    answer = ask({name: "\n".join(lines) + "\n"}, (), "folds", {"path": name})
    assert answer["complete"], answer
    margin = dict.fromkeys(range(len(lines)), "")
    for each in answer["results"]:
        kind = "" if each["kind"] == "code" else f" {each['kind']}"
        margin[each["line"]] = f"+{each['end_line'] - each['line']}{kind[:5]}"
    drawn = [f"{margin[at]:{_MARGIN}}{line}".rstrip() for at, line in enumerate(lines)]
    assert "\n".join(drawn) == "\n".join(line.rstrip() for line in picture.splitlines())


def test_python_by_its_indentation() -> None:
    check(
        "a.py",
        """
        +2 impo import os
                import sys
                from a import b

        +2 comm # what this is
                # and why
                # ends here
        """,
    )
    check(
        "b.py",
        '''
        +11     class A:
        +2          """Long
                    story.
                    """
        +1          def f(
                        self, a
        +5              ):
        +1              x = [
                            1,
                        ]
                        return x  # not one of several
                        # comments
        ''',
    )


def test_brackets_leave_the_line_that_closes_them() -> None:
    check(
        "a.ts",
        """
        +1 impo import a from "a";
                import b from "b";
        +1 comm /** Doc
                 */
        +9      export class A {
        +7        run(x: number) {
        +3          if (x) {
        +1            go({
                        a: 1,
                      });
        +1          } else {
                      stop();
                    }
                  }
                }
        """,
    )


def test_words_that_close_what_others_open() -> None:
    check(
        "a.rb",
        """
        +4      module A
        +2        def run(x)
                    x
                    x
                  end
                end
        """,
    )


def test_sections_without_the_empty_lines_behind_them() -> None:
    check(
        "a.md",
        """
        +6      # A

                text

        +2      ## B

                more

        +2      # C

                end
        """,
    )


def test_nothing_that_has_no_grammar_and_no_file_that_is_not_there() -> None:
    for path in ("a.unknown", "missing.py"):
        answer = ask({"a.unknown": "(\n\n)\n"}, (), "folds", {"path": path})
        assert (answer["results"], answer["complete"]) == ([], True)


def around(text: str) -> list[str]:
    """The pieces around the cursor, each as its text."""
    fixture = parse_fixture(text)
    at = fixture.target()
    asked = {"path": at["path"], "positions": [[at["line"], at["column"]]]}
    answer = ask(fixture.files, (), "selections", asked)
    (result,) = answer["results"]
    lines = fixture.files[at["path"]].encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:line])) for line in range(len(lines) + 1)]
    whole = b"".join(lines)
    return [
        whole[starts[line] + column : starts[end] + end_column].decode()
        for line, column, end, end_column in result["extents"]
    ]


@pytest.mark.parametrize("cursor", ["n<|>ame", "name<|>"])
def test_each_piece_lies_in_the_next(cursor: str) -> None:
    assert around(f'//- a.py\ndef f(ö):\n    return g("ü", {cursor}.x)\n') == [
        "name",
        "name.x",
        '("ü", name.x)',
        'g("ü", name.x)',
        'return g("ü", name.x)',
        'def f(ö):\n    return g("ü", name.x)',
        'def f(ö):\n    return g("ü", name.x)\n',
    ]


def test_what_is_typed_and_not_saved_is_what_is_folded() -> None:
    async def run(index: Index) -> list[Any]:
        await index.show({"a.py": "x = 1\n"})
        whole = {"path": "a.py", "version": 1, "text": "def f():\n    a\n    b\n"}
        await index.handlers["overlay"](index.session, whole)
        answer = await index.ask("folds", {"path": "a.py"})
        return [(each["line"], each["end_line"]) for each in answer["results"]]

    assert in_index(run) == [(0, 2)]


@pytest.mark.parametrize("positions", [None, [[0]], [[0, -1]], ["ab"], [[0, True]]])
def test_positions_that_are_none(positions: Any) -> None:
    with pytest.raises(BadRequest):
        ask({"a.py": ""}, (), "selections", {"path": "a.py", "positions": positions})
