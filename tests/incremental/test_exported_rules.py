"""An export keeps the rules of the format, which other tools rely on: those that SCIP's own `lint`
checks, and those of its schema."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from harness import Index, in_index
from incremental.test_exported import FILES, export, read

_NAME = r"(?:[\w+\-$]+|`(?:[^`]|``)+`)"
_DESCRIPTOR = rf"(?:{_NAME}(?:\((?:[\w+\-$]*)\)\.|[/#.:!])|\({_NAME}\)|\[{_NAME}\])"
_PART = r"(?:[^ ]|  )+"
_GLOBAL = re.compile(rf"{_PART} {_PART} {_PART} {_PART} {_DESCRIPTOR}+")
_LOCAL = re.compile(r"local [\w+\-$]+")
_DEFINITION = 1

MORE = {
    "locals.py": (
        "def f(items, *, key=None):\n    total = 0\n    for each in items:\n"
        "        total += each\n    def inner():\n        nonlocal total\n        return total\n"
        "    with open('größe') as file:\n        return [x for x in file if x], inner\n"
    ),
    "late.ts": (
        "export interface Shelf { put(it: string): void }\n"
        "export class Wood implements Shelf { put(it: string) { const [a, b] = it; return a + b } }\n"
        "try { new Wood().put('x'); } catch (error) { console.log(error); }\n"
    ),
    "main.go": (
        'package shape\n\nimport "fmt"\n\nfunc (t T) String() string {\n'
        "\tfor i, each := range []int{1} { fmt.Println(i, each) }\n\treturn fmt.Sprint(t)\n}\n"
    ),
    "shapes.hpp": (
        "namespace shop { struct Shelf { virtual int size() const; int n; }; }\n"
        "struct Rack : shop::Shelf { int size() const override { int m = n; return m; } };\n"
    ),
    "shelf.c": "#define MOST 3\nint most(int a) { int b = MOST; return a > b ? b : a; }\n",
    "empty.py": "",
}


@pytest.fixture(scope="module")
def made() -> Any:
    """An export of a workspace in all languages."""

    async def run(index: Index) -> Any:
        await index.show(EVERYTHING)
        return read(await export(index))

    return in_index(run)


EVERYTHING: Mapping[str, str] = {**FILES, **MORE}


def _occurrences(made: Any) -> Iterator[tuple[Any, Any]]:
    return ((document, each) for document in made.documents for each in document.occurrences)


def test_documents_are_told_once_and_lie_below_the_root(made: Any) -> None:
    paths = [document.relative_path for document in made.documents]
    assert len(paths) == len(set(paths))
    for path in paths:
        assert posixpath.normpath(path) == path
        assert not path.startswith(("/", "../"))


def test_symbols_follow_the_grammar(made: Any) -> None:
    for document in made.documents:
        for symbol in {each.symbol for each in (*document.occurrences, *document.symbols)}:
            assert _LOCAL.fullmatch(symbol) or _GLOBAL.fullmatch(symbol), symbol


def test_every_symbol_that_occurs_is_described_once(made: Any) -> None:
    """One that is local in its own document, and any other somewhere."""
    named = [each.symbol for document in made.documents for each in document.symbols]
    known = {each for each in named if not _LOCAL.fullmatch(each)}
    known.update(each.symbol for each in made.external_symbols)
    counts = Counter(each for each in named if not _LOCAL.fullmatch(each))
    assert [each for each, count in counts.items() if count > 1] == []
    for document in made.documents:
        own = [each.symbol for each in document.symbols if _LOCAL.fullmatch(each.symbol)]
        assert len(own) == len(set(own))
        for each in document.occurrences:
            assert each.symbol in (own if _LOCAL.fullmatch(each.symbol) else known), each


def test_every_local_symbol_is_defined_in_its_document(made: Any) -> None:
    for document in made.documents:
        local = [each for each in document.occurrences if _LOCAL.fullmatch(each.symbol)]
        defined = {each.symbol for each in local if each.symbol_roles & _DEFINITION}
        lacking = {each.symbol for each in local} - defined
        shown = {each.symbol: each.display_name for each in document.symbols}
        assert [(document.relative_path, shown[each]) for each in lacking] == []


def test_occurrences_are_sorted_and_none_is_told_twice(made: Any) -> None:
    for document in made.documents:
        told = [(*each.range, each.symbol, each.symbol_roles) for each in document.occurrences]
        assert told == sorted(told)
        assert len(told) == len(set(told))
        places = [(*each.range, each.symbol) for each in document.occurrences]
        twice = [place for place, count in Counter(places).items() if count > 1]
        assert twice == []


def test_ranges_lie_inside_the_text(made: Any) -> None:
    for document, each in _occurrences(made):
        lines = EVERYTHING[document.relative_path].encode().split(b"\n")
        line, start, end = each.range
        assert 0 <= start <= end <= len(lines[line]), (document.relative_path, each)
        if each.enclosing_range:
            first, column, last, last_column = each.enclosing_range
            assert (first, column) <= (line, start)
            assert (line, end) <= (last, last_column)
            assert last_column <= len(lines[last])


def test_relationships_lead_to_symbols_that_are_known(made: Any) -> None:
    known = {each.symbol for document in made.documents for each in document.symbols}
    known.update(each.symbol for each in made.external_symbols)
    related = 0
    for document in made.documents:
        for each in document.symbols:
            assert not each.enclosing_symbol or each.enclosing_symbol in known
            told = [above.symbol for above in each.relationships]
            assert len(told) == len(set(told))
            for above in each.relationships:
                related += 1
                assert above.symbol in known
                assert above.symbol != each.symbol
                assert above.is_implementation or above.is_reference
    assert related >= 6, "bases and overrides of Python, TypeScript and C++"
