"""The list of features, the table of questions and the page about them say the same."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lsprotocol import types

from codegraph_client.protocol import QUESTIONS
from codegraph_server.lsp.announce import OWN_FIELDS, status_of
from codegraph_server.lsp.features import FEATURES, OPTIONAL
from codegraph_server.lsp.options import read_options
from codegraph_server.lsp.profiles import DIAGNOSTICS
from codegraph_server.lsp.workspaces import Workspaces

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "lsp.md").read_text(encoding="utf-8")
EDITORS = (DOCS / "editors.md").read_text(encoding="utf-8")
ASKED = {method for question in QUESTIONS.values() for method in question.lsp}
HINTS = {
    types.TEXT_DOCUMENT_DID_SAVE,
    types.WORKSPACE_DID_CREATE_FILES,
    types.WORKSPACE_DID_RENAME_FILES,
    types.WORKSPACE_DID_DELETE_FILES,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION,
}


def test_every_question_is_served_and_nothing_else() -> None:
    methods = [feature.method for feature in FEATURES]
    assert len(methods) == len(set(methods))
    assert set(methods) == ASKED | HINTS


def test_standard_methods_can_be_switched_off_and_what_nobody_doubles_cannot() -> None:
    alone = {*DIAGNOSTICS, types.WORKSPACE_TEXT_DOCUMENT_CONTENT}
    assert {method for method in ASKED if not method.startswith("codegraph/")} - alone == OPTIONAL


def test_every_question_has_its_section_and_every_section_its_question() -> None:
    assert set(re.findall(r"^### `(.+)`$", PAGE, re.MULTILINE)) == ASKED


def test_the_example_of_a_status_has_every_field() -> None:
    (example,) = re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL)
    status = json.loads(example)
    assert list(status) == list(status_of(Workspaces(lambda: None)))
    assert set(status["workspaces"][0]) == {"root", "connected", *OWN_FIELDS}


def test_each_feature_has_a_file_of_its_own() -> None:
    files = [feature.handler.__module__ for feature in FEATURES]
    assert len(files) == len(set(files))


def test_configurations_of_editors_can_be_read() -> None:
    blocks = re.findall(r"```(json|toml)\n(.*?)```", EDITORS, re.DOTALL)
    assert [language for language, _ in blocks] == ["toml", "json", "json"]
    for language, text in blocks:
        read = json.loads(text) if language == "json" else tomllib.loads(text)
        for options in _options(read):
            assert read_options(options, OPTIONAL)[1] == []


def _options(read: Any) -> Iterator[Any]:
    """What the server is given in a configuration, wherever it stands."""
    for name, value in read.items():
        if name in ("config", "initializationOptions"):
            yield value
        elif isinstance(value, dict):
            yield from _options(value)
