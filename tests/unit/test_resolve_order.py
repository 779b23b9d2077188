"""An answer is a function of its inputs alone: not of order, memory, hash seed or history."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generated_projects import Tree, histories, projects
from linking import Linker, dump_of

TESTS = Path(__file__).parent.parent

CIRCLES = {
    "a.py": """
from b import *
from b import B, shared as again
class A(B):
    field = again()
    def run(self): return self.stop().run()
def first(x): return second(x) or A()
""",
    "b.py": """
import a
from a import first
class B(a.A, C):
    def stop(self) -> "a.A": return self.field.stop()
class C(a.C): ...
def second(x): return first(x)
shared = a.again
value = first(1)
value.run().stop()
second(2).run(x=value)
""",
    "c.py": """
from a import *
from b import value, C
A(field=1).run().stop()
value.stop()
C().field
first(2).field
again().run()
""",
    # Variables that depend on themselves: directly, through others, and through calls.
    "d.py": """
from a import A, first
def third(x):
    made = fourth(x)
    other = made.stop() if x else made
    made = other.stop() or first(made)
    return made
def fourth(y):
    inner = third(y) or A()
    inner = inner.run()
    alone = inner.stop() or A()
    alone.run().stop()
    def nested():
        return inner.stop() or alone
    last = nested() or A()
    last.run()
    return inner or nested()
third(1).run().stop()
fourth(2).run().stop()
""",
    # What they give for each other leads to what depends on them again.
    "e.py": """
from a import A
from f import Link, last
class Node:
    def __init__(self, up=None):
        self.up = up or Link(self).node
        self.down = last(self)
    def top(self):
        node = self
        while node:
            above = node.up
            if above.end().down: node = above
        return node
    def end(self): return self.down.end() or self.top()
def first(node=None):
    one = Node()
    two = one.end()
    one = two.top()
    return one.down
first().top().end().up.down
""",
    "f.py": """
from e import Node, first
class Link:
    def __init__(self, node):
        self.node = Node() if node else first().end()
        self.other = self.node.down
        self.node = self.other.up
def last(node):
    while node.end():
        other = Link(node).node.top()
        node = other.up or first()
    return node or other
last(1).top().down
Link(2).other.end().up
""",
}


def shuffled(seed: int) -> Callable[[list[str]], list[str]]:
    return lambda paths: random.Random(seed).sample(paths, len(paths))


@given(tree=projects(), seed=st.integers(0, 3))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_files_and_the_size_of_the_memo_change_nothing(tree: Tree, seed: int) -> None:
    expected = dump_of(tree)
    assert dump_of(tree, shuffled(seed)) == expected
    assert dump_of(tree, shuffled(seed), memo_limit=1) == expected


def test_circles_of_every_kind_in_any_order() -> None:
    expected = dump_of(CIRCLES)
    assert "a.py#A#" in expected
    for seed in range(10):
        assert dump_of(CIRCLES, shuffled(seed)) == expected
        assert dump_of(CIRCLES, shuffled(seed), memo_limit=1) == expected


@pytest.mark.parametrize("size", [3, 8, 15])
def test_what_is_passed_on_along_a_circle_is_the_same_wherever_it_is_entered(size: int) -> None:
    def module(at: int) -> str:
        after = (at + 1) % size
        own = f"C{at}() if 1 else f{after}()" if at % 3 == 0 else f"f{after}()"
        return (
            f"from m{after} import f{after}, v{after}\n"
            f"class C{at}:\n    def go{at}(self): ...\n"
            f"def f{at}(): return v{after} or f{after}()\n"
            f"v{at} = {own}\nv{at}.go0()\nv{at}.go{at}()\n"
        )

    tree = {f"m{at}.py": module(at) for at in range(size)}
    expected = dump_of(tree)
    assert "go0" in expected
    for seed in range(6):
        assert dump_of(tree, shuffled(seed)) == expected
        assert dump_of(tree, shuffled(seed), memo_limit=1) == expected


@given(history=histories())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_linking_again_what_a_change_reaches_equals_linking_everything(
    history: list[Tree],
) -> None:
    linker = Linker()
    for tree in history:
        linker.show(tree)
        assert linker.dump() == dump_of(tree)


def test_hash_seeds_change_nothing() -> None:
    program = "import test_resolve_order as t; print(t.dump_of(t.CIRCLES), end='')"
    path = os.pathsep.join([str(Path(__file__).parent), str(TESTS), *sys.path])
    dumps = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert dumps == {dump_of(CIRCLES)}


def test_a_value_may_be_thousands_of_steps_away() -> None:
    """No limit on depth, for a limit would make an answer depend on what was asked before."""
    steps = 3000
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200_000)  # As a worker does.
    try:
        chain = "".join(f"def f{n}(): return f{n + 1}()\n" for n in range(steps))
        end = f"class Box:\n    def open(self): ...\ndef f{steps}(): return Box()\n"
        dump = dump_of({"main.py": f"{chain}{end}f0().open()\n"})
    finally:
        sys.setrecursionlimit(limit)
    assert dump.rstrip().endswith("main.py#Box#open(). type")
