"""Every request is answered exactly once, whatever the state and whatever its shape.

No test here needs a daemon: without a folder the server has none to talk to.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from codegraph_server.lsp.features import FEATURES
from e2e.raw_client import RawClient, raw_client

HERE = {"textDocument": {"uri": "file:///nowhere/a.py"}, "position": {"line": 0, "character": 0}}


def error_code(response: dict[str, Any]) -> int:
    code: int = response["error"]["code"]
    return code


def answers_to(client: RawClient, msg_id: object) -> list[dict[str, Any]]:
    return [m for m in client.messages if "method" not in m and m.get("id") == msg_id]


# Before, between, after


async def test_a_request_before_initialize_is_refused() -> None:
    async with raw_client() as client:
        response = await client.request("textDocument/definition", HERE)
        assert error_code(response) == -32002
        await client.initialize()
        assert await client.result("textDocument/definition", HERE) is None


async def test_a_notification_before_initialize_does_nothing() -> None:
    async with raw_client() as client:
        item = {"uri": "file:///nowhere/a.py", "languageId": "python", "version": 1, "text": ""}
        client.notify("textDocument/didOpen", {"textDocument": item})
        client.notify("initialized", {})
        await client.initialize()
        assert await client.end() == 0


async def test_a_second_initialize_is_refused() -> None:
    async with raw_client() as client:
        await client.initialize()
        response = await client.request("initialize", {"processId": None, "capabilities": {}})
        assert error_code(response) == -32600


async def test_a_broken_initialize_can_be_followed_by_a_good_one() -> None:
    async with raw_client() as client:
        assert error_code(await client.request("initialize", {"capabilities": 7})) == -32602
        await client.initialize()
        assert await client.end() == 0


async def test_after_shutdown_requests_are_refused_and_notifications_ignored() -> None:
    async with raw_client() as client:
        await client.initialize()
        assert await client.result("shutdown") is None
        client.notify("workspace/didChangeConfiguration", {"settings": {}})
        assert error_code(await client.request("textDocument/definition", HERE)) == -32600
        assert error_code(await client.request("no/such/method")) == -32600
        assert error_code(await client.request("shutdown")) == -32600
        client.notify("exit")
        assert await client.ended() == 0


async def test_shutdown_before_initialize_is_refused() -> None:
    async with raw_client() as client:
        assert error_code(await client.request("shutdown")) == -32002


# Shape


async def test_an_unknown_method_is_named() -> None:
    async with raw_client() as client:
        await client.initialize()
        response = await client.request("textDocument/teleport", {})
        assert error_code(response) == -32601
        assert "textDocument/teleport" in response["error"]["message"]


NOTIFICATIONS = {
    "textDocument/didSave",
    "workspace/didCreateFiles",
    "workspace/didRenameFiles",
    "workspace/didDeleteFiles",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
    "workspace/didChangeConfiguration",
}
MALFORMED = (
    None,
    {},
    [],
    "x",
    {"textDocument": {"uri": "file:///a.py"}},
    {"textDocument": {"uri": 7}, "position": {"line": 0, "character": 0}},
    {"textDocument": {"uri": "file:///a.py"}, "position": {"line": "x", "character": 0}},
    {"textDocument": {"uri": "file:///a.py"}, "position": {"line": -1, "character": 0}},
    {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 1.5, "character": 0}},
    {"textDocument": {"uri": "file:///a.py"}, "position": {"line": True, "character": 0}},
)


async def test_malformed_parameters_are_answered() -> None:
    async with raw_client() as client:
        await client.initialize()
        for params in MALFORMED:
            response = await client.request("textDocument/definition", params)
            assert error_code(response) == -32602, params
            assert "textDocument/definition" in response["error"]["message"]
        assert await client.result("textDocument/definition", HERE) is None


async def test_every_request_is_answered_once_in_every_state_whatever_it_is_given() -> None:
    requests = [each.method for each in FEATURES if each.method not in NOTIFICATIONS]
    assert len(requests) > 30
    options = {"diagnostics": True}
    capabilities = {"textDocument": {"diagnostic": {}}}

    async def codes(client: RawClient, given: Any) -> set[int]:
        ids = [client.start(method, given) for method in requests]
        answers = [await client.answer(msg_id) for msg_id in ids]
        assert all(("error" in each) != ("result" in each) for each in answers)
        return {error_code(each) for each in answers if "error" in each}

    async with raw_client() as client:
        assert await codes(client, {}) == {-32002}
        await client.initialize(capabilities=capabilities, initializationOptions=options)
        for params in (*MALFORMED, HERE):
            assert await codes(client, params) <= {-32602}, params
        await client.request("shutdown")
        assert await codes(client, HERE) == {-32600}
        client.notify("exit")
        assert await client.ended() == 0
        answered = [each["id"] for each in client.messages if "method" not in each]
        assert len(answered) == len(set(answered))


async def test_malformed_parameters_of_an_own_method_are_answered() -> None:
    async with raw_client() as client:
        await client.initialize()
        assert error_code(await client.request("codegraph/explain", {})) == -32602
        untitled = {"textDocument": {"uri": "untitled:Untitled-1"}}
        assert error_code(await client.request("codegraph/explain", untitled)) == -32602


async def test_malformed_notifications_are_logged_and_show_no_message() -> None:
    async with raw_client() as client:
        await client.initialize()
        client.notify("textDocument/didOpen", {"textDocument": 7})
        client.notify("textDocument/didChange", None)
        client.notify("codegraph/unknown", {"deep": {"jsonrpc": "2.0", "id": 1}})
        assert await client.result("workspace/symbol", {"query": "x"}) == []
        assert any("textDocument/didOpen" in line for line in client.log())
        assert not [m for m in client.messages if m.get("method") == "window/showMessage"]


NO_MESSAGES = (
    [],
    "text",
    {"jsonrpc": "2.0"},
    {"jsonrpc": "1.0", "method": "shutdown", "params": None},
    {"jsonrpc": "2.0", "id": None, "method": "shutdown"},
    {"jsonrpc": "2.0", "id": True, "method": "shutdown"},
    {"jsonrpc": "2.0", "id": {}, "method": "shutdown"},
    {"jsonrpc": "2.0", "method": 7},
)


async def test_what_is_no_message_is_answered_without_an_id() -> None:
    async with raw_client() as client:
        for message in NO_MESSAGES:
            client.send(message)
        await client.initialize()
        codes = [error_code(response) for response in answers_to(client, None)]
        assert codes == [-32600] * len(NO_MESSAGES)


async def test_the_id_comes_back_even_if_the_rest_is_wrong() -> None:
    async with raw_client() as client:
        client.send({"jsonrpc": "3.0", "id": "x", "method": "shutdown"})
        assert error_code(await client.answer("x")) == -32600


async def test_what_is_not_json_is_answered() -> None:
    async with raw_client() as client:
        for body in (b"{", b"\xff\xfe\x00", b"[" * 100_000, b""):
            client.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        await client.initialize()
        assert [error_code(response) for response in answers_to(client, None)] == [-32700] * 4
        assert await client.end() == 0


async def test_headers_may_be_spelled_in_any_case_and_hold_more() -> None:
    async with raw_client() as client:
        body = json.dumps({"jsonrpc": "2.0", "id": "é", "method": "shutdown"}).encode()
        client.send_bytes(b"X-Extra: 1\r\ncontent-LENGTH:%d\r\n" % len(body))
        client.send_bytes(b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n")
        client.send_bytes(body)
        assert error_code(await client.answer("é")) == -32002


async def test_many_messages_in_one_write_and_one_in_many() -> None:
    async with raw_client() as client:
        await client.initialize()
        ids = [client.start("workspace/symbol", {"query": str(n)}) for n in range(50)]
        body = json.dumps(
            {"jsonrpc": "2.0", "id": "slow", "method": "workspace/symbol", "params": {"query": ""}}
        ).encode()
        for byte in b"Content-Length: %d\r\n\r\n%b" % (len(body), body):
            client.send_bytes(bytes([byte]))
            await asyncio.sleep(0)
        assert (await client.answer("slow"))["result"] == []
        assert await client.end() == 0
        assert all(len(answers_to(client, msg_id)) == 1 for msg_id in ids)


async def test_a_header_without_a_length_ends_the_session() -> None:
    async with raw_client() as client:
        client.send_bytes(b"Content-Type: text/plain\r\n\r\n{}")
        assert await client.ended() == 1


async def test_an_id_that_is_in_use_is_refused(tmp_path: Path) -> None:
    """The first request waits for a daemon, which cannot be started at once."""
    (tmp_path / "codegraph.toml").touch()
    async with raw_client() as client:
        await client.initialize(tmp_path)
        ask = {"jsonrpc": "2.0", "id": 900, "method": "codegraph/status", "params": {}}
        client.send(ask)
        client.send(ask)
        await client.request("textDocument/definition", HERE)
        codes = [m.get("error", {}).get("code") for m in answers_to(client, 900)]
        assert -32600 in codes


# Cancelling


async def test_cancelling_what_is_not_there_is_harmless() -> None:
    async with raw_client() as client:
        await client.initialize()
        client.notify("$/cancelRequest", {"id": 12345})
        client.notify("$/cancelRequest", {"id": None})
        client.notify("$/cancelRequest", 7)
        assert await client.end() == 0


async def test_responses_to_nothing_are_harmless() -> None:
    async with raw_client() as client:
        await client.initialize()
        client.send({"jsonrpc": "2.0", "id": "never sent", "result": None})
        client.send({"jsonrpc": "2.0", "id": "never sent", "error": {"code": 1, "message": "x"}})
        client.send({"jsonrpc": "2.0", "id": "never sent", "error": 7})
        assert await client.end() == 0


# The process


async def test_exit_without_shutdown_is_code_1() -> None:
    async with raw_client() as client:
        await client.initialize()
        client.notify("exit")
        assert await client.ended() == 1


async def test_exit_at_once_is_code_1() -> None:
    async with raw_client() as client:
        client.notify("exit")
        assert await client.ended() == 1


async def test_the_command_line_starts_the_same_server() -> None:
    command = (sys.executable, "-m", "codegraph_server.cli", "lsp", "--stdio")
    async with raw_client(*command) as client:
        await client.initialize()
        assert await client.end() == 0
    async with raw_client(*command) as client:
        client.notify("exit")
        assert await client.ended() == 1


@pytest.mark.parametrize(("shut_down", "code"), [(True, 0), (False, 1)])
async def test_the_end_of_input_ends_the_server(shut_down: bool, code: int) -> None:
    async with raw_client() as client:
        await client.initialize()
        if shut_down:
            await client.request("shutdown")
        assert client.process.stdin is not None
        client.process.stdin.close()
        assert await client.ended() == code


async def test_the_server_ends_with_its_client() -> None:
    """The process that is named as the client dies, while somebody still holds the pipes."""
    editor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
    )
    try:
        async with raw_client() as client:
            await client.initialize(processId=editor.pid)
            assert await client.result("workspace/symbol", {"query": "x"}) == []
            editor.kill()
            assert await client.ended() == 1
    finally:
        if editor.returncode is None:
            editor.kill()
        await editor.communicate()


async def test_a_client_that_is_not_there_is_not_waited_for() -> None:
    """A process id of another container means nothing here."""
    gone = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await gone.wait()
    async with raw_client() as client:
        await client.initialize(processId=gone.pid)
        await asyncio.sleep(0.2)
        assert await client.end() == 0


async def test_standard_output_belongs_to_messages() -> None:
    """Whoever prints, in this process or a child, prints to standard error."""
    noisy = (
        "import os, sys\n"
        "from codegraph_server.lsp import server\n"
        "ask = server.CodeGraphServer.register_features\n"
        "def register(ls):\n"
        "    print('noise'); os.system('echo noise'); os.write(1, b'noise')\n"
        "    ask(ls)\n"
        "server.CodeGraphServer.register_features = register\n"
        "server.main()\n"
    )
    async with raw_client(sys.executable, "-c", noisy) as client:
        await client.initialize()
        assert await client.end() == 0


async def test_an_answer_that_cannot_be_written_is_an_error() -> None:
    """A kind that is a number is none that lsprotocol can write."""
    broken = (
        "from lsprotocol import types\n"
        "from codegraph_server.lsp import server\n"
        "async def symbols(ls, params):\n"
        "    return [types.WorkspaceSymbol(types.LocationUriOnly('file:///x'), 'x', 12)]\n"
        "server.FEATURES = tuple(\n"
        "    each._replace(handler=symbols) if each.method == 'workspace/symbol' else each\n"
        "    for each in server.FEATURES\n"
        ")\n"
        "server.main()\n"
    )
    async with raw_client(sys.executable, "-c", broken) as client:
        await client.initialize()
        answer = await client.request("workspace/symbol", {"query": "x"})
        assert error_code(answer) == -32603
        assert await client.end() == 0


# Traces, logs, options


async def test_traces_only_when_asked_for() -> None:
    async with raw_client() as client:
        await client.initialize()
        await client.request("workspace/symbol", {"query": "x"})
        assert not [m for m in client.messages if m.get("method") == "$/logTrace"]
        client.notify("$/setTrace", {"value": "messages"})
        await client.request("workspace/symbol", {"query": "x"})
        trace = await client.notification("$/logTrace")
        assert trace["params"]["message"].startswith("workspace/symbol answered after ")


async def test_the_trace_can_be_on_from_the_start() -> None:
    async with raw_client() as client:
        await client.initialize(trace="verbose")
        trace = await client.notification("$/logTrace")
        assert trace["params"]["message"].startswith("initialize answered")


async def test_each_unknown_option_is_warned_of_once() -> None:
    async with raw_client() as client:
        options = {"colour": "red", "features": {"textDocument/definition": 1, "hover": True}}
        await client.initialize(initializationOptions=options)
        await client.end()
        warnings = [line for line in client.log() if "ignored" in line]
        assert len(warnings) == 3
        for name in ("colour", "textDocument/definition", "hover"):
            assert sum(name in line for line in warnings) == 1


async def test_options_of_a_wrong_type_are_warned_of() -> None:
    async with raw_client() as client:
        await client.initialize(initializationOptions=[1])
        await client.end()
        assert any("initializationOptions" in line for line in client.log())


async def test_what_is_switched_off_is_neither_declared_nor_served() -> None:
    async with raw_client() as client:
        options = {"features": {"textDocument/references": False}}
        result = await client.initialize(initializationOptions=options)
        assert result["capabilities"].get("referencesProvider") is None
        assert result["capabilities"]["definitionProvider"] is True
        params = HERE | {"context": {"includeDeclaration": True}}
        assert error_code(await client.request("textDocument/references", params)) == -32601


async def test_what_is_declared() -> None:
    async with raw_client() as client:
        result = await client.initialize()
        capabilities = result["capabilities"]
        assert capabilities["positionEncoding"] == "utf-16"
        assert capabilities["textDocumentSync"]["change"] == 2
        assert capabilities["textDocumentSync"]["openClose"] is True
        assert capabilities["textDocumentSync"]["save"] == {"includeText": False}
        assert capabilities["documentSymbolProvider"] is True
        assert capabilities["workspaceSymbolProvider"] == {"resolveProvider": True}
        assert "executeCommandProvider" not in capabilities
        assert "codegraph/status" in capabilities["experimental"]["codegraph"]["requests"]
        assert result["serverInfo"]["name"] == "codegraph"


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["utf-8", "utf-16", "utf-32"], "utf-8"),
        (["utf-16"], "utf-16"),
        (["utf-32", "utf-16"], "utf-32"),
        (["klingon"], "utf-16"),
    ],
)
async def test_the_encoding_is_the_first_that_both_know(offered: list[str], chosen: str) -> None:
    async with raw_client() as client:
        result = await client.initialize(capabilities={"general": {"positionEncodings": offered}})
        assert result["capabilities"]["positionEncoding"] == chosen
