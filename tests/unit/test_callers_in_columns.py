"""Callers that are made columns at once are those that are listed one by one, in the same order."""

from __future__ import annotations

from typing import Any

from harness import Index, in_index

FILES = {
    "shapes.py": (
        "class Shape:\n"
        "    def draw(self): ...\n"
        "    def twice(self):\n"
        "        self.draw(); self.draw()\n"
        "class Circle(Shape):\n"
        "    def draw(self):\n"
        "        super().draw()\n"
    ),
    "b/draw.py": (
        "from shapes import Circle, Shape\n"
        "def draw(shape: Shape, circle: Circle):\n"
        "    shape.draw(); circle.draw()\n"
        "    def später():\n"
        "        return 'ä', circle.draw()\n"
        "    return später\n"
        "draw(Shape(), Circle())\n"
    ),
    "a.py": "from b.draw import draw\nfrom shapes import Shape\ndef run():\n    draw(Shape(), 1)\n",
}


async def _callers(index: Index, symbol: str, depth: int) -> list[dict[str, Any]]:
    answer = await index.ask("callers", {"symbol": symbol, "depth": depth})
    assert answer["complete"]
    return [{k: v for k, v in row.items() if k != "children"} for row in answer["results"]]


def test_one_step_says_what_a_tree_begins_with() -> None:
    async def run(index: Index) -> None:
        await index.show(FILES)
        for symbol in ("draw", "Shape.draw", "Circle.draw", "Shape", "Circle", "twice", "run"):
            listed = await _callers(index, symbol, 2)
            assert await _callers(index, symbol, 1) == listed
            assert bool(listed) == (symbol not in ("twice", "run"))

    in_index(run)


def test_a_place_that_calls_several_of_what_is_asked_about_is_told_once() -> None:
    async def run(index: Index) -> None:
        await index.show(FILES)
        places = [
            (call["path"], call["line"], call["column"])
            for caller in await _callers(index, "draw", 1)
            for call in caller["calls"]
        ]
        assert len(places) == len(set(places))
        assert [path for path, _, _ in places] == sorted(path for path, _, _ in places)

    in_index(run)
