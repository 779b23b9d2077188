"""`explain` at a position: the steps by which a name was resolved, or the reason why it was not."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import Index, ask, in_index


def explained(text: str) -> dict[str, Any]:
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "explain", fixture.target())
    assert answer["complete"], answer
    (result,) = answer["results"]
    assert isinstance(result, dict)
    return result


def drawn(result: dict[str, Any]) -> str:
    """Outcome and reason; the targets; then each step with what it found."""
    lines = [f"{result['expression']}: {result['outcome']} {result['reason']}".rstrip()]
    lines += [
        f"-> {each.get('qualified', each['name'])}, {each['path']}:{each['line'] + 1}"
        for each in result["targets"]
    ]
    for step in result["steps"]:
        found = "; ".join(step["found"]) or "nothing"
        lines.append(f"{'  ' * (step['depth'] + 1)}{step['what']}: {found}")
    return "\n".join(lines) + "\n"


def check(text: str, expected: Any) -> None:
    result = explained(text)
    assert result.get("agrees") is not False
    picture = drawn(result)
    if isinstance(expected, str):
        expected = textwrap.dedent(expected.removeprefix("\n"))
    assert picture == expected


def test_a_method_of_what_a_factory_returns() -> None:
    check(
        """
        //- client.py
        class Base:
            def send(self): ...
        class Client(Base): ...
        //- make.py
        from client import Client
        def connect() -> Client: ...
        //- app.py
        from make import connect

        def run():
            client = connect()
            client.se<|>nd()
        """,
        snapshot("""\
client.send: resolved
-> Base.send, client.py:2
  what client.send refers to: method `Base.send` (client.py:2)
    values of `client` in `run`: an assignment of connect(…)
    the value of connect(…): an instance of class `Client` (client.py:3)
      the value of connect: function `connect` (make.py:2)
        meaning of `connect` in app.py: an import of `connect` from `make`
        the module `make`, seen from the root: the module make.py
          a file make (5 names tried): make.py
        what make.py exports as `connect`: function `connect` (make.py:2)
          meaning of `connect` in make.py: the definition of function `connect` (make.py:2)
      objects that `connect` makes: nothing
      what calling function `connect` (make.py:2) gives: an instance of class `Client` (client.py:3)
        results of `connect`: declared as Client
        meaning of `Client` in make.py: an import of `Client` from `client`
        the module `client`, seen from the root: the module client.py
          a file client (5 names tried): client.py
        what client.py exports as `Client`: class `Client` (client.py:3)
          meaning of `Client` in client.py: the definition of class `Client` (client.py:3)
        the value of Client: class `Client` (client.py:3)
          the module `client`, seen from the root: the module client.py; as above
          what client.py exports as `Client`: class `Client` (client.py:3); as above
    the member `send` of class `Client` (client.py:3): method `Base.send` (client.py:2)
      the classes that members of class `Client` (client.py:3) are looked up in: class `Client` (client.py:3); class `Base` (client.py:1)
        bases of `Client`: Base
        the value of Base: class `Base` (client.py:1)
          meaning of `Base` in client.py: the definition of class `Base` (client.py:1)
        the classes that members of class `Base` (client.py:1) are looked up in: class `Base` (client.py:1)
          bases of `Base`: nothing
      meaning of `send` in `Client`: nothing
      meaning of `send` in `Base`: the definition of method `Base.send` (client.py:2)
      values of `send` in `Base`: the definition of method `Base.send` (client.py:2)
"""),
    )


def test_what_the_code_does_not_tell() -> None:
    check(
        """
        //- app.py
        def run(client):
            found = client.session()
            found.se<|>nd()
        """,
        snapshot("""\
found.send: declined What `found` is cannot be told from the code: the parameter `client` has no type, and no default that tells one.
  what found.send refers to: nothing
    values of `found` in `run`: an assignment of client.session(…)
    what `found` holds in `run`: nothing
      the value of client.session(…): nothing
        the value of client.session: nothing
          values of `client` in `run`: a parameter
"""),
    )


def test_a_member_that_its_class_does_not_have() -> None:
    check(
        """
        //- app.py
        class Client: ...
        Client().se<|>nd()
        """,
        snapshot("""\
Client(…).send: declined `Client(…)` is an instance of class `Client` (app.py:1), and nothing of the name `send` was found there.
  what Client(…).send refers to: nothing
    the value of Client(…): an instance of class `Client` (app.py:1)
      the value of Client: class `Client` (app.py:1)
        meaning of `Client` in app.py: the definition of class `Client` (app.py:1)
    bases of `Client`: nothing
    meaning of `send` in `Client`: nothing
