"""Names of TypeScript and JavaScript that lead out of the workspace: into `node_modules`, and into
the library of the `typescript` that lies there."""

from __future__ import annotations

import textwrap

import pytest

from external_names import outside
from fixture_language import parse_fixture
from harness import Index, in_index

INSTALLED = textwrap.dedent("""
    //- node_modules/typescript/lib/lib.es5.d.ts
    interface String { trim(): string; }
    interface Array<T> { push(...items: T[]): number; map<U>(make: (each: T) => U): U[]; }
    interface PromiseConstructor { resolve<T>(value: T): Promise<T>; }
    interface Promise<T> { then<U>(next: (value: T) => U): Promise<U>; }
    declare var Promise: PromiseConstructor;
    //- node_modules/typescript/lib/lib.dom.d.ts
    interface Console { log(...data: any[]): void; }
    declare var console: Console;
    //- node_modules/@types/node/fs.d.ts
    declare module "node:fs" {
        function readFileSync(path: string): string;
    }
    declare module "fs" { export * from "node:fs"; }
    //- node_modules/parcel/package.json
    {"name": "parcel", "main": "./lib/main.js", "exports": {
        ".": {"types": "./lib/main.d.ts", "default": "./lib/main.js"},
        "./parts/*": {"types": "./lib/parts/*.d.ts"}}}
    //- node_modules/parcel/lib/main.js
    exports.Box = class {};
    //- node_modules/parcel/lib/main.d.ts
    export { Box } from "./box";
    export declare function ship(box: Box): void;
    //- node_modules/parcel/lib/box.d.ts
    export declare class Box { close(): Box; }
    //- node_modules/parcel/lib/box.js
    exports.Box = class {};
    //- node_modules/parcel/lib/parts/lid.d.ts
    export declare const lid: number;
    //- node_modules/plain/package.json
    {"name": "plain", "main": "main.js"}
    //- node_modules/plain/main.js
    module.exports.plain = function plain() {};
    //- node_modules/@types/old/index.d.ts
    export declare function old(): void;
    //- node_modules/old/index.js
    exports.old = () => {};
    """)


@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ('import { sh<|>ip } from "parcel";', "parcel, parcel/lib/main.d.ts: export declare fun"),
        (
            'const { sh<|>ip } = require("parcel");',
            "parcel, parcel/lib/main.d.ts: export declare fun",
        ),
        (
            'import { Box } from "parcel";\nnew B<|>ox();',
            "parcel, parcel/lib/box.d.ts: export decl",
        ),
        (
            'import { Box } from "parcel";\nnew Box().close().cl<|>ose();',
            "parcel, parcel/lib/box.d.ts: export declare class Box { close",
        ),
        ('import { li<|>d } from "parcel/parts/lid";', "parcel, parcel/lib/parts/lid.d.ts: export"),
        ('import { ol<|>d } from "old";', "@types/old, @types/old/index.d.ts: export declare"),
        ('import * as fs from "fs";\nfs.readFile<|>Sync("a");', "@types/node, @types/node/fs.d.ts"),
        (
            'import { readFile<|>Sync } from "node:fs";',
            "@types/node, @types/node/fs.d.ts: function",
        ),
        ('"a".tr<|>im();', "TypeScript's library, typescript/lib/lib.es5.d.ts: interface String"),
        ("[1].ma<|>p((each) => each);", "TypeScript's library, typescript/lib/lib.es5.d.ts: inter"),
        ("console.lo<|>g(1);", "TypeScript's library, typescript/lib/lib.dom.d.ts: interface Con"),
        (
            "Promise.reso<|>lve(1);",
            "TypeScript's library, typescript/lib/lib.es5.d.ts: interface P",
        ),
        (
            "function f(a: string[]) { a.pu<|>sh(1); }",
            "TypeScript's library, typescript/lib/lib.es",
        ),
    ],
)
def test_what_is_installed(code: str, leads_to: str) -> None:
    found = outside(INSTALLED + f"//- src/main.ts\n{code}\n")
    assert found
    assert found[0].startswith(leads_to), found


def test_packages_have_their_versions() -> None:
    versions = """
//- node_modules/typescript/package.json
{"version": "5.4.5"}
//- node_modules/@types/old/package.json
{"version": "1.0.0-beta.2"}
//- src/main.ts
"""
    (found,) = outside(INSTALLED + versions + 'import { ol<|>d } from "old";\n')
    assert found.startswith("@types/old 1.0.0-beta.2, ")
    assert outside(INSTALLED + versions + '"a".tr<|>im();\n')[0].startswith(
        "TypeScript's library 5.4.5, "
    )


def test_javascript_without_declarations() -> None:
    code = '//- main.js\nconst { pla<|>in } = require("plain");\n'
    assert outside(INSTALLED + code) == [
        "plain, plain/main.js: module.exports.plain = function plain() {};"
    ]


def test_the_nearest_node_modules_count() -> None:
    near = """
//- web/node_modules/parcel/index.d.ts
export declare function ship(): "near";
//- web/main.ts
import { sh<|>ip } from "parcel";
"""
    assert outside(INSTALLED + near) == [
        'parcel, parcel/index.d.ts: export declare function ship(): "near";'
    ]


def test_packages_of_the_workspace_come_first() -> None:
    code = """
//- packages/parcel/package.json
{"name": "parcel", "main": "index.ts"}
//- packages/parcel/index.ts
export function ship() {}
//- main.ts
import { sh<|>ip } from "parcel";
"""
    assert outside(INSTALLED + code) == ["packages/parcel/index.ts:1"]


def test_a_library_of_the_language_that_comes_to_declare_a_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fixture = parse_fixture(INSTALLED + "//- main.ts\nwin<|>dow.close();\n")

    async def run(index: Index) -> list[int]:
        await index.show(fixture.files)
        first = await index.ask("definition", fixture.target())
        library = index.root / "node_modules/typescript/lib/lib.dom.d.ts"
        library.write_text(library.read_text() + "declare var window: Console;\n")
        monkeypatch.setattr("codegraph_daemon.external.files._LOOK_AGAIN_SECONDS", 0.0)
        later = await index.ask("definition", fixture.target())
        return [len(answer["results"]) for answer in (first, later)]

    assert in_index(run, external_use="on") == [0, 1]


def test_what_is_not_installed_is_not_guessed() -> None:
    code = '//- main.ts\nimport { x } from "nowhere";\nx.sh<|>ip();\n'
    assert outside(INSTALLED + code) == []
