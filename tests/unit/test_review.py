"""An impact as Markdown for a review: what a reviewer reads, and in which order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inline_snapshot import snapshot

from codegraph_server.cli.render import Screen
from codegraph_server.cli.review import review

SCREEN = Screen(False, None, Path("/"))


def reached(name: str, line: int, **more: Any) -> dict[str, Any]:
    usual = {"path": "a.py", "use": "calls", "through": "one", "tier": "certain", "distance": 1}
    return {"name": name, "qualified": name, "line": line, **usual, **more}


def changed(change: str, qualified: str, *, breaks: bool = False, **more: Any) -> dict[str, Any]:
    return {
        "change": change,
        "path": "a.py",
        "line": 4,
        "qualified": qualified,
        "breaks": breaks,
        **more,
    }


ANSWER: dict[str, Any] = {
    "complete": True,
    "truncated": False,
    "results": [
        reached("user", 1, broken=True, at=[7, 4], through="Gone", tier="inferred"),
        reached("near", 2),
        reached("open", 3, public=True),
        reached("test_near", 4, test=True, path="test_a.py"),
        reached("far`", 5, distance=2, through="near", tier="possible"),
    ],
    "summary": {
        "symbols": 5,
        "files": 2,
        "public": 1,
        "broken": 1,
        "changes": 5,
        "test_files": [["test_a.py", 1]],
        "together": [{"path": "docs/a.md", "score": 0.5, "commits": 4, "last": "Say [it] <b>"}],
        "changed": [
            changed("removed", "Gone", breaks=True),
            changed("removed", "Gone.run", breaks=True),
            changed("changed", "one", breaks=True),
            changed("renamed", "new", breaks=True, was="old"),
            changed("added", "more"),
        ],
    },
}


def test_what_is_broken_comes_first_and_what_is_far_is_folded() -> None:
    assert review(ANSWER, SCREEN) == snapshot("""\
**Impact**: 5 changed symbols may reach 5 symbols in 2 files, 1 of them public, 1 file with tests; **1 use of what is gone**

### Broken: they use what is gone

- `user` calls `Gone` (inferred) (`a.py:8`)

### May break who uses them from outside

- `Gone` removed (`a.py:5`)
- `one` declared otherwise (`a.py:5`)
- `new` renamed from `old` (`a.py:5`)

### Direct users

- `open` calls `one`, public (`a.py:4`)
- `near` calls `one` (`a.py:3`)

<details>
<summary>2 steps away (1)</summary>

- `far'` calls `near` (possible) (`a.py:6`)

</details>

<details>
<summary>Other changes (1)</summary>

- `more` added (`a.py:5`)

</details>

### Tests to run

- `test_a.py` (1 symbol)

### Used to change as well, and did not

- `docs/a.md`: 4 commits, the last: `Say [it] <b>`
""")


def test_long_lists_are_cut_and_say_so() -> None:
    many = [reached(f"n{number}", number) for number in range(50)]
    text = review({**ANSWER, "results": many, "truncated": True}, SCREEN)
    assert "- and 20 more" in text
    assert "`--limit 0` gives all of it" in text


def test_what_is_not_known_is_said() -> None:
    text = review({**ANSWER, "complete": False, "reason": "the index is being made"}, SCREEN)
    assert "> the index is being made" in text
