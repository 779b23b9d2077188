"""Search by meaning in an editor: its own symbol picker, and the request `codegraph/search`.

The daemon is a process that answers as each test wants; what it finds is the subject of its own
tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegraph_client.protocol import BUSY
from codegraph_server.lsp.found import reads_like_words
from e2e.script import Script, scripted


def found(name: str, line: int, score: float, **more: Any) -> dict[str, Any]:
    """A result of the daemon, in the file `a.py`."""
    place = {"path": "a.py", "line": line, "column": 4, "end_line": line, "end_column": 9}
    what = {"name": name, "kind": "function", "container": "", "role": "definition"}
    trust = {"tier": "certain", "confidence": 1.0, "origin": "definition"}
    return {**place, **what, **trust, "score": score, **more}


def shown(symbols: list[dict[str, Any]]) -> list[str]:
    return [
        f"{symbol['name']}: {symbol['containerName']}"
        if "containerName" in symbol
        else symbol["name"]
        for symbol in symbols
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("where are failed uploads retried", True),
        ("how does routing work?", True),
        ("retry upload", True),
        ("don't retry", True),
        ("retry", False),
        ("retry_upload", False),
        ("Upload.retry", False),
        ("upload/retry", False),
        ("Vec<String> new", False),
        ("a::b c", False),
        ("", False),
    ],
)
def test_what_reads_like_words(typed: str, words: bool) -> None:
    assert reads_like_words(typed) == words


async def test_the_picker_finds_by_meaning_what_reads_like_words(
    script: Script, project: Path
) -> None:
    """Names that hold the words come first, names that are only similar last; nothing twice."""
    script.says(
        "symbols",
        {"results": [found("upload_retry", 1, 0.625), found("up_loaded_to_retry", 2, 0.375)]},
    )
    script.says(
        "search",
        {
            "results": [
                found("upload_retry", 1, 9.0, reasons=["name: upload, retry"]),
                found("send_again", 3, 8.0, reasons=["says: upload, retry"], container="Queue"),
            ]
        },
    )
    async with scripted(script) as client:
        await client.initialize(project)
        symbols = await client.result("workspace/symbol", {"query": "upload retry"})
        assert shown(symbols) == [
            "upload_retry: name",
            "send_again: Queue — says: upload, retry",
            "up_loaded_to_retry: similar name",
        ]
        (asked,) = script.asked("search")
        assert asked["query"] == "upload retry"
        assert asked["deadline_ms"] <= 100
        # A letter typed next ends this search, and no other.
        assert asked["supersede"] == "workspace/symbol search"


async def test_a_name_is_not_searched_by_meaning(script: Script, project: Path) -> None:
    script.says("symbols", {"results": [found("retry", 1, 1.0)]})
    async with scripted(script) as client:
        await client.initialize(project)
        assert shown(await client.result("workspace/symbol", {"query": "retry"})) == ["retry"]
        assert script.asked("search") == []


@pytest.mark.parametrize("trouble", [{"error": [BUSY, "too many"]}, {"sleep": True}])
async def test_the_picker_does_not_wait_for_a_search_that_fails(
    script: Script, project: Path, trouble: dict[str, Any]
) -> None:
    script.says("symbols", {"results": [found("upload_retry", 1, 0.625)]})
    script.says("search", trouble)
    async with scripted(script) as client:
        await client.initialize(project)
        symbols = await client.result("workspace/symbol", {"query": "upload retry"})
        assert shown(symbols) == ["upload_retry: name"]


async def test_the_request_of_our_own_says_all_that_is_known(script: Script, project: Path) -> None:
    result = found(
        "send_again",
        3,
        8.25,
        reasons=["says: upload"],
        container="Queue",
        range=[3, 0, 9, 0],
        lines=[{"line": 3, "text": "def send_again(self):"}],
        parts={"upload": {"name": 1}},
    )
    script.says("search", {"results": [result], "next": "50"})
    async with scripted(script) as client:
        await client.initialize(project)
        params = {"query": "upload", "limit": 7, "tests": "never", "explain": True}
        answer = await client.result("codegraph/search", params)
        assert answer == {
            "results": [
                {
                    "name": "send_again",
                    "kind": 12,
                    "containerName": "Queue",
                    "location": {
                        "uri": (project / "a.py").as_uri(),
                        "range": {
                            "start": {"line": 3, "character": 4},
                            "end": {"line": 3, "character": 9},
                        },
                    },
                    "range": {
                        "start": {"line": 3, "character": 0},
                        "end": {"line": 9, "character": 0},
                    },
                    "why": "says: upload",
                    "score": 8.25,
                    "lines": [{"line": 3, "text": "def send_again(self):"}],
                    "parts": {"upload": {"name": 1}},
                }
            ],
            "complete": True,
            "next": "50",
        }
        (asked,) = script.asked("search")
        assert (asked["limit"], asked["tests"], asked["explain"]) == (7, "never", True)
        assert "kind" not in asked


async def test_better_lists_go_out_as_they_come(script: Script, project: Path) -> None:
    """As long as not all is known and there is something new; the whole last."""
    few, more, all_ = (
        [found("f", line, 1.0) for line in lines] for lines in ([1], [2, 1], [2, 3, 1])
    )
    unready = {"complete": False, "reason": "search knows 3 of 9 files"}
    unloaded = {"reason": "vectors are still being loaded"}
    script.says(
        "search",
        unloaded | {"results": few},
        unready | {"results": more},
        unready | {"results": more},
        {"results": all_},
    )
    async with scripted(script) as client:
        await client.initialize(project)
        params = {"query": "upload", "partialResultToken": "p"}
        answer = await client.result("codegraph/search", params)
        sent = [m["params"] for m in client.messages if m.get("method") == "$/progress"]
        assert [part["token"] for part in sent] == ["p", "p"]
        lists = [*(part["value"] for part in sent), answer]
        assert [
            [result["location"]["range"]["start"]["line"] for result in each["results"]]
            for each in lists
        ] == [[1], [2, 1], [2, 3, 1]]
        assert [each.get("reason") for each in lists] == [
            unloaded["reason"],
            unready["reason"],
            None,
        ]
        waited = [asked.get("patience_ms", 0) > 0 for asked in script.asked("search")]
        assert waited == [False, True, True, True]


async def test_several_roots_are_one_list_by_score(
    script: Script, project: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "codegraph.toml").touch()
    script.says("search", {"results": [found("f", 1, 5.0), found("g", 2, 3.0)], "next": "2"})
    async with scripted(script) as client:
        await client.initialize(project)
        added = {"added": [{"uri": other.as_uri(), "name": "other"}], "removed": []}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": added})
        answer = await client.result("codegraph/search", {"query": "upload", "limit": 3})
        assert [result["name"] for result in answer["results"]] == ["f", "f", "g"]
        assert answer["next"] is None
