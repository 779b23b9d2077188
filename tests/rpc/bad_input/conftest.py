"""One project for each of these modules; after each test the same daemon must still know the good
file and answer the next question.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..real_daemon import Project, places
from .common import GOOD, GOOD_USES


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = Project(tmp_path_factory.mktemp("bad-input"), INDEX_MAX_FILE_KB="256")
    project.git("init", "-q")
    project.write("good.py", GOOD)
    project.settle()
    yield project
    project.close()


@pytest.fixture
def project(shared: Project) -> Iterator[Project]:
    """The project that all these tests share; none may harm what it answers."""
    pid = shared.pid
    yield shared
    assert shared.ask("status")["results"][0]["pid"] == pid
    assert shared.definition("good.py", 5, 4) == ["good.py:1:5 definition"]
    assert places(shared.ask("references", path="good.py", line=0, column=4)) == GOOD_USES
