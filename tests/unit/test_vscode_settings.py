"""The settings that the VS Code extension offers are those of the daemon's schema."""

from __future__ import annotations

import json
import re

from codegraph_client.settings_schema import SCHEMA
from tools.vscode_settings import MANIFEST, written


def test_the_manifest_is_as_the_schema_says() -> None:
    """If this fails: `python tools/vscode_settings.py`."""
    assert MANIFEST.read_text(encoding="utf-8") == written()


def test_what_a_repository_brings_cannot_set_them() -> None:
    sections = json.loads(MANIFEST.read_text(encoding="utf-8"))["contributes"]["configuration"]
    settings = {name: each for part in sections for name, each in part["properties"].items()}
    assert {f"codegraph.{setting.name}" for setting in SCHEMA} <= settings.keys()
    assert all(settings[f"codegraph.{each.name}"]["scope"] == "machine" for each in SCHEMA)


def test_the_extension_spells_variables_as_the_schema_does() -> None:
    """`tests/daemon_settings.test.ts` of the extension has the other half."""
    for setting in SCHEMA:
        assert setting.env == "CODEGRAPH_" + re.sub(r"\.", "_", setting.name).upper()
