"""What the server makes of a daemon's answers, and of a daemon that is slow, dies or is not there.

The daemon is a process that answers as each test wants (`scripted_daemon`); what the real daemon
answers is the subject of `test_navigation`, and what a client is told meanwhile that of
`test_scripted_progress`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.protocol import CANCELLED, INVALID_PARAMS, SHUTTING_DOWN
from e2e.script import Script, kill_daemon, scripted

LINKS = {"textDocument": {"definition": {"linkSupport": True}}}
TREES = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}


def place(line: int, column: int, end: int, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"path": "a.py", "line": line, "column": column, "end_line": line}
    found |= {"end_column": end, "name": "f", "kind": "function", "container": "C"}
    found |= {"role": "definition", "tier": "certain", "confidence": 1.0, "origin": "test"}
    return found | more


def at(project: Path, line: int, character: int, name: str = "a.py") -> dict[str, Any]:
    return {
        "textDocument": {"uri": (project / name).as_uri()},
        "position": {"line": line, "character": character},
    }


def span(found: dict[str, Any]) -> list[int]:
    start, end = found["start"], found["end"]
    return [start["line"], start["character"], end["line"], end["character"]]


def code_of(response: dict[str, Any]) -> int | None:
    code: int | None = response.get("error", {}).get("code")
    return code


# Positions


async def test_a_position_goes_to_the_daemon_in_bytes(script: Script, project: Path) -> None:
    """From the disk if the file is not open, else from the client's text."""
    script.says("definition", {})
    async with scripted(script) as client:
        await client.initialize(project)
        await client.result("textDocument/definition", at(project, 1, 10))
        asked = script.asked("definition")[-1]
        assert (asked["path"], asked["line"], asked["column"]) == ("a.py", 1, 12)
        item = {"uri": (project / "a.py").as_uri(), "languageId": "python", "version": 1}
        client.notify("textDocument/didOpen", {"textDocument": item | {"text": "éé f\n"}})
        await client.result("textDocument/definition", at(project, 0, 3))
        assert script.asked("definition")[-1]["column"] == 5
        change = {"range": {"start": at(project, 0, 0)["position"],
                            "end": at(project, 0, 1)["position"]}, "text": ""}  # fmt: skip
        version = {"uri": item["uri"], "version": 2}
        client.notify(
            "textDocument/didChange", {"textDocument": version, "contentChanges": [change]}
        )
        await client.result("textDocument/definition", at(project, 0, 2))
        assert script.asked("definition")[-1]["column"] == 3
        client.notify("textDocument/didClose", {"textDocument": {"uri": item["uri"]}})
        await client.result("textDocument/definition", at(project, 1, 10))
        assert script.asked("definition")[-1]["column"] == 12


@pytest.mark.parametrize(
    ("encoding", "asked", "answered"), [("utf-8", 12, 7), ("utf-16", 10, 5), ("utf-32", 9, 4)]
)
async def test_both_ways_in_every_encoding(
    script: Script, project: Path, encoding: str, asked: int, answered: int
) -> None:
    script.says("definition", {"results": [place(4, 7, 8, text="'😀' f")]})
    async with scripted(script) as client:
        offered = {"general": {"positionEncodings": [encoding]}}
        await client.initialize(project, capabilities=offered)
        (found,) = await client.result("textDocument/definition", at(project, 1, asked))
        assert script.asked("definition")[-1]["column"] == 12
        assert span(found["range"]) == [4, answered, 4, answered + 1]


async def test_places_that_are_not_there_have_no_answer(script: Script, project: Path) -> None:
    script.says("definition", {"error": [INVALID_PARAMS, "no such line"]})
    async with scripted(script) as client:
        await client.initialize(project)
        assert await client.result("textDocument/definition", at(project, 999, 0)) is None
        assert await client.result("textDocument/definition", at(project, 0, 0, "b.py")) is None
        outside = {
            "textDocument": {"uri": "file:///etc/hosts"},
            "position": {"line": 0, "character": 0},
        }
        assert await client.result("textDocument/definition", outside) is None
        unsaved = {"textDocument": {"uri": "untitled:1"}, "position": {"line": 0, "character": 0}}
        assert await client.result("textDocument/definition", unsaved) is None


# Shapes


async def test_a_definition_as_link_and_as_location(script: Script, project: Path) -> None:
    script.says("definition", {"results": [place(4, 8, 9, range=[3, 4, 9, 0])]})
    async with scripted(script) as client:
        await client.initialize(project, capabilities=LINKS)
        (link,) = await client.result("textDocument/definition", at(project, 1, 12))
        assert link["targetUri"] == (project / "a.py").as_uri()
        assert span(link["originSelectionRange"]) == [1, 10, 1, 15]
        assert span(link["targetRange"]) == [3, 4, 9, 0]
        assert span(link["targetSelectionRange"]) == [4, 8, 4, 9]
    async with scripted(script) as client:
        await client.initialize(project)
        (location,) = await client.result("textDocument/definition", at(project, 1, 12))
        assert location == {"uri": link["targetUri"], "range": link["targetSelectionRange"]}


