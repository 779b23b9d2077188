"""Members that override one another in TypeScript and JavaScript: who uses one may use them all."""

from __future__ import annotations

from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import Index, ask, check_references, in_index
from related import check_calls

_FAMILY = """
    //- shape.ts
    export interface Drawn { draw(): void; }
    export abstract class Shape implements Drawn { abstract dr[1]aw(): void; }
    export class Between extends Shape { draw() {} }
    //- round.ts
    import { Between as Round, Drawn } from "./shape";
    export class Circle extends Round { dr[2]aw() {} }
    export class Line implements Drawn { draw() {} }
    export class Stranger { draw() {} }
    //- main.ts
    import { Between, Shape } from "./shape";
    import { Circle, Line, Stranger } from "./round";
    export function all(a: Shape, b: Between, c: Circle, d: Line, e: Stranger) {
      a.draw();
      b.draw();
      c.draw();
      d.draw();
      e.draw();
    }
"""


def family(at: str) -> str:
    return _FAMILY.replace(at, "<|>").replace("[1]", "").replace("[2]", "")


def test_uses_of_what_overrides_and_of_what_is_overridden() -> None:
    check_references(
        family("[1]"),
        snapshot("""\
main.ts:4     a.draw();                                                              call (inferred)
                ^^^^
main.ts:5     b.draw();                                                              call (inferred)
                ^^^^
main.ts:6     c.draw();                                                              call (inferred)
                ^^^^
main.ts:7     d.draw();                                                              call (inferred)
                ^^^^
round.ts:2  export class Circle extends Round { draw() {} }                          definition
                                                ^^^^
round.ts:3  export class Line implements Drawn { draw() {} }                         definition
                                                 ^^^^
shape.ts:1  export interface Drawn { draw(): void; }                                 definition
                                     ^^^^
shape.ts:2  export abstract class Shape implements Drawn { abstract draw(): void; }  definition
                                                                    ^^^^
shape.ts:3  export class Between extends Shape { draw() {} }                         definition
                                                 ^^^^
"""),
    )


def test_a_base_that_is_not_shared_is_another_family() -> None:
    check_references(
        """
        //- a.ts
        interface Read { close(): void; }
        interface Write { close(): void; }
        class Both implements Read, Write { close() {} }
        class File implements Write { close() {} }
        function run(r: Read, w: Write, f: File) {
          r.clo<|>se();
          w.close();
          f.close();
        }
        """,
        snapshot("""\
a.ts:1  interface Read { close(): void; }                 definition
                         ^^^^^
a.ts:3  class Both implements Read, Write { close() {} }  definition
                                            ^^^^^
a.ts:6    r.close();                                      call (inferred)
            ^^^^^
"""),
    )


def test_definitions_of_a_family_are_about_all_of_it() -> None:
    check_references(
        """
        //- a.ts
        interface Shape { draw(): void; }
        class Round implements Shape { dr<|>aw() {} }
        class Square implements Shape { draw() {} }
        function all(s: Shape) { s.draw(); }
        """,
        snapshot("""\
a.ts:1  interface Shape { draw(): void; }            override
                          ^^^^
a.ts:3  class Square implements Shape { draw() {} }  override
                                        ^^^^
a.ts:4  function all(s: Shape) { s.draw(); }         call (inferred)
                                   ^^^^
"""),
        definition=False,
    )


def test_callers_of_a_family() -> None:
    check_calls(
        family("[2]"),
        "callers",
        snapshot("""\
function all main.ts:3 (inferred) <- main.ts:4 draw, main.ts:5 draw, main.ts:6 draw, main.ts:7 draw
"""),
    )


def test_hover_counts_what_references_give() -> None:
    for text in (family("[1]"), family("[2]")):
        fixture = parse_fixture(text)
        uses = ask(fixture.files, fixture.steps, "references", fixture.target())["results"]
        uses = [use for use in uses if use["role"] != "override"]
        (result,) = ask(fixture.files, fixture.steps, "hover", fixture.target())["results"]
        files = {use["path"] for use in uses}
        assert (result["references"], result["files"]) == (len(uses), len(files)) == (4, 1)


def test_classes_between_come_and_go() -> None:
    async def run(index: Index) -> None:
        files = {
            "a.ts": "export class Base { run() {} }\n",
            "b.ts": 'import { Base } from "./a";\nexport class Middle extends Base {}\n',
            "c.ts": 'import { Middle } from "./b";\nclass Sub extends Middle { run() {} }\n'
            "export function go(s: Sub) { s.run(); }\n",
        }
        asked = {"path": "a.ts", "line": 0, "column": 20}
        await index.show(files)
        found = (await index.ask("references", asked))["results"]
        assert [(use["path"], use["role"]) for use in found] == [
            ("c.ts", "override"),
            ("c.ts", "call"),
        ]
        await index.show({**files, "b.ts": "export class Middle {}\n"})
        assert (await index.ask("references", asked))["results"] == []

    in_index(run)
