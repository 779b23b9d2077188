"""What JavaScript's library gives for what it is given, where nothing of the library is read."""

from __future__ import annotations

from collections.abc import Sequence

from inline_snapshot import snapshot

from harness import check_definition
from variants import places_of

THING = """
    //- thing.ts
    export class Thing { run() {} }
    export class Other { run() {} }
    export declare const unknown: any
    //- main.ts
    import { Thing, Other, unknown } from "./thing"
    const things = [new Thing()];
    """


def definitions_of_run(works: Sequence[str]) -> dict[str, list[str]]:
    """For each text the places to which its last `run` leads."""
    return places_of("run", THING, works)


def test_what_functions_that_are_given_make() -> None:
    works = [
        "[1].map(() => new Thing())[0].run()",
        "for (const each of unknown.list.concat().map(String) && [1].map(n => new Thing())) each.run()",
        "const made = things.map(each => { return new Thing() })\nmade.forEach(each => each.run())",
        "const [first] = things.map(each => each)\nfirst.run()",
        "function make() { return new Thing() }\n[1].map(make)[0].run()",
        "[1].flatMap(() => [new Thing()])[0].run()",
        "[1].flatMap(() => new Thing())[0].run()",
        "things.reduce((all, each) => each).run()",
        "async function f() { (await new Promise<number>(unknown).then(n => new Thing())).run() }",
        "new Promise<number>(unknown).then(async n => new Thing()).then(thing => thing.run())",
    ]
    assert definitions_of_run(works) == {work: ["thing.ts:1"] for work in works}


def test_what_is_made_of_what_is_given() -> None:
    works = [
        "Array.from(things)[0].run()",
        "for (const each of new Set(things)) each.run()",
        "[...things][0].run()",
        "things.concat(unknown).find(each => each)!.run()",
        "function f(all: Record<string, Thing>) { Object.values(all)[0].run() }",
        "function f(all: Map<string, Thing>) { Array.from(all.values())[0].run() }",
        "function f(all: Record<string, Thing>) { for (const [k, each] of Object.entries(all)) each.run() }",
        "async function f() { for (const each of await Promise.all(things)) each.run() }",
        "async function f() {\n  const all = await Promise.all(things.map(async each => each))\n  all[0].run()\n}",
        "async function f() { (await Promise.resolve(new Thing())).run() }",
        "let late: any\nlate ??= new Thing()\nlet other\nother ||= new Thing()\nother.run()",
    ]
    assert definitions_of_run(works) == {work: ["thing.ts:1"] for work in works}


def test_what_cannot_be_told() -> None:
    works = [
        "unknown.map(() => new Thing())[0].run()",
        "Object.keys(unknown)[0].run()",
        "Object.values(unknown)[0].run()",
        "const mixed = []\nmixed.push(...unknown)\nmixed[0].run()",
        "async function f() {\n"
        "  const [one, two] = await Promise.allSettled([new Thing(), new Other()])\n  two.run()\n}",
    ]
    assert definitions_of_run(works) == {work: [] for work in works}


def test_each_of_several_promises_is_of_something_else() -> None:
    works = [
        "async function f() {\n"
        "  const [one, two] = await Promise.all([new Other(), new Thing()])\n  two.run()\n}",
        "async function make() { return new Thing() }\n"
        "Promise.all([1, make()]).then(([one, two]) => two.run())",
    ]
    assert definitions_of_run(works) == {work: ["thing.ts:1"] for work in works}


def test_what_an_async_function_returns_is_a_promise() -> None:
    works = [
        "async function make() { return new Thing() }\nmake().then(each => each.run())",
        "const make = async () => new Thing()\nmake().then(each => each.run())",
        "const make = async () => new Thing()\nasync function f() { (await make()).run() }",
        "class Maker { async make() { return new Thing() } }\n"
        "new Maker().make().then(each => each.run())",
        "const asyncThing = { make: asynced => new Thing() }\nasyncThing.make(1).run()",
    ]
    assert definitions_of_run(works) == {work: ["thing.ts:1"] for work in works}


def test_an_array_that_is_filled_later() -> None:
    works = [
        "const all = []\nall.push(new Thing())\nall[0].run()",
        "let all = []\nfor (const one of [1]) all.push(new Thing())\nall.forEach(each => each.run())",
        "const all = []\nall.unshift({ held: new Thing() })\nall.map(each => each.held.run())",
    ]
    assert definitions_of_run(works) == {work: ["thing.ts:1"] for work in works}


def test_what_is_reduced_is_what_it_begins_with() -> None:
    works = [
        "things.reduce((made, each) => made, {} as Record<string, Thing>)[1].run()",
        "things.reduce<Record<string, Thing>>((made, each) => made, {})[1].run()",
        "things.reduce((made, each) => { made.last.run(); return made }, { last: things[0] })",
        "Object.assign({}, { one: 1 }, { two: new Thing() }).two.run()",
        "[1].map<Thing>(unknown)[0].run()",
    ]
    assert definitions_of_run(works) == {work: ["thing.ts:1"] for work in works}


def test_a_method_of_the_workspace_is_not_the_library_s() -> None:
    check_definition(
        """
        //- a.ts
        class Thing { run() {} }
        class Other { run() {} }
        class Box<T> {
          map<U>(make: (value: T) => U): U { return make(this.value) }
        }
        function work(box: Box<Thing>) {
          box.map(thing => new Other()).ru<|>n()
        }
        """,
        snapshot("""\
a.ts:2  class Other { run() {} }  definition (inferred)
                      ^^^
"""),
    )
