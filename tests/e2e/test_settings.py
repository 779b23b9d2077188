"""Options among the client's settings: asked for, pushed, changed, and warned of once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from e2e.raw_client import RawClient, raw_client
from e2e.script import Script, scripted

PULLS = {"workspace": {"configuration": True}}
CHANGED = "workspace/didChangeConfiguration"


def wanted(script: Script) -> str | None:
    """What the last question said of possible answers."""
    return script.asked("definition")[-1].get("possible")


async def asked(client: RawClient, project: Path) -> None:
    document = {"uri": (project / "a.py").as_uri()}
    at = {"textDocument": document, "position": {"line": 1, "character": 0}}
    await client.result("textDocument/definition", at)


async def took(client: RawClient) -> None:
    """Wait until the server has read what it asked for: an answer may overtake that."""
    await client.request("codegraph/status")


def pushed(given: object) -> dict[str, Any]:
    return {"settings": {"codegraph": {"server": given}, "other": 1}}


async def test_settings_are_asked_for_and_stand_above_the_start(
    script: Script, project: Path
) -> None:
    script.says("definition", {})
    script.says("status", {})
    async with scripted(script) as client:
        client.answers["workspace/configuration"] = [{"possible": "always"}]
        options = {"possible": "never"}
        await client.initialize(project, capabilities=PULLS, initializationOptions=options)
        request = await client.notification("workspace/configuration")
        assert request["params"]["items"] == [{"section": "codegraph.server"}]
        await took(client)
        await asked(client, project)
        assert wanted(script) == "always"
        client.answers["workspace/configuration"] = [None]
        # What came along is not what counts where the client can be asked.
        client.notify(CHANGED, pushed({"possible": "always"}))
        await client.wait_for(lambda _: len(requests(client)) == 2)
        await took(client)
        await asked(client, project)
        assert wanted(script) == "never"


def requests(client: RawClient) -> list[Any]:
    return [each for each in client.messages if each.get("method") == "workspace/configuration"]


async def test_settings_are_taken_as_they_are_pushed(script: Script, project: Path) -> None:
    script.says("definition", {})
    async with scripted(script) as client:
        await client.initialize(project)
        client.notify(CHANGED, pushed({"possible": "always"}))
        await asked(client, project)
        assert wanted(script) == "always"
        # Some clients do not take the name apart.
        client.notify(CHANGED, {"settings": {"codegraph.server": {"possible": "never"}}})
        await asked(client, project)
        assert wanted(script) == "never"
        for nothing in (None, [], {"codegraph": 1}, {"codegraph": {"path": "/bin/codegraph"}}):
            client.notify(CHANGED, {"settings": nothing})
            await asked(client, project)
            assert wanted(script) is None
        assert requests(client) == []
        assert not [line for line in client.log() if "ignored" in line]


async def test_each_that_means_nothing_is_warned_of_once_and_in_the_log_alone() -> None:
    async with raw_client() as client:
        await client.initialize(initializationOptions={"colour": 1})
        for _ in range(2):
            client.notify(CHANGED, pushed({"colour": 1, "taste": 2, "possible": "maybe"}))
        client.notify(CHANGED, pushed([1]))
        await client.end()
        warnings = [line for line in client.log() if "ignored" in line]
        for word in ("colour", "taste", "possible", "codegraph.server"):
            assert sum(word in line for line in warnings) == 1
        assert len(warnings) == 4
        assert not [m for m in client.messages if m.get("method") == "window/showMessage"]


async def test_what_is_declared_is_settled_at_the_start() -> None:
    async with raw_client() as client:
        await client.initialize(initializationOptions={"profile": "full"})
        client.notify(CHANGED, pushed({"profile": "companion", "features": {}}))
        same = {"profile": "full"}
        client.notify(CHANGED, pushed(same))
        await client.end()
        (profile,) = [line for line in client.log() if "profile" in line]
        assert "initializationOptions" in profile
        assert len([line for line in client.log() if "features" in line]) == 1


@pytest.mark.parametrize("refused", [False, True])
async def test_changes_are_subscribed_to_where_they_can_be(refused: bool) -> None:
    can = {
        "workspace": {
            "configuration": True,
            "didChangeConfiguration": {"dynamicRegistration": True},
        }
    }
    async with raw_client() as client:
        if refused:
            client.refuse |= {"client/registerCapability", "workspace/configuration"}
        await client.initialize(capabilities=can)
        request = await client.notification("client/registerCapability")
        (registration,) = request["params"]["registrations"]
        assert registration["method"] == CHANGED
        assert registration["registerOptions"] == {"section": "codegraph.server"}
        await client.notification("workspace/configuration")
        assert await client.result("workspace/symbol", {"query": "x"}) == []
        assert await client.end() == 0
