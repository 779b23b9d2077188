"""Writes the daemon's settings into the manifest of the VS Code extension, from their one schema.

`python tools/vscode_settings.py` rewrites `vscode-extension/package.json`; a test holds it equal.
They are set on the machine alone: what comes with a repository cannot say how it is indexed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from codegraph_client.settings_schema import SCHEMA, Setting

MANIFEST: Final = Path(__file__).parents[1] / "vscode-extension" / "package.json"
TITLE: Final = "Index"
"""The section of the settings that is made here; sections of other titles are written by hand."""


def section() -> dict[str, Any]:
    """The section with one entry for each setting of the daemon."""
    properties = {
        f"codegraph.{setting.name}": {
            **_type(setting),
            "default": list(setting.default)
            if isinstance(setting.default, tuple)
            else setting.default,
            "scope": "machine",
            "order": order,
            "markdownDescription": _description(setting),
        }
        for order, setting in enumerate(SCHEMA)
    }
    return {"title": TITLE, "properties": properties}


def _type(setting: Setting) -> dict[str, Any]:
    match setting.type:
        case "choice":
            return {"type": "string", "enum": list(setting.choices)}
        case "strings":
            items: dict[str, Any] = {"type": "string"}
            if setting.choices:
                items["enum"] = list(setting.choices)
            return {"type": "array", "items": items}
        case "integer" | "number":
            return {"type": setting.type, "minimum": setting.minimum, "maximum": setting.maximum}


def _description(setting: Setting) -> str:
    when = (
        "Holds from the next start of the language server on."
        if setting.name == "query.possible"
        else "Read when a daemon starts: `CodeGraph: Restart` makes it hold."
    )
    return f"{setting.description} {when}"


def written() -> str:
    """The manifest as it should be."""
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    kept = [each for each in manifest["contributes"]["configuration"] if each["title"] != TITLE]
    manifest["contributes"]["configuration"] = [*kept, section()]
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    MANIFEST.write_text(written(), encoding="utf-8")
