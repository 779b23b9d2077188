"""Which methods a client gets: the profiles, and what it says instead of them."""

from __future__ import annotations

from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import client_capabilities

from codegraph_daemon.languages.registry import all_languages
from codegraph_server.lsp.features import OPTIONAL
from codegraph_server.lsp.profiles import (
    COMPANION,
    DIAGNOSTICS,
    LANGUAGES,
    PRIMARY,
    choose,
    declarable,
)

VS_CODE = client_capabilities("visual_studio_code")
NEOVIM = client_capabilities("neovim@0.11")
REFERENCES, PREPARE = "textDocument/references", "textDocument/prepareCallHierarchy"
INCOMING = "callHierarchy/incomingCalls"


def chosen(**given: Any) -> Any:
    found, complaints = choose(given, OPTIONAL)
    assert complaints == []
    return found


def test_every_language_of_code_has_its_names() -> None:
    code = {each.id for each in all_languages() if each.is_code}
    assert code <= LANGUAGES.keys() <= {each.id for each in all_languages()}
    assert {name for names in LANGUAGES.values() for name in names} >= PRIMARY


def test_a_bare_start_has_everything() -> None:
    assert chosen() == chosen(profile="full") == (frozenset(), {})


def test_a_companion_has_what_nobody_doubles() -> None:
    found = chosen(profile="companion")
    resolving = {types.CODE_LENS_RESOLVE, types.WORKSPACE_SYMBOL_RESOLVE}
    assert OPTIONAL - found.off == {*COMPANION, *resolving}
    assert found.only == {}
    beside = chosen(profile="companion", features={PREPARE: True})
    assert OPTIONAL - beside.off == {
        *COMPANION,
        *resolving,
        PREPARE,
        INCOMING,
        "callHierarchy/outgoingCalls",
    }


def test_auto_is_a_companion_where_a_language_has_a_server_of_its_own() -> None:
    found = chosen(profile="auto")
    assert found.off == frozenset()
    languages = found.only[REFERENCES]
    assert "ruby" in languages
    assert PRIMARY.isdisjoint(languages)
    # What an item that was given leads to has an answer, whatever language it is of.
    assert not {INCOMING, types.WORKSPACE_SYMBOL} & found.only.keys()
    mine = chosen(profile="auto", primary=["ruby"]).only[REFERENCES]
    assert "python" in mine
    assert "ruby" not in mine


def test_a_method_for_some_languages() -> None:
    assert chosen(features={REFERENCES: ["ruby", "lua"]}).only == {REFERENCES: ("ruby", "lua")}


def test_what_a_client_cannot_be_told_is_off() -> None:
    auto = chosen(profile="auto")
    kept, lost = declarable(auto, VS_CODE)
    # That profile is of a release without type hierarchies, which asks for no diagnostics.
    assert lost == [types.TEXT_DOCUMENT_PREPARE_TYPE_HIERARCHY, *DIAGNOSTICS]
    assert kept.only == {each: auto.only[each] for each in auto.only if each not in lost}
    kept, lost = declarable(auto, NEOVIM)
    assert REFERENCES in kept.off
    assert REFERENCES in lost
    assert PREPARE in kept.off
    assert INCOMING in kept.off
    assert types.TEXT_DOCUMENT_DEFINITION in kept.only


@pytest.mark.parametrize(
    "given",
    [
        {"profile": "best"},
        {"primary": "python"},
        {"primary": [1]},
        {"features": 1},
        {"features": {"textDocument/unknown": True}},
        {"features": {REFERENCES: "ruby"}},
        {"features": {INCOMING: ["ruby"]}},
    ],
)
def test_what_is_malformed_is_complained_of_once_and_changes_nothing(given: Any) -> None:
    found, complaints = choose(given, OPTIONAL)
    assert found == (frozenset(), {})
    assert len(complaints) == 1
