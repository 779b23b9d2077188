"""Tests inside of VS Code's extension host, of the packaged extension through VS Code's interface.

They are in `vscode-extension/tests/host`; here is what they are run with.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from vscode import installed
from vscode.workbench import IN_VS_CODE, Workbench

pytestmark = IN_VS_CODE

PROJECT = {
    "codegraph.toml": "",
    "parcel.py": ('def weigh(it: str) -> int:\n    """How heavy it is."""\n    return len(it)\n'),
    "ship.py": (
        "from parcel import weigh\n\ndef ship(it: str) -> bool:\n    return weigh(it) < 10\n"
    ),
    "test_ship.py": (
        'from parcel import weigh\n\n\ndef test_weight() -> None:\n    assert weigh("x") == 1\n'
    ),
    "main.go": "package main\n\nfunc carry() {}\n\nfunc main() {\n\tcarry()\n}\n",
}


@pytest.fixture
def project(places: Path, carrier: str) -> Path:
    folder = places / carrier
    for path, text in PROJECT.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.mark.parametrize("carrier", ["alone", "beside"])
async def test_in_the_extension_host(another: Workbench, project: Path, carrier: str) -> None:
    await another.run_carried_tests(project, installed.carried_tests() / carrier)