@pytest.mark.parametrize("possible", [None, "never", "always"])
async def test_what_is_only_possible_is_given_as_the_client_wants(
    script: Script, project: Path, possible: str | None
) -> None:
    script.says("definition", {"results": [place(4, 8, 9, tier="possible")]})
    options = {} if possible is None else {"possible": possible}
    async with scripted(script) as client:
        await client.initialize(project, initializationOptions=options)
        assert await client.result("textDocument/definition", at(project, 1, 12))
        (asked,) = script.asked("definition")
        assert asked.get("possible") == possible


async def test_references_come_whole_however_many_pages(script: Script, project: Path) -> None:
    pages = [{"results": [place(n, 0, 1)], "next": str(n), "truncated": True} for n in range(3)]
    script.says("references", *pages, {"results": [place(3, 0, 1)]})
    async with scripted(script) as client:
        await client.initialize(project)
        params = at(project, 1, 12) | {"context": {"includeDeclaration": True}}
        found = await client.result("textDocument/references", params)
        assert [span(row["range"])[0] for row in found] == [0, 1, 2, 3]
        asked = script.asked("references")
        assert [row["definition"] for row in asked] == [True] * 4
        assert [row.get("cursor") for row in asked] == [None, "0", "1", "2"]


async def test_pages_go_out_as_they_come_if_the_client_wants(script: Script, project: Path) -> None:
    script.says(
        "references", {"results": [place(0, 0, 1)], "next": "1"}, {"results": [place(1, 0, 1)]}
    )
    async with scripted(script) as client:
        await client.initialize(project)
        params = at(project, 1, 12) | {"context": {"includeDeclaration": False}}
        params["partialResultToken"] = "p"
        assert await client.result("textDocument/references", params) == []
        pages = [m["params"] for m in client.messages if m.get("method") == "$/progress"]
        assert [page["token"] for page in pages] == ["p", "p"]
        assert [span(row["range"])[0] for page in pages for row in page["value"]] == [0, 1]


async def test_parts_are_asked_for_until_the_last(script: Script, project: Path) -> None:
    """What a library's symbol is used for comes in parts, and a part may be empty."""
    parts = [{"results": [place(0, 0, 1)], "rest": 7}, {"results": [], "rest": 9}]
    script.says("references", *parts, {"results": [place(1, 0, 1)]})
    async with scripted(script) as client:
        await client.initialize(project)
        params = at(project, 1, 12) | {"context": {"includeDeclaration": False}}
        params["partialResultToken"] = "p"
        assert await client.result("textDocument/references", params) == []
        pages = [m["params"] for m in client.messages if m.get("method") == "$/progress"]
        assert [span(row["range"])[0] for page in pages for row in page["value"]] == [0, 1]
        asked = script.asked("references")
        assert [(row["after"], row["libraries"]) for row in asked] == [
            (-1, True),
            (7, True),
            (9, True),
        ]


async def test_document_symbols_nested_or_flat(script: Script, project: Path) -> None:
    method = place(1, 8, 9, name="m", kind="method")
    tree = place(0, 6, 7, name="C", kind="class", container="", range=[0, 0, 2, 0])
    script.says("outline", {"results": [tree | {"children": [method]}]})
    params = {"textDocument": {"uri": (project / "a.py").as_uri()}}
    async with scripted(script) as client:
        await client.initialize(project, capabilities=TREES)
        (symbol,) = await client.result("textDocument/documentSymbol", params)
        assert [child["name"] for child in symbol["children"]] == ["m"]
    async with scripted(script) as client:
        await client.initialize(project)
        symbols = await client.result("textDocument/documentSymbol", params)
        assert [(s["name"], s.get("containerName")) for s in symbols] == [("C", None), ("m", "C")]


async def test_workspace_symbols_are_few_and_near(script: Script, project: Path) -> None:
    script.says("symbols", {"results": [place(4, 8, 9)]})
    script.says("definition", {})
    async with scripted(script) as client:
        await client.initialize(project)
        await client.result("textDocument/definition", at(project, 0, 0))
        (symbol,) = await client.result("workspace/symbol", {"query": "f"})
        assert (symbol["name"], symbol["kind"], symbol["containerName"]) == ("f", 12, "C")
        assert symbol["location"]["uri"] == (project / "a.py").as_uri()
        asked = script.asked("symbols")[-1]
        assert (asked["query"], asked["limit"], asked["near"]) == ("f", 128, "a.py")
        assert asked["supersede"] == "workspace/symbol"


