"""The fixture language itself: what a test author may write, and what results look like."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import Cursor, draw, draw_outline, kind_and_place, parse_fixture


def result(path: str, line: int, column: int, end: int, **more: object) -> dict[str, object]:
    place = {"path": path, "line": line, "column": column, "end_line": line, "end_column": end}
    return place | {"role": "read", "tier": "certain"} | more


def test_one_string_holds_many_files() -> None:
    fixture = parse_fixture("""
        //- a.py
        def f():
            return 1

        //- pkg/__init__.py
        //- pkg/b.py
        from a import f
        """)
    assert fixture.files == {
        "a.py": "def f():\n    return 1\n",
        "pkg/__init__.py": "",
        "pkg/b.py": "from a import f\n",
    }
    assert fixture.cursor is None
    assert fixture.steps == ()


def test_the_cursor_is_a_zero_based_line_and_a_byte_column() -> None:
    fixture = parse_fixture("""
        //- a.py
        x = 1
        'é'; na<|>me
        """)
    assert fixture.cursor == Cursor("a.py", 1, 8)
    assert fixture.files["a.py"] == "x = 1\n'é'; name\n"
    assert fixture.target() == {"path": "a.py", "line": 1, "column": 8}


def test_steps_write_delete_and_rename() -> None:
    fixture = parse_fixture("""
        //- a.py
        one
        //- b.py
        two
        //- a.py@3
        three
        //- b.py@2 -> c.py
        //- c.py@4 deleted
        //- a.py@4 -> d.py
        four<|>
        """)
    assert [step.number for step in fixture.steps] == [2, 3, 4]
    assert fixture.trees() == [
        {"a.py": "one\n", "b.py": "two\n"},
        {"a.py": "one\n", "c.py": "two\n"},
        {"a.py": "three\n", "c.py": "two\n"},
        {"d.py": "four\n"},
    ]
    assert fixture.cursor == Cursor("d.py", 0, 4)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = 1", "before the first file header"),
        ("", "at least one file header"),
        ("//-a.py\n", "not a file header"),
        ("//- a.py@2 gone\n", "not a file header"),
        ("//- a.py\n//- a.py\n", "given twice"),
        ("//- a.py\n<|>x\n//- b.py\n<|>", "second cursor"),
    ],
)
def test_what_is_not_a_fixture_is_refused(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_fixture(text)


def test_results_are_drawn_under_the_source() -> None:
    files = {"a.py": "def helper(): ...\n", "long/b.py": "from a import helper\n\thelper()\n"}
    drawn = draw(
        [
            result("a.py", 0, 4, 10, role="definition"),
            result("long/b.py", 0, 14, 20, role="import"),
            result("long/b.py", 1, 1, 7, role="call", tier="inferred"),
        ],
        files,
    )
    assert drawn == snapshot("""\
a.py:1       def helper(): ...     definition
                 ^^^^^^
long/b.py:1  from a import helper  import
                           ^^^^^^
long/b.py:2   helper()             call (inferred)
              ^^^^^^
""")


def test_underlines_count_characters_and_ranges_count_bytes() -> None:
    assert draw([result("a.py", 0, 7, 14)], {"a.py": "'éß' größe\n"}) == snapshot("""\
a.py:1  'éß' größe  read
             ^^^^^
""")


def test_an_empty_range_and_one_of_several_lines_are_drawn_too() -> None:
    many = result("a.py", 0, 4, 3) | {"end_line": 2}
    assert draw([result("a.py", 1, 2, 2), many], {"a.py": "x = (\n  1\n  )\n"}) == snapshot("""\
a.py:2    1    read
          |
a.py:1  x = (  read
            ^...
""")


def test_nothing_is_said_in_words() -> None:
    assert draw([], {}) == "(nothing)\n"
    assert draw_outline([]) == "(nothing)\n"


@pytest.mark.parametrize(
    "wrong",
    [result("b.py", 0, 0, 1), result("a.py", 7, 0, 1), result("a.py", 0, 3, 99)],
)
def test_a_range_outside_the_files_is_an_error(wrong: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        draw([wrong], {"a.py": "short\n"})


def test_symbols_and_outlines_have_their_own_labels() -> None:
    run = result("a.py", 1, 8, 11, kind="method", name="run", container="A")
    source = {"a.py": "class A:\n    def run(self): ...\n"}
    assert draw([run], source, kind_and_place) == snapshot("""\
a.py:2      def run(self): ...  method A.run
                ^^^
""")
    tree = result("a.py", 0, 6, 7, kind="class", name="A", range=[0, 0, 1, 22], children=[run])
    assert draw_outline([tree]) == snapshot("""\
class A 1-2
  method run 2-2
""")
