"""What is compared with each edit of a file is made once for each of its texts."""

from __future__ import annotations

import pytest

from codegraph_daemon.resolve import changes
from harness import Index, in_index

FIRST = {"a.py": "class Base: ...\n", "b.py": "from a import Base\nBase\n"}
SECOND = {**FIRST, "a.py": "class Other: ...\n"}
THIRD = {**FIRST, "a.py": "class Third: ...\n"}


def test_what_a_file_is_now_is_what_it_was_when_it_is_edited_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[int] = []
    signatures = changes._Signatures

    def noting(facts: object) -> object:
        made.append(1)
        return signatures(facts)  # type: ignore[arg-type]

    monkeypatch.setattr(changes, "_Signatures", noting)
    monkeypatch.setattr(changes, "_compared", changes.Recent(1000, 1))

    async def run(index: Index) -> None:
        await index.show(FIRST)
        for files, tables in ((SECOND, 2), (THIRD, 1), (SECOND, 0), (FIRST, 0)):
            made.clear()
            await index.show(files)
            assert len(made) == tables
            answer = await index.ask("definition", {"path": "b.py", "line": 1, "column": 0})
            found = [each["path"] for each in answer["results"]]
            assert ("a.py" in found) == (files is FIRST)

    in_index(run)
