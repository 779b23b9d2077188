"""The list of features, the table of questions and the page about them say the same."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
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
OWN = {each.method: each.params for each in FEATURES if each.params is not None}
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


@pytest.mark.parametrize("method", sorted(OWN.keys() - {"codegraph/status"}))
def test_a_request_of_our_own_takes_what_its_section_says_and_nothing_else(method: str) -> None:
    parts = re.split(r"^#{2,3} `?(.+?)`?$", PAGE, flags=re.MULTILINE)
    section = dict(zip(parts[1::2], parts[2::2], strict=True))[method]
    asked = "\n".join(
        paragraph.partition("The answer ")[0]
        for paragraph in section.split("\n\n")
        if paragraph.lstrip().startswith(("Request, with ", "With "))
    )
    taken = {each.name for each in attrs.fields(OWN[method])}
    examples = {name for pair in re.findall(r'"(\w+)":|`(\w+)`', asked) for name in pair}
    assert taken - {"partialResultToken"} <= examples
    # In parentheses stand values, and what is used when nothing is said.
    named = set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", asked)))
    inside = {"key", "symbol"} if "to" in taken else set()
    assert named <= taken | inside


@pytest.mark.parametrize("method", sorted(OWN))
def test_it_takes_it_under_the_names_of_the_table_of_questions(method: str) -> None:
    (question,) = [each for each in QUESTIONS.values() if method in each.lsp]
    taken = {each.name for each in attrs.fields(OWN[method])}
    # How LSP points at something, and asks for parts.
    assert taken - {"textDocument", "position", "partialResultToken"} <= {
        param.name for param in question.params
    }


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
