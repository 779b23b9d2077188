"""What the tests of bad input share: the good file, and how a refusal is read."""

from __future__ import annotations

from typing import Any

from codegraph_client.errors import RequestFailed
from codegraph_client.protocol import INVALID_PARAMS

from ..real_daemon import Project, failure

GOOD = "def fetch():\n    pass\n\n\ndef pay():\n    fetch()\n"
GOOD_USES = ["good.py:6:5 call"]


def refused(project: Project, method: str, **params: Any) -> str:
    """The message with which the daemon refuses parameters."""
    error = failure(lambda: project.ask(method, **params))
    assert isinstance(error, RequestFailed)
    assert error.code == INVALID_PARAMS, error
    return error.message


def left_out(project: Project, path: str) -> str:
    """Why a file that exists has no answer."""
    answer = project.ask("outline", path=path)
    assert answer["results"] == []
    return str(answer["reason"])


def explained(project: Project, path: str) -> dict[str, Any]:
    (result,) = project.ask("explain", path=path)["results"]
    return dict(result)
