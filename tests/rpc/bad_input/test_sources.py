"""Whatever lies in a file: its encoding, its line ends, its errors, its size and depth."""

from __future__ import annotations

import pytest

from ..real_daemon import Project
from .common import explained, left_out

# --- Encodings and line ends ------------------------------------------------------------------

TEXT = "größe = '€uro'; x = größe\n"
"""The second use stands behind what has other lengths in other encodings."""
LATIN = "größe = 'ñ é'; x = größe\n"


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("utf8", TEXT.encode(), TEXT),
        ("bom", b"\xef\xbb\xbf" + TEXT.encode(), TEXT),
        ("bom_cookie", b"\xef\xbb\xbf# coding: utf-8\n" + TEXT.encode(), TEXT),
        ("no_cookie", LATIN.encode("latin-1"), LATIN),
        ("latin1", b"# -*- coding: latin-1 -*-\n" + LATIN.encode("latin-1"), LATIN),
        ("second_line", b"#!/x\n# vim: set fileencoding=cp1252 :\n" + TEXT.encode("cp1252"), TEXT),
        ("cp1252", b"# coding: cp1252\n" + TEXT.encode("cp1252"), TEXT),
        ("false_cookie", b"# coding: utf-8\n" + LATIN.encode("latin-1"), LATIN),
        ("too_late", b"import a\n# coding: cp1252\n" + TEXT.encode(), TEXT),
        ("no_such_codec", b"# coding: klingon\n" + TEXT.encode(), TEXT),
        ("no_text_codec", b"# coding: rot13\n" + TEXT.encode(), TEXT),
        ("ascii_cookie", b"# coding: ascii\n" + TEXT.encode(), TEXT),
        ("utf16le", b"\xff\xfe" + TEXT.encode("utf-16-le"), TEXT),
        ("utf16be", b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT),
    ],
)
def test_an_encoding(project: Project, name: str, data: bytes, text: str) -> None:
    path = f"encodings/{name}.py"
    project.write(path, data)
    project.settle()
    line = data.decode("latin-1").count("\n") - 1 if "utf16" not in name else 0
    column = len(text[: text.rindex("größe")].encode())
    assert project.definition(path, line, column) == [f"{path}:{line + 1}:1 definition"]
    (result,) = project.ask("definition", path=path, line=line, column=column)["results"]
    assert result["text"] == text.rstrip("\n")
    assert (result["column"], result["end_column"]) == (0, len("größe".encode()))

    # The command line counts characters of the same text.
    characters = text.rindex("größe") + 1
    process = project.command("def", f"{path}:{line + 1}:{characters}")
    assert (process.returncode, process.stderr) == (0, "")
    assert process.stdout.startswith(f"{path}:{line + 1}:1")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(project: Project, end: str) -> None:
    path = f"lines/{end.encode().hex()}.py"
    project.write(path, end.join(["def one():", "    pass", "", "one()", "x = '''", "''' + one()"]))
    project.settle()
    assert project.definition(path, 3, 0) == [f"{path}:1:5 definition"]
    assert project.references(f"lines.{end.encode().hex()}.one") == [
        f"{path}:4:1 call",
        f"{path}:6:7 call",
    ]


def test_line_ends_of_all_kinds_in_one_file(project: Project) -> None:
    project.write("lines/mixed.py", b"def two():\r    pass\r\n\r\rtwo()\n\r\ntwo()\r\n\ntwo()")
    project.settle()
    assert project.references("lines.mixed.two") == [
        "lines/mixed.py:5:1 call",
        "lines/mixed.py:7:1 call",
        "lines/mixed.py:9:1 call",
    ]


def test_characters_that_are_line_ends_to_others_are_none(project: Project) -> None:
    project.write("lines/odd.py", "x = 'a\u2028b\u0085c\x0cd'\n\x0c\ndef three(): x\n\n\nthree()\n")
    project.settle()
    assert project.references("lines.odd.three") == ["lines/odd.py:6:1 call"]
    (first, *_) = project.ask("references", path="lines/odd.py", line=0, column=0, text=True)[
        "results"
    ]
    assert (first["line"], first["text"]) == (2, "def three(): x")


# --- Files that are no ordinary source --------------------------------------------------------


def test_a_syntax_error_hides_nothing_before_and_after_it(project: Project) -> None:
    project.write(
        "broken.py",
        "def before():\n    return 1\n\n\nx = = [ before(\n\n\n"
        "class After:\n    def method(self):\n        return before()\n",
    )
    project.settle()
    outline = project.outline("broken.py")
    assert {"before", "After", "After.method"} <= set(outline)
    assert "broken.py:10:16 call" in project.references("broken.before")


@pytest.mark.parametrize(
    "text",
    ["def", "class", "(", "'''", "@", "import", "from . import", "\\", "\t\t x", "}{)(", "\0"],
)
def test_a_file_that_is_nothing_but_an_error(project: Project, text: str) -> None:
    project.write("error.py", text)
    project.settle()
    assert project.outline("error.py") == []


def test_an_unfinished_definition_is_not_lost(project: Project) -> None:
    project.write("half.py", "def done():\n    pass\n\n\ndef half(\n")
    project.settle()
    assert "done" in project.outline("half.py")


