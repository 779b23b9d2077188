"""Conditions on the version of Python and the platform in files of libraries."""

from __future__ import annotations

import pytest

from codegraph_daemon.languages.python.decided import decided


def reached(text: str, version: tuple[int, ...] = (3, 12, 4), platform: str = "linux") -> str:
    """What is left of a text, line by line, without what is blank; nothing may have moved."""
    cut = decided(text.encode(), version, platform).decode()
    assert [len(line) for line in cut.split("\n")] == [len(line) for line in text.split("\n")]
    for before, after in zip(text, cut, strict=True):
        assert after in (before, " ", "0")
    return cut


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("sys.version_info >= (3, 12)", True),
        ("sys.version_info >= (3, 13)", False),
        ("sys.version_info < (3, 12)", False),
        ("sys.version_info > (3, 12)", True),
        ("sys.version_info >= (3,)", True),
        ("sys.version_info[:2] == (3, 12)", True),
        ("sys.version_info[0] == 2", False),
        ("sys.version_info[0] >= 3 and sys.version_info[1] >= 12", True),
        ("sys.version_info.major >= 3", None),
        ("(3, 13) <= sys.version_info", False),
        ("sys.platform == 'win32'", False),
        ("sys.platform != 'win32'", True),
        ("sys.platform.startswith('lin')", True),
        ("sys.platform.startswith(prefix)", None),
        ("sys.platform in ('linux', 'darwin')", True),
        ("not sys.platform == 'win32'", True),
        ("sys.platform == 'linux' and sys.version_info < (3, 9)", False),
        ("sys.platform == 'win32' or sys.version_info >= (3, 9)", True),
        ("sys.platform == 'linux' and unknown", None),
        ("sys.platform == 'win32' and unknown", False),
        ("sys.platform == 'linux' or unknown", True),
        ("sys.platform >= 3", None),
        ("unknown", None),
        ("3 < sys.version_info[0] < 5", None),
        ("(\n        sys.platform == 'win32'\n    )", False),
    ],
)
def test_conditions(condition: str, holds: bool | None) -> None:
    text = f"if {condition}:\n    one = 1\nelse:\n    two = 2\n# sys.platform\n"
    cut = reached(text)
    assert (("one" in cut), ("two" in cut)) == (holds is not False, holds is not True)


def test_of_several_branches_the_first_that_holds_is_left() -> None:
    text = (
        "if sys.version_info >= (3, 13):\n    a = 1\n"
        "elif sys.version_info >= (3, 11):\n    b = 1\n"
        "elif sys.version_info >= (3, 9):\n    c = 1\n"
        "else:\n    d = 1\n"
    )
    for version, left in (((3, 13, 0), "a"), ((3, 12, 0), "b"), ((3, 9, 0), "c"), ((3, 8, 0), "d")):
        cut = reached(text, version)
        assert [name for name in "abcd" if f"{name} = 1" in cut] == [left]


def test_what_is_not_known_leaves_what_follows_open() -> None:
    text = "if unknown:\n    a = 1\nelif sys.platform == 'linux':\n    b = 1\nelse:\n    c = 1\n"
    cut = reached(text)
    assert [name for name in "abc" if f"{name} = 1" in cut] == ["a", "b"]


def test_inside_of_classes_functions_and_other_conditions() -> None:
    text = (
        "class A:\n    if sys.platform == 'win32':\n        def a(self): ...\n"
        "    def f(self):\n        if sys.version_info < (3,):\n            b = 1\n"
        "try:\n    if unknown:\n        if sys.platform == 'win32':\n            c = 1\n"
        "except ValueError:\n    d = 1\n"
    )
    cut = reached(text)
    assert [name for name in ("def a", "b = 1", "c = 1", "d = 1") if name in cut] == ["d = 1"]


def test_a_text_without_conditions_is_the_same() -> None:
    text = b"import sys\nx = sys.path\n"
    assert decided(text, (3, 12, 0), "linux") is text
