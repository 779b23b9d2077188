"""What CodeGraph itself finds wrong, as diagnostics that editors ask for: off unless it is wanted."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from e2e.raw_client import RawClient, raw_client
from e2e.script import Script, scripted
from e2e.session import write

RULES = '[[rules]]\nfrom = "core"\ndeny = "web"\nmessage = "the core knows no pages"\n'
FILES = {
    "codegraph.toml": RULES,
    "core/a.py": "'größe'; import core.b\n",
    "core/b.py": "import core.a\n",
    "core/c.py": "from web import page\n",
    "web/page.py": "import core.a\n",
}
CAN: dict[str, Any] = {
    "textDocument": {"diagnostic": {"relatedInformation": True}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}
WANTED = {"diagnostics": True}
REFRESH = "workspace/diagnostic/refresh"
SERVER_CANCELLED = -32802


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    write(folder, FILES)
    return folder


async def pulled(client: RawClient, path: Path, previous: str | None = None) -> dict[str, Any]:
    asked = {"textDocument": {"uri": path.as_uri()}, "previousResultId": previous}
    return dict(await client.result("textDocument/diagnostic", asked))


async def test_nothing_is_declared_or_served_unless_it_is_wanted(folder: Path) -> None:
    for capabilities, options in ((CAN, {}), (CAN, {"diagnostics": False}), ({}, WANTED)):
        async with raw_client() as client:
            declared = await client.initialize(
                capabilities=capabilities, initializationOptions=options
            )
            assert "diagnosticProvider" not in declared["capabilities"]
            asked = {"textDocument": {"uri": (folder / "core/a.py").as_uri()}}
            for method, params in (
                ("textDocument/diagnostic", asked),
                ("workspace/diagnostic", {"previousResultIds": []}),
            ):
                assert (await client.request(method, params))["error"]["code"] == -32601
            await client.end()
            assert bool(client.log()) == (not capabilities)


@pytest.mark.parametrize("profile", ["full", "companion", "auto"])
async def test_it_is_declared_in_every_profile_for_nobody_else_knows_of_it(profile: str) -> None:
    async with raw_client() as client:
        options = {"profile": profile, "diagnostics": ["rules"]}
        declared = await client.initialize(capabilities=CAN, initializationOptions=options)
        assert declared["capabilities"]["diagnosticProvider"] == {
            "identifier": "codegraph",
            "interFileDependencies": True,
            "workspaceDiagnostics": True,
        }


async def test_cycles_and_breaches_stand_at_the_imports(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=CAN, initializationOptions=WANTED)
        await client.ready()
        first = await pulled(client, folder / "core/a.py")
        (cycle,) = first["items"]
        assert cycle["message"] == ("import cycle of 2 files: core/a.py → core/b.py → core/a.py")
        assert (cycle["source"], cycle["code"], cycle["severity"]) == (
            "codegraph",
            "import-cycle",
            2,
        )
        # In UTF-16.
        assert cycle["range"]["start"] == {"line": 0, "character": 21}
        (other,) = cycle["relatedInformation"]
        assert other["location"]["uri"] == (folder / "core/b.py").as_uri()
        assert other["message"] == "core/b.py imports core/a.py"
        (breach,) = (await pulled(client, folder / "core/c.py"))["items"]
        assert breach["message"] == "imports web/page.py: the core knows no pages"
        assert breach["code"] == "rule-1"
        assert await pulled(client, folder / "web/page.py") == {"kind": "full", "items": []}
        assert await pulled(client, Path("/etc/hosts")) == {"kind": "full", "items": []}
        again = await pulled(client, folder / "core/a.py", first["resultId"])
        assert again == {"kind": "unchanged", "resultId": first["resultId"]}


async def test_what_is_typed_counts_and_what_is_saved_has_the_client_ask_again(
    folder: Path,
) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=CAN, initializationOptions=WANTED)
        await client.ready()
        first = await pulled(client, folder / "core/a.py")
        document = {"uri": (folder / "core/b.py").as_uri(), "languageId": "python", "version": 1}
        opened = {"textDocument": document | {"text": "VALUE = 1\n"}}
        client.notify("textDocument/didOpen", opened)
        assert await pulled(client, folder / "core/a.py", first["resultId"]) == {
            "kind": "full",
            "items": [],
        }
        write(folder, {"core/b.py": "VALUE = 1\n"})
        client.notify("textDocument/didSave", {"textDocument": {"uri": document["uri"]}})
        await client.notification(REFRESH)


async def test_all_files_at_once(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=CAN, initializationOptions=WANTED)
        await client.ready()
        whole = await client.result("workspace/diagnostic", {"previousResultIds": []})
        by_path = {each["uri"].removeprefix(f"{folder.as_uri()}/"): each for each in whole["items"]}
        assert sorted(by_path) == ["core/a.py", "core/b.py", "core/c.py"]
        assert all(each["kind"] == "full" and each["items"] for each in by_path.values())
        known = [{"uri": each["uri"], "value": each["resultId"]} for each in whole["items"]]
        page = {"uri": (folder / "web/page.py").as_uri(), "value": "earlier"}
        again = await client.result("workspace/diagnostic", {"previousResultIds": [*known, page]})
        *same, gone = again["items"]
        assert {each["kind"] for each in same} == {"unchanged"}
        assert gone == {"uri": page["uri"], "version": None, "kind": "full", "items": []}


async def test_only_some_of_it_and_rules_that_cannot_be_read(folder: Path) -> None:
    write(folder, {"codegraph.toml": '[[rules]]\nfrom = "core"\n'})
    async with raw_client() as client:
        options = {"diagnostics": ["rules"]}
        await client.initialize(folder, capabilities=CAN, initializationOptions=options)
        await client.ready()
        whole = await client.result("workspace/diagnostic", {"previousResultIds": []})
        (settings,) = whole["items"]
        assert settings["uri"] == (folder / "codegraph.toml").as_uri()
        (item,) = settings["items"]
        assert item["message"].startswith("rule 1")


async def test_what_cannot_be_known_yet_is_asked_for_again(script: Script, project: Path) -> None:
    """What the client shows stays; a daemon that is not there is waited for by nobody."""
    reason = {"results": [{"name": "x"}], "complete": False, "reason": "being made", "summary": {}}
    script.says("overview", reason, {"error": [-32000, "broken"]})
    async with scripted(script) as client:
        await client.initialize(project, capabilities=CAN, initializationOptions=WANTED)
        asked = {"textDocument": {"uri": (project / "a.py").as_uri()}}
        first = await client.request("textDocument/diagnostic", asked)
        assert first["error"] == {
            "code": SERVER_CANCELLED,
            "message": "being made",
            "data": {"retriggerRequest": True},
        }
        second = await client.request("workspace/diagnostic", {"previousResultIds": []})
        assert second["error"]["data"] == {"retriggerRequest": False}


async def test_many_that_are_asked_at_once_are_few_questions(script: Script, project: Path) -> None:
    script.says("overview", {"summary": {"sections": {}}})
    async with scripted(script) as client:
        await client.initialize(project, capabilities=CAN, initializationOptions=WANTED)
        await asyncio.gather(*(pulled(client, project / f"{n}.py") for n in range(40)))
        assert len(script.asked("overview")) < 40
        assert script.asked("overview")[0]["sections"] == ["import-cycles", "rules"]