async def test_results_of_several_folders_are_merged_in_turn(
    script: Script, project: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "codegraph.toml").touch()
    script.says("symbols", {"results": [place(n, 0, 1) for n in range(2)]})
    async with scripted(script) as client:
        await client.initialize(project)
        added = {"added": [{"uri": other.as_uri(), "name": "other"}], "removed": []}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": added})
        symbols = await client.result("workspace/symbol", {"query": "f"})
        places = [(s["location"]["uri"], span(s["location"]["range"])[0]) for s in symbols]
        here, there = (project / "a.py").as_uri(), (other / "a.py").as_uri()
        assert places == [(here, 0), (there, 0), (here, 1), (there, 1)]
        gone = {"added": [], "removed": [{"uri": project.as_uri(), "name": "project"}]}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": gone})
        symbols = await client.result("workspace/symbol", {"query": "f"})
        assert {s["location"]["uri"] for s in symbols} == {there}


async def test_answers_spell_paths_as_the_client_does(
    script: Script, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(project)
    script.says("definition", {"results": [place(0, 0, 1)]})
    async with scripted(script) as client:
        await client.initialize(tmp_path / "link")
        (found,) = await client.result("textDocument/definition", at(tmp_path / "link", 1, 12))
        assert found["uri"] == (tmp_path / "link/a.py").as_uri()
        assert script.asked("hello")[-1]["root"] == str(project)


async def test_why_a_file_is_not_in_the_index(script: Script, project: Path) -> None:
    verdict = {"path": "a.py", "kept": False, "reason": "ignored"}
    script.says("explain", {"results": [verdict]})
    async with scripted(script) as client:
        await client.initialize(project)
        document = {"textDocument": {"uri": (project / "a.py").as_uri()}}
        assert await client.result("codegraph/explain", document) == verdict
        elsewhere = {"textDocument": {"uri": "file:///etc/hosts"}}
        assert await client.result("codegraph/explain", elsewhere) is None


# Hints


async def test_saving_a_file_is_a_hint(script: Script, project: Path) -> None:
    script.says("symbols", {})
    async with scripted(script) as client:
        await client.initialize(project)
        await client.result("workspace/symbol", {"query": "f"})
        client.notify("textDocument/didSave", {"textDocument": at(project, 0, 0)["textDocument"]})
        assert (await script.was_asked("changed"))["paths"] == [str(project / "a.py")]
        change = {"uri": (project / "b.py").as_uri(), "type": 1}
        client.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
        assert (await script.was_asked("changed", 2))["paths"] == [str(project / "b.py")]


# Time


async def test_an_empty_answer_waits_for_an_index_that_is_being_made(
    script: Script, project: Path
) -> None:
    empty = {"results": [], "complete": False, "reason": "indexing"}
    script.says("definition", empty, empty, {"results": [place(4, 8, 9)], "complete": False})
    async with scripted(script) as client:
        await client.initialize(project)
        assert len(await client.result("textDocument/definition", at(project, 1, 12))) == 1
        assert len(script.asked("definition")) == 3
        assert all(0 < row["deadline_ms"] <= 2000 for row in script.asked("definition"))


async def test_an_empty_answer_that_is_complete_is_given_at_once(
    script: Script, project: Path
) -> None:
    script.says("definition", {})
    async with scripted(script) as client:
        await client.initialize(project)
        assert await client.result("textDocument/definition", at(project, 1, 12)) is None
        assert len(script.asked("definition")) == 1


@pytest.mark.parametrize(
    ("method", "question", "seconds"),
    [
        ("codegraph/history", "history", 10),
        ("codegraph/deadCode", "deadCode", 30),
        ("codegraph/duplicates", "duplicates", 30),
        ("codegraph/diff", "diff", 60),
        ("codegraph/impact", "impact", 60),
    ],
)
async def test_what_is_worked_out_anew_gets_all_of_its_time_at_once(
    script: Script, project: Path, method: str, question: str, seconds: int
) -> None:
    """Asked in short rounds, it would be begun again and again, and never be answered."""
    script.says(question, {"summary": None})
    async with scripted(script) as client:
        await client.initialize(project)
        await client.result(method, {"textDocument": {"uri": (project / "a.py").as_uri()}})
    (asked,) = script.asked(question)
    assert seconds - 2 < asked["deadline_ms"] / 1000 <= seconds


async def test_cancelling_reaches_the_daemon(script: Script, project: Path) -> None:
    script.says("definition", {"sleep": True})
    async with scripted(script) as client:
        await client.initialize(project)
        msg_id = client.start("textDocument/definition", at(project, 1, 12))
        await script.was_asked("definition")
        client.notify("$/cancelRequest", {"id": msg_id})
        assert code_of(await client.answer(msg_id)) == -32800
        await script.was_asked("cancelled definition")
        assert await client.end() == 0
        assert len([m for m in client.messages if m.get("id") == msg_id]) == 1


async def test_shutdown_answers_what_is_open(script: Script, project: Path) -> None:
    script.says("definition", {"sleep": True})
    async with scripted(script) as client:
        await client.initialize(project)
        ids = [client.start("textDocument/definition", at(project, 1, 12)) for _ in range(3)]
        await script.was_asked("definition", 3)
        assert await client.end() == 0
        assert [code_of(await client.answer(msg_id)) for msg_id in ids] == [-32800] * 3


async def test_a_newer_search_supersedes_an_older_one(script: Script, project: Path) -> None:
    """The older one is answered as cancelled, also while it waits between two rounds."""
    script.says("symbols", {"complete": False}, {"results": [place(0, 0, 1)]})
    async with scripted(script) as client:
        await client.initialize(project)
        older = client.start("workspace/symbol", {"query": "a"})
        await script.was_asked("symbols")
        assert len(await client.result("workspace/symbol", {"query": "ab"})) == 1
        answer = await client.answer(older)
        assert code_of(answer) == CANCELLED or len(answer["result"]) == 1


# The daemon's life and death


async def test_the_daemon_dies_between_two_requests(script: Script, project: Path) -> None:
    script.says("definition", {"results": [place(4, 8, 9)]})
    async with scripted(script) as client:
        await client.initialize(project)
        for _ in range(2):
            assert len(await client.result("textDocument/definition", at(project, 1, 12))) == 1
            kill_daemon()
        assert len(await client.result("textDocument/definition", at(project, 1, 12))) == 1
        assert len(script.asked("hello")) == 3


@pytest.mark.parametrize(
    "end", [{"die": True}, {"error": [SHUTTING_DOWN, "shutting down"]}], ids=["crash", "stop"]
)
async def test_the_daemon_ends_during_a_request(
    script: Script, project: Path, end: dict[str, Any]
) -> None:
    """The question is asked once more, of the next daemon."""
    script.says("definition", end, {"results": [place(4, 8, 9)]})
    async with scripted(script) as client:
        await client.initialize(project)
        assert len(await client.result("textDocument/definition", at(project, 1, 12))) == 1
        assert len(script.asked("definition")) == 2


async def test_a_question_that_kills_every_daemon_is_an_error(
    script: Script, project: Path
) -> None:
    script.says("definition", {"die": True})
    script.says("symbols", {})
    async with scripted(script) as client:
        await client.initialize(project)
        response = await client.request("textDocument/definition", at(project, 1, 12))
        assert code_of(response) == -32803
        assert await client.result("workspace/symbol", {"query": "f"}) == []


async def test_a_daemon_that_cannot_start(script: Script, project: Path) -> None:
    """An error for what a person asked, nothing for what the editor asks by itself, one log line."""
    runtime = Path(os.environ["CODEGRAPH_RUNTIME_DIR"])
    runtime.chmod(0o755)
    async with scripted(script) as client:
        await client.initialize(project)
        for _ in range(3):
            response = await client.request("textDocument/definition", at(project, 1, 12))
            assert code_of(response) == -32803
            assert str(runtime) in response["error"]["message"]
        document = {"textDocument": at(project, 0, 0)["textDocument"]}
        assert await client.result("textDocument/documentSymbol", document) is None
        status = await client.result("codegraph/status")
        assert (status["health"], status["quiescent"]) == ("error", True)
        assert str(runtime) in status["message"]
        assert len([line for line in client.log() if str(runtime) in line]) == 1
        assert not [m for m in client.messages if m.get("method") == "window/showMessage"]
        runtime.chmod(0o700)
        assert await client.end() == 0


# Options of the command


async def test_a_root_of_the_command_line_is_served_instead_of_folders(
    script: Script, project: Path
) -> None:
    (project / "pkg").mkdir()
    script.says("symbols", {})
    async with scripted(script, f"Path({str(project / 'pkg')!r})") as client:
        await client.initialize(project)
        assert await client.result("workspace/symbol", {"query": "f"}) == []
        assert script.asked("hello")[-1]["root"] == str(project / "pkg")


async def test_no_daemon_is_started_if_none_is_wanted(script: Script, project: Path) -> None:
    script.says("symbols", {})
    async with scripted(script, "start=False") as client:
        await client.initialize(project)
        response = await client.request("workspace/symbol", {"query": "f"})
        assert code_of(response) == -32803
        assert "no daemon is running" in response["error"]["message"]
        assert script.asked("hello") == []
