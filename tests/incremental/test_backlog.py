"""Work comes to an end, whatever was on the backlog."""

from __future__ import annotations

import asyncio

from harness import Index, in_index


def test_a_file_that_is_gone_is_not_linked_for_ever() -> None:
    async def run(index: Index) -> None:
        await index.show({"kept.py": "x = 1\n", "gone.py": "import kept\n"})
        entry = index.workspace.generation.get("gone.py")
        assert entry is not None
        await index.show({"kept.py": "x = 1\n"})
        number = index.workspace.generation.number
        # A result that was computed before the file went may still mark it.
        index.workspace.backlog.add_link([entry.path_id], number, urgent=True)
        index.workspace.start()
        settled = await index.workspace.settled(asyncio.get_running_loop().time() + 10)
        assert settled
        assert index.workspace.generation.number == number

    in_index(run)
