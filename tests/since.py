"""Questions about a repository that has a past, and of which the files are something else now."""

from __future__ import annotations

from typing import Any

from git_history import History
from harness import Index, in_index

BODY = "    first = given + 1\n    second = first * 2\n    return first, second\n"
"""Lines of a function by which it is known again where it has another name or place."""


def ask_since(
    history: History, files: dict[str, str], question: str, **params: Any
) -> dict[str, Any]:
    """The answer to a question where `files` lie in the work tree of that past."""

    async def run(index: Index) -> dict[str, Any]:
        await index.show(files)
        (history.root / ".git").rename(index.root / ".git")
        return await index.ask(question, params)

    return in_index(run)
