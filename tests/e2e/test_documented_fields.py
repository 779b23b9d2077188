"""Every field of an answer to a request of our own is on the page about the language server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codegraph_server.lsp.features import FEATURES
from e2e.session import VS_CODE, Session, session
from git_history import History

PAGE = Path(__file__).parents[2] / "docs/lsp.md"
OF_LSP = {"name", "kind", "location", "containerName", "uri", "range", "line", "character"} | {
    "start",
    "end",
}
"""What the protocol itself says of a `SymbolInformation` and a `Location`."""
ELSEWHERE = {
    "codegraph/overview": {"measured", "summary"},
    "codegraph/explain": {"steps"},
    "codegraph/search": {"parts"},
}
"""Objects that `answer.schema.json` describes."""
BY_VALUE = {"by_reason", "by_distance", "roots", "changes"}
"""Objects whose names are values."""

BODY = """
    total = 0
    for line in lines:
        if line.price > limit:
            total += line.price * line.count
        elif line.price == 0:
            continue
        else:
            total -= line.discount(limit)
    return total
"""
BEFORE = {
    "codegraph.toml": '[[rules]]\nfrom = "shop.py"\ndeny = "other.py"\n',
    "shop.py": f"import other\nclass Cart:\n  def total(self): return largest([])\n"
    f"def largest(lines, limit=0):{BODY}def unused(lines, limit):{BODY}",
    "other.py": "import shop\ndef main(): shop.Cart().total()\ndef only_tests(): main()\n",
    "test_shop.py": "from other import main, only_tests\n"
    "def test_main(): main()\ndef test_two(): only_tests()\n",
    "README.md": "# Shop\n\nSee `Cart.total` for the total of a cart.\n",
    "left.out": "",
    ".gitignore": "left.out\n",
}
AFTER = {"shop.py": BEFORE["shop.py"].replace("largest([])", "largest([1])")}


def sections() -> dict[str, str]:
    parts = re.split(r"^#{2,3} (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {title.strip("`"): text for title, text in zip(parts[1::2], parts[2::2], strict=True)}


def names(answer: Any, method: str) -> Iterator[str]:
    """The names of all fields in an answer, but for those that another page describes."""
    if isinstance(answer, list):
        for each in answer:
            yield from names(each, method)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            yield name
            if name not in BY_VALUE | ELSEWHERE.get(method, set()):
                yield from names(value, method)


def documented(method: str) -> set[str]:
    section = sections()[method]
    if method == "codegraph/overview":
        # Its rows of these have their fields, as it says.
        section += sections()["codegraph/deadCode"] + sections()["codegraph/duplicates"]
    told = set(re.findall(r"`(\w+)`", section))
    for words in re.findall(r"`([\w, ]+)`", section):
        told |= set(words.split(", "))
    return told | set(re.findall(r'"(\w+)":', section))


async def is_made(editor: Session) -> bool:
    """Whether the index is there, which another process makes."""
    status = await editor.status()
    return bool(status["quiescent"] and status["files"])


async def test_all_fields_are_on_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    past = History(folder)
    past.commit("first", BEFORE)
    past.commit("second", AFTER)
    (folder / "shop.py").write_text(AFTER["shop.py"] + "def new(): pass\n")
    async with session(folder, profile=VS_CODE) as editor:
        while not await is_made(editor):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        root = {"textDocument": {"uri": editor.uri("shop.py")}}
        place = root | {"position": {"line": 2, "character": 7}}
        asked: dict[str, list[dict[str, Any]]] = {
            "codegraph/status": [{}],
            "codegraph/explain": [place],
            "codegraph/search": [{"query": "total of a cart", "explain": True}, {"query": "Cart"}],
            "codegraph/related": [place],
            "codegraph/context": [place, {"query": "total of a cart"}],
            "codegraph/impact": [place],
            "codegraph/overview": [
                root,
                root | {"sections": ["dead", "duplicates"], "tests": True},
            ],
            "codegraph/deadCode": [root | {"confidence": 0.1, "tests": True}],
            "codegraph/duplicates": [root],
            "codegraph/callGraph": [place | {"direction": "both"}, root],
            "codegraph/paths": [place | {"to": {"symbol": "largest"}}],
            "codegraph/history": [place, root],
            "codegraph/diff": [root, root | {"since": "HEAD~1"}],
        }
        assert asked.keys() == {each.method for each in FEATURES if each.params is not None}
        missing: set[str] = set()
        for method, requests in asked.items():
            for params in requests:
                answer = await editor.ask(method, params)
                assert method == "codegraph/status" or answer, method
                assert answer.get("results") != [], (method, params)
                undocumented = set(names(answer, method)) - documented(method) - OF_LSP
                missing |= {f"{method}: {name}" for name in undocumented}
        assert not missing, "\n".join(sorted(missing))
