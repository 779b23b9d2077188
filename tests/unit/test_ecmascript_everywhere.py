"""Names that every file knows without an import: `declare global {}`, and files that are no
modules."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_references


def definition(text: str) -> str:
    """The files that a definition lies in."""
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    return " ".join(sorted({each["path"] for each in answer["results"]}))


@pytest.mark.parametrize(
    ("declared", "use"),
    [
        pytest.param("declare const __DEV__: boolean;", "if (__D<|>EV__) {}", id="a constant"),
        pytest.param("interface Env { mode: string }", "let e: E<|>nv;", id="an interface"),
        pytest.param("interface Env { mode: string }", "let e: Env; e.mo<|>de;", id="its member"),
        pytest.param("type Id = { value: string };", "let i: Id; i.val<|>ue;", id="a type"),
        pytest.param("declare function send(): void;", "se<|>nd();", id="a function"),
        pytest.param("declare class Post { to: string }", "new Post().t<|>o;", id="a class"),
        pytest.param("declare namespace N { const z: 1 }", "N.<|>z;", id="a namespace"),
        pytest.param(
            "declare global { interface Env { mode: string } }\nexport {};",
            "let e: Env; e.mo<|>de;",
            id="declared by a module",
        ),
        pytest.param(
            "export {};\ndeclare global { var app: { run(): void } }",
            "app.r<|>un();",
            id="a variable declared by a module",
        ),
    ],
)
def test_what_is_declared_for_all(declared: str, use: str) -> None:
    fixture = f"//- types/all.d.ts\n{declared}\n//- src/a.ts\nimport './b';\n{use}\n"
    answer = definition(fixture)
    assert answer == "types/all.d.ts"


@pytest.mark.parametrize(
    ("declared", "use"),
    [
        pytest.param("export interface Env { mode: string }", "let e: E<|>nv;", id="a module"),
        pytest.param(
            "interface Array<T> { own: T }", "let a: Arr<|>ay<1>;", id="the language's own"
        ),
        pytest.param("declare module 'x' { interface Env {} }", "let e: E<|>nv;", id="another's"),
    ],
)
def test_what_is_not(declared: str, use: str) -> None:
    assert definition(f"//- types/all.d.ts\n{declared}\n//- src/a.ts\n{use}\n") == ""


def test_own_names_come_first() -> None:
    fixture = """
    //- all.d.ts
    declare const mode: string;
    //- a.ts
    const mode = 1;
    export const b = mo<|>de;
    """
    assert definition(fixture) == "a.ts"


def test_each_package_has_its_own() -> None:
    fixture = """
    //- one/package.json
    {"name": "one"}
    //- one/all.d.ts
    declare const mode: string;
    //- two/package.json
    {"name": "two"}
    //- two/all.d.ts
    declare const mode: string;
    //- two/a.ts
    export const b = mo<|>de;
    """
    assert definition(fixture) == "two/all.d.ts"


def test_several_files_add_to_one_interface() -> None:
    check_references(
        """
        //- a.ts
        export {};
        declare global { interface Stream { ta<|>ke(): void } }
        //- b.ts
        export const b = 1;
        declare global { interface Stream { drop(): Stream } }
        //- c.ts
        export function f(s: Stream) { s.take(); s.drop().take(); }
        """,
        snapshot("""\
a.ts:2  declare global { interface Stream { take(): void } }         definition
                                            ^^^^
c.ts:1  export function f(s: Stream) { s.take(); s.drop().take(); }  call (inferred)
                                         ^^^^
"""),
    )


def test_a_name_in_a_script_of_javascript_is_its_own() -> None:
    check_definition(
        """
        //- a.js
        var shared = 1;
        //- b.js
        sha<|>red;
        """,
        snapshot("(nothing)\n"),
    )