"""),
    )


def test_a_member_that_a_base_outside_may_have() -> None:
    check(
        """
        //- app.py
        from requests import Session
        class Client(Session): ...
        Client().se<|>nd()
        """,
        snapshot("""\
Client(…).send: external `Client(…)` is an instance of class `Client` (app.py:2), which has no `send` of its own; a base of it outside the workspace may have it.
  what Client(…).send refers to: `send`, outside the workspace
    the value of Client(…): an instance of class `Client` (app.py:2)
      the value of Client: class `Client` (app.py:2)
        meaning of `Client` in app.py: the definition of class `Client` (app.py:2)
    bases of `Client`: Session
    the value of Session: `Session`, outside the workspace
      meaning of `Session` in app.py: an import of `Session` from `requests`
      the module `requests`, seen from the root: nothing
        a file requests (5 names tried): nothing
        a file src/requests (5 names tried): nothing
        a file lib/requests (5 names tried): nothing
        a file python/requests (5 names tried): nothing
        folders that hold a top-level module `requests`: nothing
        a folder requests/: nothing
        a folder src/requests/: nothing
        a folder lib/requests/: nothing
        a folder python/requests/: nothing
    meaning of `send` in `Client`: nothing
"""),
    )


def test_something_outside_the_workspace() -> None:
    check(
        """
        //- app.py
        import requests
        requests.ge<|>t()
        """,
        snapshot("""\
requests.get: external `requests` is something outside the workspace (`requests`), whose members are not indexed.
  what requests.get refers to: `get`, outside the workspace
    the value of requests: `requests`, outside the workspace
      meaning of `requests` in app.py: an import of `requests`
      the module `requests`, seen from the root: nothing
        a file requests (5 names tried): nothing
        a file src/requests (5 names tried): nothing
        a file lib/requests (5 names tried): nothing
        a file python/requests (5 names tried): nothing
        folders that hold a top-level module `requests`: nothing
        a folder requests/: nothing
        a folder src/requests/: nothing
        a folder lib/requests/: nothing
        a folder python/requests/: nothing
"""),
    )


def test_a_builtin() -> None:
    check(
        """
        //- app.py
        pri<|>nt()
        """,
        snapshot("""\
print: external Nothing in app.py binds `print`, nor does a wildcard import there: it is a built-in, or comes from the environment.
  what print refers to: `print`, outside the workspace
    wildcard imports of app.py: nothing
"""),
    )


def test_a_local_variable() -> None:
    check(
        """
        //- app.py
        def run():
            found = 1
            return fou<|>nd
        """,
        snapshot("""\
found: local It is a name of `run`, which nothing outside of it can use.
-> found, app.py:2
  what found refers to: a name of its own function
"""),
    )


def test_a_module_that_is_not_there() -> None:
    check(
        """
        //- app/main.py
        from app.hel<|>pers import x
        //- app/__init__.py
        """,
        snapshot("""\
app.helpers: external No file of the workspace is the module `app.helpers`.
  what app.helpers refers to: nothing
    the module `app.helpers`, seen from app/: nothing
      a file app (2 names tried): app/__init__.py
      a file app (5 names tried): app/__init__.py
      a file app/helpers (5 names tried): nothing
      a folder app/helpers/: nothing
      a file src/app (5 names tried): nothing
      a file lib/app (5 names tried): nothing
      a file python/app (5 names tried): nothing
      folders that hold a top-level module `app`: the root
      a file app/app (5 names tried): nothing
      a folder app/: app/
      a file app/helpers (5 names tried): nothing
      a folder app/helpers/: nothing
      a folder src/app/: nothing
      a folder lib/app/: nothing
      a folder python/app/: nothing
      a folder app/app/: nothing
"""),
    )


def test_what_depends_on_itself() -> None:
    check(
        """
        //- a.py
        from b import two
        def one():
            return two()
        one().na<|>me
        //- b.py
        from a import one
        def two():
            return one()
        """,
        snapshot("""\
