"""`kind:`, `path:` and `lang:` in a query for symbols, and what they leave of an index."""

from __future__ import annotations

import pytest

from codegraph_daemon.languages.registry import all_languages, language_of
from codegraph_daemon.queries.narrowing import of_globs
from codegraph_daemon.search.filters import (
    Files,
    kinds_meant,
    languages_meant,
    path_test,
    taken_apart,
)
from codegraph_daemon.search.rows import symbol_rows
from codegraph_daemon.search.symbol_index import SymbolIndex
from python_facts import facts

FILES = ["src/api/users.py", "src/Admin/users.py", "tests/test_users.py"]


@pytest.mark.parametrize(
    ("typed", "rest", "filters"),
    [
        ("save", "save", ((), (), ())),
        ("kind:Class save", "save", (("class",), (), ())),
        ("save path:src/Api", "save", ((), ("src/Api",), ())),
        ("a kind:class b lang:py path:x path:y", "a b", (("class",), ("x", "y"), ("py",))),
        # While a word is being typed it narrows nothing.
        ("kind: save", "save", ((), (), ())),
        # These are names.
        ("kind::save", "kind::save", ((), (), ())),
        ("mankind:save", "mankind:save", ((), (), ())),
        ("std::path", "std::path", ((), (), ())),
    ],
)
def test_words_with_a_colon_are_taken_out(
    typed: str, rest: str, filters: tuple[tuple[str, ...], ...]
) -> None:
    assert taken_apart(typed) == (rest, filters)


def test_the_beginning_of_a_kind_is_enough() -> None:
    assert kinds_meant(["class"]) == {"class"}
    assert kinds_meant(["enum"]) == {"enum"}, "and not its members"
    assert kinds_meant(["f", "class"]) == {"function", "field", "class"}
    assert kinds_meant(["zebra"]) == set()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("python", {"python"}),
        ("py", {"python"}),
        ("java", {"java"}),
        ("javas", {"javascript"}),
        ("ts", {"typescript"}),
        ("c++", {"cpp"}),
        ("zebra", set()),
    ],
)
def test_a_language_is_told_by_its_name_or_by_its_files(typed: str, meant: set[str]) -> None:
    known = [each.id for each in all_languages()]
    assert languages_meant([typed], known, language_of) == meant


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("users", FILES),
        ("admin", FILES[1:2]),
        ("/users", FILES[:2]),
        ("/test", FILES[2:]),
        ("src/**/*.py", FILES[:2]),
        ("test_*", FILES[2:]),
    ],
)
def test_a_path_is_meant_by_its_text_or_by_a_pattern(typed: str, taken: list[str]) -> None:
    assert [path for path in FILES if path_test(typed, of_globs)(path)] == taken


def test_only_symbols_of_the_files_that_are_taken_are_found() -> None:
    index = SymbolIndex()
    text = "class Users:\n    def save(self): ...\ndef save(): ...\n"
    for path_id, path in enumerate(FILES):
        index.put(path_id, path, symbol_rows(facts(text)))

    def found(query: str, kinds: tuple[str, ...] = ()) -> list[int]:
        files = Files("api", lambda path: "api" in path)
        return [hit.path_id for hit in index.search(query, kinds=kinds, files=files)]

    assert found("save") == [0, 0]
    assert found("save", ("method",)) == [0]
    assert found("svae") == [0, 0], "with a mistake"
    assert set(found("Users.")) == {0}, "members"
    assert found("") == [0, 0], "what an empty query lists"
    # Another file that may be found is found at once.
    index.put(3, "lib/api.py", symbol_rows(facts(text)))
    assert sorted(found("save", ("method",))) == [0, 3]
    # The same files by another filter, then by the first again.
    none = Files("none", lambda path: False)
    assert index.search("save", files=none) == []
    assert len(found("save")) == 4
