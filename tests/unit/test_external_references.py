"""References of what a library defines: where the workspace uses it."""

from __future__ import annotations

from typing import Any

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.pipeline.disk import UNSEEN
from codegraph_daemon.workers import tasks
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


@pytest.mark.parametrize("method", ["definition", "hover", "references"])
def test_what_an_answer_lacks_is_told_with_what_was_found(method: str) -> None:
    fixture = parse_fixture(TEXT)

    async def run(index: Index) -> tuple[bool, bool, str]:
        await index.show(fixture.files)
        index.workspace.disk.unseen = True
        answer = await index.ask(method, fixture.target())
        return bool(answer["results"]), answer["complete"], answer["reason"]

    assert in_index(run, external_use="on") == (True, False, UNSEEN)


@pytest.mark.parametrize("method", ["definition", "hover", "references"])
def test_a_file_that_changes_meanwhile_is_not_said_to_lead_nowhere(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixture = parse_fixture(TEXT)

    async def run(index: Index) -> tuple[list[Any], bool]:
        await index.show(fixture.files)
        submit = index.repository.pool.submit

        async def later(task: str, payload: Any, **how: Any) -> Any:
            return await submit(task, payload | {"facts": b"of another text"}, **how)

        monkeypatch.setattr(index.repository.pool, "submit", later)
        answer = await index.ask(method, fixture.target())
        return answer["results"], answer["complete"]

    results, complete = in_index(run, external_use="on")
    assert not complete
    assert not [each for each in results if "external" in each]


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


def test_in_parts_each_goes_on_where_the_one_before_ended() -> None:
    """Together they are what one answer has, and the definition is in the first alone."""
    files = {f"m{n:02}.py": f"import json\njson.dumps({n})\n" for n in range(40)}

    async def run(index: Index) -> tuple[list[list[str]], list[str]]:
        await index.show(files)
        target = {"path": "m00.py", "line": 1, "column": 5, "definition": True}
        whole = (await index.ask("references", target))["results"]
        parts: list[list[str]] = []
        after = -1
        while True:
            answer = await index.ask("references", {**target, "after": after, "deadline_ms": 0})
            parts.append([each["path"] for each in answer["results"]])
            if "rest" not in answer:
                return parts, [each["path"] for each in whole]
            after = answer["rest"]

    parts, whole = in_index(run, external_use="on")
    assert len(parts) == 3, "no time is left after the first files"
    assert sorted(path for part in parts for path in part) == sorted(whole)
    assert [any(path.startswith("/") for path in part) for part in parts] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        (
            """
            //- node_modules/parcel/index.d.ts
            export declare function ship(box: string): void;
            //- a.ts
            import { ship } from "parcel";
            sh<|>ip("a");
            //- b.ts
            import { ship as send } from "parcel";
            send("b");
            //- c.ts
            function ship() {}
            ship();
            """,
            ["a.ts:1", "a.ts:2", "b.ts:1", "b.ts:1", "b.ts:2"],
        ),
        (
            """
            //- vendor/example.com/box/box.go
            package box
            func Ship() {}
            //- go.mod
            module example.com/app
            require example.com/box v1.2.0
            //- a.go
            package app
            import "example.com/box"
            func f() { box.Sh<|>ip() }
            //- b/b.go
            package b
            import other "example.com/box"
            func Ship() { other.Ship() }
            """,
            ["a.go:3", "b/b.go:3"],
        ),
    ],
)
def test_other_languages(text: str, uses: list[str]) -> None:
    """In TypeScript and Go as well, in parts or whole."""
    fixture = parse_fixture(text)

    async def run(index: Index) -> list[list[str]]:
        await index.show(fixture.files)
        found = []
        for params in ({}, {"after": -1}):
            answer = await index.ask("references", {**fixture.target(), **params})
            found.append([f"{each['path']}:{each['line'] + 1}" for each in answer["results"]])
        return found

    assert in_index(run, external_use="on") == [uses, uses]


def test_what_a_question_has_read_goes_with_it() -> None:
    assert references(TEXT)
    looks = [each.outwards for each in tasks._workspaces.values() if each.outwards is not None]
    assert looks, "libraries were looked at"
    assert not any([look.reads or look.fresh for look in looks])


MODULES = """
//- a.py
import o<|>s
import os.path
import os.path as p
print(os.getcwd(), os.path.join("a"))
//- b.py
import os as system
from os import path
from os import getcwd
def f():
    import os
    return os, system.environ
//- c.py
class os: ...
os.getcwd()
//- d.py
from other import os
os.getcwd()
//- other.py
import os
"""


def test_a_module_is_used_where_it_is_imported_and_by_all_of_its_names() -> None:
    assert references(MODULES) == snapshot("""\
a.py:1      import os                              import
                   ^^
a.py:2      import os.path                         import
                   ^^
a.py:3      import os.path as p                    import
                   ^^
a.py:4      print(os.getcwd(), os.path.join("a"))  read
                  ^^
a.py:4      print(os.getcwd(), os.path.join("a"))  read
                               ^^
b.py:1      import os as system                    import
                   ^^
b.py:1      import os as system                    import
                         ^^^^^^
b.py:2      from os import path                    import
                 ^^
b.py:3      from os import getcwd                  import
                 ^^
b.py:5          import os                          import
                       ^^
b.py:6          return os, system.environ          read
                       ^^
b.py:6          return os, system.environ          read
                           ^^^^^^
d.py:1      from other import os                   import
                              ^^
d.py:2      os.getcwd()                            read
            ^^
other.py:1  import os                              import
                   ^^
0 outside
""")


def test_a_module_inside_of_a_package_is_used_as_a_member_of_it_too() -> None:
    text = """
        //- a.py
        import xml.etree.ElementTree
        from xml.etree import Element<|>Tree as Tree
        xml.etree.ElementTree.parse(Tree)
        //- b.py
        from xml.etree.ElementTree import parse
        from xml import etree
        etree.ElementTree
        ElementTree = 1
        """
    assert references(text) == snapshot("""\
a.py:1  import xml.etree.ElementTree               import
                         ^^^^^^^^^^^
a.py:2  from xml.etree import ElementTree as Tree  import
                              ^^^^^^^^^^^
a.py:2  from xml.etree import ElementTree as Tree  import
                                             ^^^^
a.py:3  xml.etree.ElementTree.parse(Tree)          read
                  ^^^^^^^^^^^
a.py:3  xml.etree.ElementTree.parse(Tree)          read
                                    ^^^^
b.py:1  from xml.etree.ElementTree import parse    import
                       ^^^^^^^^^^^
b.py:3  etree.ElementTree                          read
              ^^^^^^^^^^^
0 outside
""")
