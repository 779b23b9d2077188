"""Taking files into the symbol index and out again: what is found then does not depend on the way.

What a search finds, and in which order: `test_symbol_search`.
"""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.python.parse import facts_of
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.search import symbol_index
from codegraph_daemon.search.rows import symbol_rows
from codegraph_daemon.search.spelling import spelling
from codegraph_daemon.search.symbol_index import SymbolIndex
from codegraph_daemon.workers.parse import parser_of
from indexed_symbols import index_of, names, rows


def test_a_file_is_replaced_and_removed() -> None:
    index = index_of({"a.py": "def one(): ...\n", "b.py": "def two(): ...\n"})
    assert names(index.search("one")) == ["one"]
    index.put(0, "a.py", rows("def three(): ...\n"))
    assert names(index.search("one")) == []
    assert names(index.search("three")) == ["three"]
    index.remove(0)
    index.remove(0)
    index.remove(99)
    assert names(index.search("three")) == []
    assert len(index) == 2
    index.remove(1)
    assert index.search("two") == []
    assert index.search("") == []


def test_the_order_does_not_depend_on_how_the_files_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbol_index, "JOINED_ROWS", 40)
    monkeypatch.setattr(symbol_index, "SMALL_SEGMENT_ROWS", 10)
    chance = random.Random(1)
    words = ["get", "set", "user", "name", "id", "Http", "Model", "_x", "größeÄ"]

    def text() -> str:
        return "".join(
            f"class {''.join(chance.choices(words, k=2))}:\n"
            f"  def {'_'.join(chance.choices(words, k=3))}(self): ...\n"
            for _ in range(chance.randint(0, 5))
        )

    project = {path_id: (f"d{path_id % 7}/f{path_id % 31}.py", text()) for path_id in range(31)}
    index = SymbolIndex()
    for step in range(300):
        path_id = chance.randrange(31)
        path, _ = project[path_id]
        match chance.randrange(5):
            case 0:
                index.remove(path_id)
            case 1:
                index.compact()
            case 2:
                index.search("get")
                if chance.random() < 0.2:
                    index.unite()
            case _:
                index.put(path_id, path, rows(text()))
        if step > 250:
            project[path_id] = (path, text())
    for path_id, (path, now) in project.items():
        index.put(path_id, path, rows(now))
    fresh = SymbolIndex()
    files = ((path_id, path, rows(now)) for path_id, (path, now) in reversed(project.items()))
    for _ in fresh.take(files):
        pass
    for _ in fresh.warming():
        pass
    queries = [
        "",
        "g",
        "ge",
        "getu",
        "gsu",
        "Model.get",
        "d1.f8.",
        "usr",
        "nmae_id",
        "_x",
        "zz",
        "ßeä",
    ]
    for query in queries:
        for limit in (3, 20, None):
            found = index.search(query, limit, near="d3/f3.py")
            assert found == fresh.search(query, limit, near="d3/f3.py")
    while index.compact():
        pass
    assert len(index) == len(fresh)
    for query in queries:
        assert index.search(query) == fresh.search(query)


def test_names_may_have_line_feeds() -> None:
    index = SymbolIndex()
    texts = {"a b\n.md": "# one\n", "b.js": 'const o = { "x\\ny": 1, plain: 2 };\n'}
    for number, (path, text) in enumerate(texts.items()):
        facts = Facts(parser_of(language_of(path) or "").facts_of(text.encode()))
        index.put(number, path, symbol_rows(facts))
    assert [hit.name for hit in index.search("plain")] == ["plain"]
    assert [hit.name for hit in index.search("a b", kinds=["module"])] == ["a b\n"]


def test_tidying_up_ends_and_leaves_no_dead_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbol_index, "SMALL_SEGMENT_ROWS", 1)
    index = SymbolIndex()
    for step in range(60):
        index.put(step % 5, f"f{step % 5}.py", rows(f"def name{step}(): ...\n"))
        index.search("name")
    steps = 0
    while index.compact():
        steps += 1
    assert 0 < steps < 200
    assert sorted(names(index.search("name"))) == [f"name{step}" for step in range(55, 60)]


def test_rows_depend_on_the_facts_alone_and_are_small() -> None:
    facts = Facts(facts_of(b"class C:\n  def method(self): ...\n"))
    assert symbol_rows(facts) == symbol_rows(Facts(facts.blob))
    assert len(symbol_rows(facts)) < 200


@pytest.mark.parametrize("blob", [b"", b"CGF", b"CGR\x01" + bytes(8) + b"x", bytes(100)])
def test_what_is_not_packed_rows_is_refused_and_changes_nothing(blob: bytes) -> None:
    index = index_of({"a.py": "def one(): ...\n"})
    with pytest.raises(ValueError, match="not symbol rows"):
        index.put(0, "a.py", blob)
    assert names(index.search("one")) == ["one"]


def test_empty_files_and_odd_names_are_no_trouble() -> None:
    long = "x" * 3000
    index = index_of(
        {"a.py": "", "b.py": f"{long} = 1\nclass {long}y: ...\n", "c d\n.py": "z = 1\n"}
    )
    assert {hit.name for hit in index.search("xxxx")} == {"x" * 512}
    assert index.search("x" * 5000) != []
    for query in ("..", "::", ".", "/", "#", "_", "__", "\0", "\n", "é", "𐐀", "-", "a." * 50):
        index.search(query)


def test_taking_files_in_does_not_import_numpy() -> None:
    program = (
        "import sys\n"
        "from codegraph_daemon.search.symbol_index import SymbolIndex\n"
        "import codegraph_daemon.search.rows\n"
        "index = SymbolIndex()\n"
        f"index.put(1, 'a.py', {rows('def one(): ...')!r})\n"
        "while index.compact(): pass\n"
        "print('numpy' in sys.modules, len(index))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert done.stdout == b"False 2\n"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("get_user_by_id", "gubi"),
        ("HttpResponse", "HR"),
        ("HTTPResponse", "HR"),
        ("URLPattern2", "UP2"),
        ("MAX_SIZE", "MS"),
        ("__init__", "i"),
        ("iPhone", "iP"),
        ("größeWert", "gW"),
        ("x", "x"),
    ],
)
def test_where_words_start(name: str, words: str) -> None:
    spelled = spelling(name)
    starts = [at for at in range(64) if spelled.humps >> at & 1]
    assert b"".join(spelled.raw[at : at + 1] for at in starts).decode() == words
