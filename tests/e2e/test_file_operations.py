"""Files and folders that the editor makes, renames or deletes: the next answer knows of it.

Nothing is watched here, so that the editor's word is the only one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from e2e.raw_client import RawClient, raw_client
from e2e.session import write

OPERATIONS = {
    "workspace": {"fileOperations": {"didCreate": True, "didRename": True, "didDelete": True}}
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    unwatched = '[watch]\nmode = "off"\n'
    write(folder, {"codegraph.toml": unwatched, "app/shop.py": "def totalled(): pass\n"})
    return folder


async def places(client: RawClient, folder: Path) -> list[str]:
    found = await client.result("workspace/symbol", {"query": "totalled"})
    return sorted(each["location"]["uri"].removeprefix(f"{folder.as_uri()}/") for each in found)


def renamed(client: RawClient, old: Path, new: Path) -> None:
    old.rename(new)
    uris = {"oldUri": old.as_uri(), "newUri": new.as_uri()}
    client.notify("workspace/didRenameFiles", {"files": [uris]})


def told(client: RawClient, what: str, path: Path) -> None:
    client.notify(f"workspace/{what}", {"files": [{"uri": path.as_uri()}]})


async def test_what_the_editor_does_to_files_is_known_at_once(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=OPERATIONS)
        await client.ready()
        assert await places(client, folder) == ["app/shop.py"]
        write(folder, {"app/more.py": "def totalled(): pass\n"})
        told(client, "didCreateFiles", folder / "app/more.py")
        assert await places(client, folder) == ["app/more.py", "app/shop.py"]
        renamed(client, folder / "app/shop.py", folder / "app/store.py")
        assert await places(client, folder) == ["app/more.py", "app/store.py"]
        (folder / "app/more.py").unlink()
        told(client, "didDeleteFiles", folder / "app/more.py")
        assert await places(client, folder) == ["app/store.py"]


async def test_what_the_editor_does_to_folders_is_known_at_once(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=OPERATIONS)
        await client.ready()
        assert await places(client, folder) == ["app/shop.py"]
        renamed(client, folder / "app", folder / "core")
        assert await places(client, folder) == ["core/shop.py"]
        write(folder, {"new/deep/er.py": "def totalled(): pass\n"})
        told(client, "didCreateFiles", folder / "new")
        assert await places(client, folder) == ["core/shop.py", "new/deep/er.py"]
        (folder / "core/shop.py").unlink()
        (folder / "core").rmdir()
        told(client, "didDeleteFiles", folder / "core")
        assert await places(client, folder) == ["new/deep/er.py"]


async def test_they_are_declared_to_a_client_that_tells_of_them(folder: Path) -> None:
    every = {"filters": [{"pattern": {"glob": "**"}, "scheme": "file"}]}
    told: dict[str, Any] = dict.fromkeys(("didCreate", "didRename", "didDelete"), every)
    async with raw_client() as client:
        declared = await client.initialize(folder, capabilities=OPERATIONS)
        await client.ready()
        assert declared["capabilities"]["workspace"]["fileOperations"] == told
    async with raw_client() as client:
        declared = await client.initialize(folder)
        await client.ready()
        assert declared["capabilities"]["workspace"]["fileOperations"] == {}
