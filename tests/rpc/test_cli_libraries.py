"""The files of libraries as the command line is asked about them, with a real daemon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rpc.test_cli_answers import Project, indexed

SITE = ".venv/lib/python3.12/site-packages"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with indexed(tmp_path_factory.mktemp("libraries")) as made:
        package = made.folder / SITE / "parcel"
        package.mkdir(parents=True)
        (made.folder / ".venv/pyvenv.cfg").write_text("version = 3.12.4\n")
        (package / "__init__.py").write_text(
            "from .box import Box\n\ndef ship(box: Box): größe = '😀'; return größe\n",
            encoding="utf-8",
        )
        (package / "box.py").write_text("class Box: ...\n")
        (made.folder / "post.py").write_text("import parcel\nparcel.ship(1)\n")
        yield made


def test_an_outline(project: Project) -> None:
    path = f"{SITE}/parcel/__init__.py"
    for spelled in (path, str(project.folder / path)):
        (ship,) = project.ask("outline", spelled)["results"]
        assert (ship["name"], ship["external"]) == ("ship", "parcel")
        assert Path(ship["path"]) == project.folder / path
    assert "function ship" in project.run("outline", path).stdout


def test_definitions_and_references(project: Project) -> None:
    path = f"{SITE}/parcel/__init__.py"
    (box,) = project.ask("def", f"{path}:3:15")["results"]
    assert (Path(box["path"]).name, box["line"], box["column"]) == ("box.py", 1, 7)
    (size,) = project.ask("def", f"{path}:3:43")["results"]
    assert (size["line"], size["column"], size["end_column"]) == (3, 21, 26)
    (used,) = project.ask("refs", f"{path}:3:5")["results"]
    assert (used["path"], used["line"]) == ("post.py", 2)
    (told,) = project.ask("hover", f"{path}:3:5")["results"]
    assert told["detail"].startswith("def ship(box: Box)")


def test_no_other_file_is_read(project: Project, tmp_path: Path) -> None:
    """It is asked of the root that one stands in, for it has none of its own."""
    other = tmp_path / "other.py"
    other.write_text("def other(): ...\n")
    for asked in (("outline", str(other)), ("def", f"{other}:1:5")):
        failed = project.run(*asked)
        assert failed.returncode == 2
        assert "lies outside the root" in failed.stderr
