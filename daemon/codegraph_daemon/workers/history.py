"""The tasks about history: what git says is read in a worker, for it may take seconds.

Here is only how it is asked for and what crosses the socket; the work is in `history`, which is
loaded by the first such task.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import Host


def commits(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """The commits of what is checked out, or those since the one that is known."""
    from ..history.commits import read_commits

    return read_commits(Path(payload["root"]), payload["most"], payload["known"])._asdict()


def symbol_past(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """What some commits did to a symbol."""
    from ..history.symbol_past import Revision, follow

    revisions = [Revision(*row) for row in payload["revisions"]]
    root = Path(payload["root"])
    by = payload["qualified"], revisions, payload["most"], payload["blocks"]
    return follow(root, *by)._asdict()


def compare(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """What is different since a revision, symbol by symbol."""
    from ..history.compare import compare as compared

    root = Path(payload["root"])
    return compared(root, payload["revision"], payload["paths"], staged=payload["staged"])._asdict()


def branches(host: Host, payload: dict[str, Any]) -> list[Any]:
    """The branches that have another version of a symbol or a file."""
    from ..history.branches import other_versions

    return other_versions(Path(payload["root"]), payload["path"], payload["qualified"])
