"""Looking at a tree again: what nobody changed is neither told again nor compared again."""

from __future__ import annotations

from typing import Any

from harness import Index, in_index

FILES = {f"{n}.py": f"def f{n}(): ...\n" for n in range(200)}


class Scans:
    """What the scans of an index told: "all", or "same" for one that had nothing new."""

    def __init__(self, index: Index) -> None:
        self.told: list[str] = []
        submit = index.repository.pool.submit

        async def noting(task: str, payload: Any, **how: Any) -> Any:
            result = await submit(task, payload, **how)
            if task == "scan":
                self.told.append("all" if "files" in result else "same")
            return result

        index.repository.pool.submit = noting  # type: ignore[method-assign]


async def names(index: Index) -> set[str]:
    found = (await index.ask("symbols", {"query": "f", "kinds": ["function"]}))["results"]
    return {result["name"] for result in found}


def test_a_tree_that_did_not_change_is_told_once() -> None:
    async def run(index: Index) -> list[str]:
        await index.show(FILES)
        scans = Scans(index)
        for _ in range(3):
            await index.show(FILES)
        return scans.told

    # Only the first of these finds that the view is what it saw.
    assert in_index(run) == ["all", "same", "same"]


def test_after_each_kind_of_change_all_is_told_and_compared() -> None:
    async def run(index: Index) -> None:
        tree = dict(FILES)
        scans = Scans(index)

        async def settle_and(change: dict[str, str], *expected: str) -> None:
            for _ in range(3):
                await index.show(tree)
            assert scans.told[-1] == "same"
            del scans.told[:]
            await index.show(change)
            assert scans.told == ["all"]
            assert set(expected) <= await names(index)
            tree.clear()
            tree.update(change)

        await settle_and({**tree, "new.py": "def f_new(): ...\n"}, "f_new")
        await settle_and({**tree, "0.py": "def f_changed(): ...\n"}, "f_changed")
        await settle_and({path: text for path, text in tree.items() if path != "1.py"})
        assert "f1" not in await names(index)
        await settle_and({**tree, "1.py": "def f1(): ...\n"}, "f1")

    in_index(run)


def test_what_an_edit_put_into_the_view_is_compared_though_the_disk_is_as_it_was() -> None:
    """The view has moved on: that a scan told of nothing new was said of an earlier one."""

    async def run(index: Index) -> list[str]:
        scans = Scans(index)
        for _ in range(3):
            await index.show(FILES)
        (index.root / "0.py").write_text("def f_edited(): ...\n")
        index.workspace.hint(["0.py"])
        assert "f_edited" in await names(index)
        del scans.told[:]
        for _ in range(3):
            await index.show({**FILES, "0.py": "def f_edited(): ...\n"})
        return scans.told

    assert in_index(run)[0] == "all"