one(…).name: declined What `one(…)` is cannot be told from the code: nothing tells what calling function `one` (a.py:2) gives. On the way what calling function `one` (a.py:2) gives depends on itself, and a circle tells nothing.
  what one(…).name refers to: nothing
    the value of one(…): nothing
      the value of one: function `one` (a.py:2)
        meaning of `one` in a.py: the definition of function `one` (a.py:2)
      objects that `one` makes: nothing
      what calling function `one` (a.py:2) gives: nothing
        results of `one`: two(…)
        the value of two(…): nothing
          the value of two: function `two` (b.py:2)
            meaning of `two` in a.py: an import of `two` from `b`
            the module `b`, seen from the root: the module b.py
              a file b (5 names tried): b.py
            what b.py exports as `two`: function `two` (b.py:2)
              meaning of `two` in b.py: the definition of function `two` (b.py:2)
          objects that `two` makes: nothing
          what calling function `two` (b.py:2) gives: nothing
            results of `two`: one(…)
            the value of one(…): nothing
              the value of one: function `one` (a.py:2)
                meaning of `one` in b.py: an import of `one` from `a`
                the module `a`, seen from the root: the module a.py
                  a file a (5 names tried): a.py
                what a.py exports as `one`: function `one` (a.py:2)
              what calling function `one` (a.py:2) gives: unknown: it depends on itself
"""),
    )


def test_an_import_of_typescript() -> None:
    check(
        """
        //- tools/index.ts
        export * from './deep';
        //- tools/deep.ts
        export function helper() {}
        //- main.ts
        import { helper } from './tools';
        hel<|>per();
        """,
        snapshot("""\
helper: resolved
-> helper, tools/deep.ts:1
  what helper refers to: function `helper` (tools/deep.ts:1)
    meaning of `helper` in main.ts: an import of `helper` from `./tools`
    the module `./tools`, seen from the root: the module tools/index.ts
      a file tools (16 names tried): nothing
      a file tools/package.json: nothing
      a file tools/index (16 names tried): tools/index.ts
    what tools/index.ts exports as `helper`: function `helper` (tools/deep.ts:1)
      meaning of `helper` in tools/index.ts: nothing
      what tools/index.ts passes on of other modules: the module tools/deep.ts
        the one value that the module tools/index.ts is: nothing
        wildcard imports of tools/index.ts: nothing
        modules that tools/index.ts exports as a whole: everything of `./deep`
        the module `./deep`, seen from tools/: the module tools/deep.ts
          a file tools/deep (16 names tried): tools/deep.ts
      list of the exports of tools/deep.ts: nothing
      meaning of `helper` in tools/deep.ts: another name of helper
      meaning of `helper` in tools/deep.ts: the definition of function `helper` (tools/deep.ts:1)
"""),
    )


def test_of_very_many_bases_the_first_are_told() -> None:
    classes = "\n".join(f"class A{i}(A{i - 1}): ..." for i in range(1, 40))
    result = explained(f"//- a.py\nclass A0: ...\n{classes}\nA39().noth<|>ing\n")
    assert result["outcome"] == "declined"
    longest = max((step["found"] for step in result["steps"]), key=len)
    assert longest[12:] in (["and more"], ["and more", "as above"])


def test_a_chain_without_end_is_cut() -> None:
    links = "\n".join(f"x{i} = x{i - 1}.y" for i in range(1, 3000))
    text = f"class A:\n    y: 'A'\nx0 = A()\n{links}\nx2999.y\n"
    target = {"path": "a.py", "line": 3002, "column": 6}
    answer = ask({"a.py": text}, [], "explain", target)
    (result,) = answer["results"]
    assert [each["line"] for each in result["targets"]] == [1]
    assert len(result["steps"]) <= 1000


@pytest.mark.parametrize("column", [0, 5])
def test_where_no_name_stands(column: int) -> None:
    answer = ask({"a.py": "1 +  2\n"}, [], "explain", {"path": "a.py", "line": 0, "column": column})
    assert (answer["results"], answer["reason"]) == ([], "no name stands at a.py:1")


def test_every_step_that_reads_has_the_key_that_the_index_keeps() -> None:
    """What `explain` shows is what an edit is noticed by: each key has this file as a reader."""
    fixture = parse_fixture("""
        //- tools.py
        def helper(): ...
        //- main.py
        from tools import helper
        hel<|>per()
        """)

    async def run(index: Index) -> None:
        await index.show(fixture.files)
        (result,) = (await index.ask("explain", fixture.target()))["results"]
        postings = index.repository.postings
        keys = {bytes.fromhex(step["key"]) for step in result["steps"] if step["key"]}
        entry = index.workspace.generation.get("main.py")
        assert entry is not None
        reached = await index.workspace.commits.reach(sorted(keys))
        assert entry.path_id in reached
        assert postings is not None

    in_index(run)