def test_an_empty_file_is_a_file_without_symbols(project: Project) -> None:
    for name, data in (("empty.py", b""), ("bom_only.py", b"\xef\xbb\xbf"), ("blank.py", b"\n \n")):
        project.write(name, data)
    project.settle()
    for name in ("empty.py", "bom_only.py", "blank.py"):
        answer = project.ask("outline", path=name)
        assert (answer["results"], answer["complete"], answer.get("reason")) == ([], True, None)
        assert explained(project, name)["indexed"] is True
        assert project.ask("definition", path=name, line=0, column=0)["results"] == []


def test_an_unknown_language(project: Project) -> None:
    project.write("notes.xyz", "def fetch(): pass\n")
    project.settle()
    assert "notes.xyz is not in the index" in left_out(project, "notes.xyz")
    assert explained(project, "notes.xyz")["kept"] is False
    answer = project.ask("definition", path="notes.xyz", line=0, column=4)
    assert answer["results"] == []
    assert "notes.xyz is not in the index" in answer["reason"]


def test_a_binary_file_named_as_source(project: Project) -> None:
    project.write("binary.py", bytes(range(256)) * 40)
    project.write("nul.py", b"x = 1\n\0\n")
    project.settle()
    for path in ("binary.py", "nul.py"):
        assert "it is binary" in left_out(project, path)
    left = project.ask("status")["results"][0]["left_out"]
    assert any(sentence.startswith("binary.py: it is binary") for sentence in left)


def test_a_file_that_turns_into_source_is_indexed(project: Project) -> None:
    project.write("turns.py", b"\0\0\0\0")
    project.settle()
    assert left_out(project, "turns.py")
    project.write("turns.py", "def turned(): pass\n")
    assert project.outline("turns.py") == ["turned"]
    project.write("turns.py", b"\0\0\0\0\0")
    assert "it is binary" in left_out(project, "turns.py")


def test_a_file_over_the_size_limit(project: Project) -> None:
    text = "def big(): pass\n" + "# filler\n" * 30_000
    assert len(text) > 256 * 1024
    project.write("big.py", text)
    project.settle()
    assert "big.py is not in the index" in left_out(project, "big.py")
    assert "262,144" in explained(project, "big.py")["reason"]
    # One that grows beyond the limit is as one that was too large from the start.
    project.write("big.py", "def big(): pass\n")
    assert project.outline("big.py") == ["big"]
    project.write("big.py", text)
    assert "big.py" in left_out(project, "big.py")


def test_a_very_long_line(project: Project) -> None:
    before = "x = 1\n" * 1_000
    project.write("long.py", f"{before}def far(): pass\ny = [{'1, ' * 25_000}far()]\n")
    project.write("longest.py", f"{before}y = [{'1, ' * 50_000}]\n")
    project.settle()
    assert project.references("long.far") == ["long.py:1002:75006 call"]
    assert "minified" in left_out(project, "longest.py")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("parentheses", "x = " + "(" * 30_000),
        ("closed", "x = " + "(\n" * 20_000 + "1" + ")" * 20_000),
        ("lists", "x = " + "[" * 20_000 + "]" * 20_000),
        ("chain", "x = a" + ".b" * 30_000),
        ("calls", "x = f" + "()" * 30_000),
        ("sum", "x = 1" + " + 1" * 20_000),
        ("unary", "x = " + "-" * 50_000 + "1"),
        ("nots", "x = " + "not " * 20_000 + "1"),
        ("lambdas", "x = " + "lambda: " * 2_000 + "1"),
        (
            "functions",
            "\n".join(" " * d + f"def f{d}():" for d in range(600)) + "\n" + " " * 600 + "0",
        ),
        ("strings", "x = " + "f'{" * 5_000 + "}'" * 5_000),
        ("elifs", "if a: pass\n" + "elif a: pass\n" * 15_000),
    ],
)
def test_deep_nesting_costs_that_file_at_most(project: Project, name: str, text: str) -> None:
    # Blank lines, so that it does not look minified.
    project.write(f"deep/{name}.py", f"def {name}(): pass\n{text}\n" + "\n" * 3_000)
    assert project.settle()["state"] == "ready"
    assert name in project.outline(f"deep/{name}.py")


def test_a_script_that_is_nested_too_deeply_keeps_its_outline(project: Project) -> None:
    deep = "f(()=>{\n" * 22_000 + "})" * 22_000
    project.write("deep.js", f"function first() {{}}\n{deep}\nfunction last() {{ first(); }}\n")
    assert project.settle()["state"] == "ready"
    assert project.outline("deep.js") == ["first", "last"]
    assert project.references("deep.first") == ["deep.js:22003:19 call"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_long_block_of_comments_costs_no_more_than_others(project: Project, end: str) -> None:
    # Left to the grammar, each comment looks at all that follow it: minutes for these.
    comments = f"    # commented out{end}{end}" * 11_000
    project.write(
        "comments.py", f"def first():{end}    pass{end}{comments}def last(): first(){end}"
    )
    project.settle()
    assert project.outline("comments.py") == ["first", "last"]
    assert project.references("comments.first") == ["comments.py:22003:13 call"]
