"""References of what a library defines: where the workspace uses it."""

from __future__ import annotations

from inline_snapshot import snapshot

from fixture_language import draw, parse_fixture
from harness import Index, in_index


def references(text: str, **params: object) -> str:
    """The uses in the workspace, drawn."""
    fixture = parse_fixture(text)

    async def run(index: Index) -> str:
        await index.show(fixture.files)
        answer = await index.ask("references", {**fixture.target(), **params})
        assert answer["complete"], answer
        inside = [each for each in answer["results"] if "external" not in each]
        outside = [each for each in answer["results"] if "external" in each]
        return draw(inside, fixture.files) + f"{len(outside)} outside\n"

    return in_index(run, external_use="on")


TEXT = """
//- a.py
import json
from json import dumps as as_text

def write(what):
    return json.dum<|>ps(what) or as_text(what)
//- b.py
import json as j
from other import dumps
j.dumps(j.loads(""))
dumps(1)
//- other.py
def dumps(x): ...
"""


def test_every_file_that_uses_it() -> None:
    assert references(TEXT) == snapshot("""\
a.py:2  from json import dumps as as_text             import
                         ^^^^^
a.py:2  from json import dumps as as_text             import
                                  ^^^^^^^
a.py:5      return json.dumps(what) or as_text(what)  call
                        ^^^^^
a.py:5      return json.dumps(what) or as_text(what)  call
                                       ^^^^^^^
b.py:3  j.dumps(j.loads(""))                          call
          ^^^^^
0 outside
""")


def test_the_definition_too() -> None:
    assert references(TEXT, definition=True).endswith("1 outside\n")


def test_members_of_what_is_inherited() -> None:
    text = """
    //- a.py
    from unittest import TestCase
    class Base(TestCase): ...
    class A(Base):
        def test(self):
            self.assertEq<|>ual(1, 1)
    //- b.py
    from a import Base
    class B(Base):
        def assertNothing(self):
            self.assertEqual(1, 1)
    class C:
        def test(self):
            self.assertEqual(1, 1)
    """
    assert references(text) == snapshot("""\
a.py:5          self.assertEqual(1, 1)  call
                     ^^^^^^^^^^^
b.py:4          self.assertEqual(1, 1)  call
                     ^^^^^^^^^^^
0 outside
""")
