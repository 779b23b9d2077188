"""The question `search`: what is found, where it points, and what it is narrowed to."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from codegraph_daemon.lexical.corpora import Corpora
from codegraph_daemon.lexical.users import UsersByView
from codegraph_daemon.pipeline.searchable import all_searchable
from harness import Index, in_index

FILES = {
    "store/cache.py": (
        '"""Keeps what was computed."""\n\n\n'
        "class PageCache:\n"
        "    def evict(self, ratio):\n"
        "        return ratio\n\n"
        "    def getHTTPHeader(self, größe):\n"
        "        # ähnlich\n"
        "        return größe\n"
    ),
    "store/index.ts": "export function evictPages(ratio: number) {\n  return ratio;\n}\n",
    "tests/test_cache.py": "def test_evict():\n    assert evict(1)\n",
    "docs/guide.md": "# Guide\n\n## Evicting pages\n\nPages are evicted by ratio.\n",
}

Hit = dict[str, Any]


def find(query: str, files: dict[str, str] = FILES, **params: Any) -> list[Hit]:
    async def run(index: Index) -> list[Hit]:
        await index.show(files)
        await all_searchable(index.workspace)
        answer = await index.ask("search", {"query": query, **params})
        assert answer["complete"], answer
        results: list[Hit] = answer["results"]
        return results

    return in_index(run, search_use="on")


def places(hits: list[Hit]) -> list[str]:
    return [f"{hit['path']}:{hit['line'] + 1}:{hit['column'] + 1} {hit['name']}" for hit in hits]


def test_parts_of_names_are_words_in_any_spelling() -> None:
    for query in ("http header", "getHttpHeader", "get_http_header", "HEADER http"):
        (first, *_) = find(query)
        assert places([first]) == ["store/cache.py:8:9 getHTTPHeader"], query
        assert first["qualified"] == "PageCache.getHTTPHeader"
        assert first["kind"] == "method"


def test_a_word_that_was_mistyped_finds_what_is_nearest() -> None:
    for query in ("evcit", "evitc", "evic", "evictt", "vict"):
        found = places(find(query))
        expected = query != "vict"
        assert ("store/cache.py:5:9 evict" in found) is expected, query


def test_plain_text_in_a_folder_of_documents_is_found_by_its_sections() -> None:
    files = {
        **FILES,
        "docs/topics/limits.txt": (
            ".. _limits:\n\nLimits\n======\n\nEach visitor has some.\n\n"
            "Throttling visitors\n-------------------\n\nA visitor who asks too often waits.\n"
        ),
        "docs/licence.txt": "Licence\n=======\n\nThrottling is granted.\n",
        "src/visitors.txt": "Visitors\n========\n\nthrottling visitors\n",
    }
    first, *_ = found = find("throttling visitors", files)
    assert places([first]) == ["docs/topics/limits.txt:8:1 Throttling visitors"]
    assert {hit["path"] for hit in found} == {"docs/topics/limits.txt"}


def test_a_phrase_is_found_as_it_is_written() -> None:
    assert places(find('"are evicted by"')) == ["docs/guide.md:5:7 Evicting pages"]
    assert places(find('"Return Größe"')) == ["store/cache.py:10:9 getHTTPHeader"]
    assert find('"evicted ratio"') == []


def test_a_pattern_matches_line_by_line() -> None:
    assert places(find("/^def \\w+/")) == ["tests/test_cache.py:1:1 test_evict"]
    assert places(find("/RATIO: NUMBER/")) == []
    assert places(find("/RATIO: NUMBER/i")) == ["store/index.ts:1:28 evictPages"]
    (hit,) = find("/evict(Pages|Rows)\\(/")
    assert hit["reasons"] == ["1 match"]
    assert hit["lines"][0] == {"line": 0, "text": "export function evictPages(ratio: number) {"}


def test_a_phrase_is_found_in_a_file_that_was_only_touched() -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def f():\n    return 'the lost phrase'\n"})
        await all_searchable(index.workspace)
        os.utime(index.root / "a.py", (1, 1))
        answer = await index.ask("search", {"query": '"the lost phrase"'})
        assert [hit["line"] for hit in answer["results"]] == [1]
        assert answer["complete"]

    in_index(run, search_use="on")


def test_a_phrase_is_looked_for_in_many_files_at_a_time() -> None:
    async def run(index: Index) -> None:
        await index.show({f"m{n:03}.py": f"x{n} = 'a phrase of many'\n" for n in range(300)})
        await all_searchable(index.workspace)
        answer = await index.ask("search", {"query": '"phrase of many"'})
        assert [hit["path"] for hit in answer["results"]] == [f"m{n:03}.py" for n in range(300)]
        assert answer["complete"]

    in_index(run, search_use="on")


def test_words_that_were_read_for_a_question_that_was_given_up_are_there_for_the_next() -> None:
    async def run(index: Index) -> None:
        await index.show({f"m{n}.py": f"def lost_{n}(): ...\n" for n in range(100)})
        await all_searchable(index.workspace)
        words, generation = index.repository.words, index.workspace.generation
        corpora = Corpora(words, index.repository.pool, UsersByView(index.repository.store))
        asked = asyncio.ensure_future(corpora.saved(generation, lambda: asyncio.sleep(0)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        asked.cancel()
        read: list[int] = []
        chunks = words.chunks
        words.chunks = lambda ids: (read.append(len(ids)), chunks(ids))[1]
        try:
            corpus = await corpora.saved(generation, lambda: asyncio.sleep(0))
        finally:
            del words.chunks
        assert corpus.contents == 100
        assert sum(read) < 100

    in_index(run, search_use="on")


def test_a_text_that_has_changed_unnoticed_is_read_again_before_it_is_looked_into() -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def f():\n    return 'the lost phrase'\n"})
        await all_searchable(index.workspace)
        (hit,) = (await index.ask("search", {"query": '"the lost phrase"'}))["results"]
        assert hit["line"] == 1
        (index.root / "a.py").write_text(
            "def g(): ...\n\n\ndef f():\n    return 'the lost phrase'\n"
        )
        answer = await index.ask("search", {"query": '"the lost phrase"'})
        assert [hit["line"] for hit in answer["results"]] == [4]
        assert answer["complete"]
        # Nobody waits beyond the deadline, but is told.
        (index.root / "a.py").write_text("")
        answer = await index.ask("search", {"query": '"the lost phrase"', "deadline_ms": 0})
        assert answer["results"] == []
        assert answer["reason"] == "files changed while they were read: a.py"
        await index.show({"a.py": ""})

    in_index(run, search_use="on")


def test_a_pattern_without_letters_reads_every_file_and_says_so() -> None:
    async def run(index: Index) -> dict[str, Any]:
        await index.show(FILES)
        await all_searchable(index.workspace)
        return await index.ask("search", {"query": "/[{]$/"})

    answer = in_index(run, search_use="on")
    assert places(answer["results"]) == ["store/index.ts:1:43 evictPages"]
    assert answer["reason"].endswith("so every file was read")


def test_searches_are_narrowed_by_language_path_kind_and_tests() -> None:
    def paths(**params: Any) -> set[str]:
        return {hit["path"] for hit in find("evict ratio", **params)}

    assert paths() == {"store/cache.py", "store/index.ts", "tests/test_cache.py", "docs/guide.md"}
    assert paths(language="typescript") == {"store/index.ts"}
    assert paths(paths=["store/"]) == {"store/cache.py", "store/index.ts"}
    assert paths(paths=["*.md", "*.ts"]) == {"docs/guide.md", "store/index.ts"}
    assert paths(kind=["method"]) == {"store/cache.py"}
    assert paths(tests="only") == {"tests/test_cache.py"}
    assert "tests/test_cache.py" not in paths(tests="never")


@pytest.mark.parametrize(
    "params",
    [
        {"query": ""},
        {"query": 7},
        {"query": "/(/"},
        {"query": "x" * 2001},
        {"query": "a", "kind": ["thing"]},
        {"query": "a", "tests": "some"},
        {"query": "a", "language": 3},
        {"query": "a", "paths": [3]},
        {"query": "a", "cursor": "!"},
    ],
)
def test_what_cannot_be_asked_is_refused(params: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        find(**params)


def test_copies_of_a_file_are_all_found() -> None:
    files = {"one/a.py": "def shared_thing(): ...\n", "two/a.py": "def shared_thing(): ...\n"}
    assert [hit["path"] for hit in find("shared thing", files)] == ["one/a.py", "two/a.py"]


def test_searches_that_are_switched_off_say_so() -> None:
    async def run(index: Index) -> dict[str, Any]:
        await index.show(FILES)
        return await index.ask("search", {"query": "evict"})

    answer = in_index(run)
    assert answer["results"] == []
    assert not answer["complete"]
    assert "search.use" in answer["reason"]
