"""Options that a client keeps among its settings, where they may change during the session.

They stand above `initializationOptions`. What is declared to the client is settled at `initialize`,
so the options about that are taken from there alone.

Belongs here: asking for settings, being told of them, and one warning for each that means nothing.
Stays out: the options themselves (`options`).
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from codegraph_server.lsp.options import read_options

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

log = logging.getLogger("codegraph.lsp")

SECTION: Final = "codegraph.server"
"""Not all of `codegraph`: extensions of editors keep settings of their own there."""
_SETTLED: Final = ("profile", "primary", "features", "diagnostics")


class Settings:
    """What the client chose at the start and since. `methods`: what it may choose among."""

    def __init__(self, ls: CodeGraphServer, methods: frozenset[str]) -> None:
        self._ls = ls
        self._methods = methods
        self._given: object = None
        self._complained: set[str] = set()

    def start(self, given: object) -> None:
        """Take `initializationOptions`."""
        self._given = given
        self._ls.options, complaints = read_options(given, self._methods)
        self._complain(complaints)

    async def follow(self) -> None:
        """Have the client tell of changes, and ask for what it has now."""
        workspace = self._ls.client_capabilities.workspace
        change = workspace.did_change_configuration if workspace else None
        if change is not None and change.dynamic_registration:
            method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
            wanted = types.Registration(f"codegraph {method}", method, {"section": SECTION})
            try:
                await self._ls.client_register_capability_async(types.RegistrationParams([wanted]))
            except JsonRpcException as error:
                log.info("the client does not tell of changed settings: %s", error)
        await self.changed(None)

    async def changed(self, pushed: object) -> None:
        """Settings have changed: ask for them, or take what came along if there is no asking."""
        workspace = self._ls.client_capabilities.workspace
        if not (workspace and workspace.configuration):
            self._take(_inside(pushed))
            return
        wanted = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
        try:
            found = await self._ls.workspace_configuration_async(wanted)
        except JsonRpcException as error:
            log.info("the client does not tell its settings: %s", error)
        else:
            self._take(found[0] if found else None)

    def _take(self, given: object) -> None:
        if given is None:
            given = {}
        if not isinstance(given, dict):
            self._complain([f"the settings {SECTION!r} must be an object; they are ignored"])
            return
        before = self._given if isinstance(self._given, dict) else {}
        late = [name for name in _SETTLED if name in given and given[name] != before.get(name)]
        self._complain(
            f"the option {name!r} is settled when the server starts: give it in "
            "initializationOptions; it is ignored"
            for name in late
        )
        usable = {name: value for name, value in given.items() if name not in _SETTLED}
        options, complaints = read_options({**before, **usable}, self._methods)
        self._complain(complaints)
        declared = self._ls.options.methods
        self._ls.take_options(replace(options, methods=declared))

    def _complain(self, complaints: Any) -> None:
        for complaint in complaints:
            if complaint not in self._complained:
                self._complained.add(complaint)
                log.warning("%s", complaint)


def _inside(pushed: object) -> object:
    """Our part of all the settings that a client sends."""
    if isinstance(pushed, dict) and SECTION in pushed:
        return pushed[SECTION]
    found = pushed
    for name in SECTION.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found
