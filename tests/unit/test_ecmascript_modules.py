"""Which file a module specifier of TypeScript or JavaScript names, rule by rule.

Each case is a tree, the file that imports, and what it imports; the answer is a path, or
`external`. Here the rules are driven alone; `test_ecmascript_names` asks a whole index.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from codegraph_daemon.languages.configuration.parse import facts_of
from codegraph_daemon.languages.ecmascript import modules
from codegraph_daemon.languages.semantics import modules_of
from codegraph_daemon.resolve.held_files import HeldFiles
from codegraph_daemon.resolve.keys import path_key
from codegraph_daemon.resolve.lookups import Lookups, Tree
from linking import announced_in


class Recording(Lookups):
    """Lookups that check what every look at a file promises about its key."""

    def first_file(self, module_path: str, candidates: Any) -> int | None:
        """Each candidate must change the key that is recorded when it appears."""
        listed = list(candidates)
        for candidate in listed:
            assert module_path in modules_of(candidate).module_paths(candidate)
        found = super().first_file(module_path, listed)
        assert path_key(module_path) in self.reads
        return found


def found(files: dict[str, Any], importer: str, spec: str) -> str:
    """The path that `spec` names in `importer`; values of `files` are JSON, as text or not."""
    tree, texts = Tree(), list[bytes]()
    for number, (path, content) in enumerate({importer: "", **files}.items()):
        text = content if isinstance(content, str) else json.dumps(content)
        texts.append(facts_of(text.encode()))
        tree.put(path, number, str(number).encode())

    def load(facts_ids: Sequence[bytes]) -> Sequence[bytes]:
        return [texts[int(facts_id)] for facts_id in facts_ids]

    look = Recording(tree, load, announced_in(tree, load), HeldFiles(1 << 20))
    module = modules_of(importer).find(look, importer.rpartition("/")[0], spec, 0)
    if module is None:
        return "external"
    assert module[0] == "file"
    return tree.paths[module[1]]


def files(*paths: str, **configs: Any) -> dict[str, Any]:
    """Empty files; `configs` are files by their first name, for the root."""
    names = {"package": "package.json", "tsconfig": "tsconfig.json", "jsconfig": "jsconfig.json"}
    return dict.fromkeys(paths, "") | {names[name]: value for name, value in configs.items()}


# Relative specifiers


@pytest.mark.parametrize(
    ("spec", "there", "expected"),
    [
        ("./x", ["a/x.ts"], "a/x.ts"),
        ("./x", ["a/x.d.ts", "a/x.js"], "a/x.js"),
        ("./x", ["a/x.js", "a/x.tsx", "a/x.ts"], "a/x.ts"),
        ("./x", ["a/x.js", "a/x.tsx"], "a/x.tsx"),
        ("./x", ["a/x.d.ts"], "a/x.d.ts"),
        ("./x", ["a/x.mjs"], "a/x.mjs"),
        ("./x", ["a/x/index.ts"], "a/x/index.ts"),
        ("./x", ["a/x/index.ts", "a/x.js"], "a/x.js"),
        ("./x/", ["a/x/index.ts", "a/x.js"], "a/x/index.ts"),
        ("../x", ["x.ts"], "x.ts"),
        ("..", ["index.js"], "index.js"),
        (".", ["a/index.jsx"], "a/index.jsx"),
        ("./x.y", ["a/x.y.ts"], "a/x.y.ts"),
        ("../bin/run", ["bin/run", "bin/run.ts"], "bin/run"),
        ("../../x", ["x.ts"], "external"),
        ("./missing", ["a/x.ts"], "external"),
    ],
)
def test_a_relative_specifier_without_extension(spec: str, there: list[str], expected: str) -> None:
    assert found(files(*there), "a/user.ts", spec) == expected


@pytest.mark.parametrize(
    ("spec", "there", "expected"),
    [
        ("./x.js", ["x.js"], "x.js"),
        ("./x.js", ["x.ts", "x.js"], "x.ts"),
        ("./x.js", ["x.tsx"], "x.tsx"),
        ("./x.js", ["x.d.ts", "x.js"], "x.js"),
        ("./x.js", ["x.d.ts"], "x.d.ts"),
        ("./x.jsx", ["x.tsx"], "x.tsx"),
        ("./x.mjs", ["x.mts"], "x.mts"),
        ("./x.mjs", ["x.ts"], "external"),
        ("./x.cjs", ["x.cts"], "x.cts"),
        ("./x.ts", ["x.ts"], "x.ts"),
        ("./x.d.ts", ["x.d.ts"], "x.d.ts"),
        ("./x.d", ["x.d.ts"], "x.d.ts"),
        ("./x.js", ["x.js/index.ts"], "x.js/index.ts"),
        ("./X.vue", ["X.vue"], "X.vue"),
        ("./x.css", ["x.ts"], "external"),
        ("./x.ts?worker", ["x.ts"], "x.ts"),
        ("!!raw-loader!./x.ts", ["x.ts"], "x.ts"),
        ("./package.json", ["package.json"], "package.json"),
        ("./package", ["package.json"], "package.json"),
        ("./data.json", ["data.ts"], "external"),
    ],
)
def test_an_extension_names_what_the_compiler_would_write(
    spec: str, there: list[str], expected: str
) -> None:
    assert found(files(*there), "user.ts", spec) == expected


def test_a_folder_with_a_package_file_is_what_that_says() -> None:
    tree = files("lib/start.ts", "lib/index.ts") | {"lib/package.json": {"main": "./start"}}
    assert found(tree, "user.ts", "./lib") == "lib/start.ts"


def test_root_dirs_are_one_folder() -> None:
    tree = files(
        "generated/views/x.ts",
        tsconfig={"compilerOptions": {"rootDirs": ["src", "generated"]}},
    )
    assert found(tree, "src/views/user.ts", "./x") == "generated/views/x.ts"


def test_what_a_build_writes_leads_to_its_source() -> None:
    tree = files("src/cli/run.ts", package={"name": "tool"})
    assert found(tree, "test/user.js", "../dist/cli/run.js") == "src/cli/run.ts"


# tsconfig.json and jsconfig.json


PATHS = {"compilerOptions": {"paths": {"@app/*": ["./src/*"], "config": ["./src/config.ts"]}}}


def test_patterns_of_paths() -> None:
    tree = files("src/a/b.ts", "src/config.ts", tsconfig=PATHS)
    assert found(tree, "x/user.ts", "@app/a/b") == "src/a/b.ts"
    assert found(tree, "x/user.ts", "config") == "src/config.ts"
    assert found(tree, "x/user.ts", "@app/none") == "external"


def test_jsconfig_counts_where_there_is_no_tsconfig() -> None:
    assert found(files("src/a.js", jsconfig=PATHS), "user.js", "@app/a") == "src/a.js"
    tree = files("src/a.js", jsconfig=PATHS, tsconfig={})
    assert found(tree, "user.js", "@app/a") == "external"


def test_the_longest_prefix_of_a_pattern_wins() -> None:
    patterns = {"*": ["any/*"], "@app/*": ["app/*"], "@app/ui/*": ["ui/*", "more/*"]}
    tree = files(
        "any/@app/ui/x.ts",
        "app/ui/x.ts",
        "more/x.ts",
        tsconfig={"compilerOptions": {"paths": patterns}},
    )
    assert found(tree, "user.ts", "@app/ui/x") == "more/x.ts"


def test_paths_begin_at_the_base_if_there_is_one() -> None:
    options = {"baseUrl": "./src", "paths": {"~/*": ["./app/*"]}}
    tree = files("src/app/x.ts", "src/lib/y.ts", tsconfig={"compilerOptions": options})
    assert found(tree, "user.ts", "~/x") == "src/app/x.ts"
    assert found(tree, "user.ts", "lib/y") == "src/lib/y.ts"
    assert found(tree, "user.ts", "react") == "external"


def test_settings_are_inherited_and_stay_relative_to_where_they_are_written() -> None:
    tree = files("shared/src/x.ts", "app/src/x.ts") | {
        "shared/tsconfig.base.json": {"compilerOptions": {"paths": {"@/*": ["./src/*"]}}},
        "app/tsconfig.json": {"extends": "../shared/tsconfig.base"},
    }
    assert found(tree, "app/user.ts", "@/x") == "shared/src/x.ts"


def test_the_folder_of_the_file_that_is_read_can_be_named() -> None:
    tree = files("shared/src/x.ts", "app/src/x.ts") | {
        "shared/tsconfig.base.json": {
            "compilerOptions": {"paths": {"lib/*": ["${configDir}/src/*"]}}
        },
        "app/tsconfig.json": {"extends": "../shared/tsconfig.base.json"},
    }
    assert found(tree, "app/user.ts", "lib/x") == "app/src/x.ts"


def test_of_several_inherited_files_the_last_counts_and_the_own_settings_most() -> None:
    def paths(folder: str) -> dict[str, Any]:
        return {"compilerOptions": {"paths": {"x": [f"{folder}/x.ts"]}}}

    tree = files("one/x.ts", "two/x.ts", "three/x.ts") | {
        "tsconfig.one.json": paths("one"),
        "tsconfig.two.json": paths("two"),
        "tsconfig.json": {"extends": ["./tsconfig.one.json", "./tsconfig.two"]},
    }
    assert found(tree, "user.ts", "x") == "two/x.ts"
    tree["tsconfig.json"] |= paths("three")
    assert found(tree, "user.ts", "x") == "three/x.ts"


def test_settings_can_be_inherited_from_a_package_of_the_workspace() -> None:
    tree = files("src/x.ts") | {
        "packages/config/package.json": {"name": "@org/config"},
        "packages/config/tsconfig.base.json": {"compilerOptions": {"baseUrl": "../../src"}},
        "tsconfig.json": {"extends": "@org/config/tsconfig.base.json"},
    }
    assert found(tree, "user.ts", "x") == "src/x.ts"


def test_files_that_extend_each_other_say_what_each_says() -> None:
    tree = files("src/x.ts") | {
        "tsconfig.json": {"extends": "./tsconfig.a.json"},
        "tsconfig.a.json": {
            "extends": "./tsconfig.json",
            "compilerOptions": {"baseUrl": "src"},
        },
    }
    assert found(tree, "user.ts", "x") == "src/x.ts"


def test_a_file_that_only_refers_to_others_stands_for_them() -> None:
    tree = files("src/x.ts") | {
        "tsconfig.json": {"files": [], "references": [{"path": "./tsconfig.app.json"}, {}]},
        "tsconfig.app.json": PATHS,
    }
    assert found(tree, "src/user.ts", "@app/x") == "src/x.ts"


def test_a_reference_says_nothing_about_files_outside_of_its_folder() -> None:
    tree = files("a/src/x.ts") | {
        "tsconfig.json": {"references": [{"path": "./a"}]},
        "a/tsconfig.json": PATHS,
    }
    assert found(tree, "user.ts", "@app/x") == "external"
    assert found(tree, "a/user.ts", "@app/x") == "a/src/x.ts"


def test_the_nearest_file_counts_alone() -> None:
    tree = files("src/x.ts", tsconfig=PATHS) | {"inner/tsconfig.json": {}}
    assert found(tree, "inner/deep/user.ts", "@app/x") == "external"


def test_comments_and_trailing_commas_are_read() -> None:
    text = """
    {
      // where things are: "not/*": a comment
      "compilerOptions": { /* all of it */
        "paths": { "@/*": ["./src/*", ], }, // "//" in a string is none
      },
    }
    """
    assert found(files("src/x.ts", tsconfig=text), "user.ts", "@/x") == "src/x.ts"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"compilerOptions": []}',
        '{"compilerOptions": {"paths": [], "baseUrl": 1, "rootDirs": {}}}',
        '{"compilerOptions": {"paths": {"y": "y", "*": [1, null, "/z"]}, "rootDirs": [1]}}',
        '{"extends": 1, "references": {"path": "."}}',
        '{"extends": ["./missing", 1, "none"], "references": [1, {"path": 1}, {"path": "../.."}]}',
        '{"extends": "."}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "/*" * 100_000,
        '{"compilerOptions": {"baseUrl": "\\ud800", "paths": {"\\ud800*": ["\\ud800*"]}}}',
    ],
)
def test_settings_that_make_no_sense_say_nothing(text: str) -> None:
    assert found(files("x.ts", tsconfig=text), "user.ts", "y") == "external"
    assert found(files("x.ts", tsconfig=text), "user.ts", "./x") == "x.ts"


# package.json


def test_a_package_of_the_workspace_is_found_by_its_name() -> None:
    tree = files("packages/core/src/index.ts", "packages/core/src/util.ts") | {
        "packages/core/package.json": {"name": "@org/core", "main": "./src/index.ts"},
    }
    assert found(tree, "apps/web/user.ts", "@org/core") == "packages/core/src/index.ts"
    assert found(tree, "apps/web/user.ts", "@org/core/src/util") == "packages/core/src/util.ts"
    assert found(tree, "apps/web/user.ts", "@org/other") == "external"


@pytest.mark.parametrize(
    ("package", "there", "expected"),
    [
        ({}, ["p/index.js"], "p/index.js"),
        ({}, ["p/src/index.ts"], "p/src/index.ts"),
        ({"main": "lib/start.js"}, ["p/lib/start.js"], "p/lib/start.js"),
        ({"main": "lib"}, ["p/lib/index.js"], "p/lib/index.js"),
        ({"main": "./dist/index.js"}, ["p/src/index.ts"], "p/src/index.ts"),
        ({"main": "dist/main.min.js"}, ["p/src/main.js"], "p/src/main.js"),
        ({"main": "dist/cjs/a.cjs", "module": "dist/esm/a.mjs"}, ["p/src/a.ts"], "p/src/a.ts"),
        ({"main": "lib/index.js"}, ["p/src/index.tsx"], "p/src/index.tsx"),
        ({"main": "./index.cjs", "types": "./index.d.cts"}, ["p/src/index.ts"], "p/src/index.ts"),
        ({"types": "types/index.d.ts"}, ["p/types/index.d.ts"], "p/types/index.d.ts"),
        (
            {"main": "./index.js", "types": "types/index.d.ts"},
            ["p/index.js", "p/types/index.d.ts"],
            "p/types/index.d.ts",
        ),
        (
            {"main": "./index.js", "types": "dist/index.d.ts"},
            ["p/index.js", "p/dist/index.d.ts"],
            "p/index.js",
        ),
        ({"main": "dist/index.js", "types": "src/all.ts"}, ["p/src/all.ts"], "p/src/all.ts"),
        ({"source": "src/a.ts", "main": "b.js"}, ["p/src/a.ts", "p/b.js"], "p/src/a.ts"),
        ({"main": "../outside.js"}, ["outside.js"], "external"),
        ({"main": "dist/whatever.js"}, ["p/src/index.ts"], "p/src/index.ts"),
        ({"main": 1, "module": ""}, ["p/index.ts"], "p/index.ts"),
    ],
)
def test_the_entry_of_a_package(package: dict[str, Any], there: list[str], expected: str) -> None:
    tree = files(*there) | {"p/package.json": {"name": "p"} | package}
    assert found(tree, "user.ts", "p") == expected


def test_the_compilers_output_folder_leads_to_its_source_folder() -> None:
    tree = files("p/code/a/x.ts") | {
        "p/package.json": {"name": "p", "main": "./js/a/x.js"},
        "p/tsconfig.json": {"compilerOptions": {"outDir": "js", "rootDir": "code"}},
    }
    assert found(tree, "user.ts", "p") == "p/code/a/x.ts"


EXPORTS = {
    "name": "p",
    "exports": {
        ".": {
            "browser": "./browser.js",
            "types": "./dist/index.d.ts",
            "import": {"node": "./dist/node.js", "default": "./dist/index.js"},
        },
        "./sub": "./src/sub.ts",
        "./list": ["./missing.js", "./src/list.ts"],
        "./features/*": "./src/features/*.ts",
        "./features/*.js": "./src/features/*.ts",
        "./features/private/*": None,
        "./built/*": {"import": "./dist/built/*.mjs", "require": "./dist/built/*.cjs"},
        "./old/": "./src/old/",
        "./package.json": "./package.json",
    },
}


@pytest.mark.parametrize(
    ("spec", "there", "expected"),
    [
        ("p", ["p/src/index.ts"], "p/src/index.ts"),
        ("p", ["p/src/node.ts"], "p/src/node.ts"),
        ("p", ["p/browser.js"], "p/browser.js"),
        ("p", ["p/browser.js", "p/src/index.ts"], "p/src/index.ts"),
        ("p/sub", ["p/src/sub.ts"], "p/src/sub.ts"),
        ("p/list", ["p/src/list.ts"], "p/src/list.ts"),
        ("p/features/a", ["p/src/features/a.ts"], "p/src/features/a.ts"),
        ("p/features/a/b", ["p/src/features/a/b.ts"], "p/src/features/a/b.ts"),
        ("p/features/a.js", ["p/src/features/a.ts"], "p/src/features/a.ts"),
        ("p/features/private/a", ["p/src/features/private/a.ts"], "external"),
        ("p/built/x", ["p/src/built/x.ts"], "p/src/built/x.ts"),
        ("p/old/x.js", ["p/src/old/x.js"], "p/src/old/x.js"),
        ("p/package.json", [], "p/package.json"),
        ("p/src/hidden", ["p/src/hidden.ts"], "external"),
    ],
)
def test_exports_of_a_package(spec: str, there: list[str], expected: str) -> None:
    assert found(files(*there) | {"p/package.json": EXPORTS}, "user.ts", spec) == expected


@pytest.mark.parametrize("exports", ["./a.ts", ["./none.js", "./a.ts"], {"default": "./a.ts"}])
def test_exports_may_be_the_entry_alone(exports: object) -> None:
    tree = files("p/a.ts") | {"p/package.json": {"name": "p", "exports": exports}}
    assert found(tree, "user.ts", "p") == "p/a.ts"


def test_conditions_of_the_compilers_settings_hold() -> None:
    tree = files(
        "p/a.ts", "p/b.ts", tsconfig={"compilerOptions": {"customConditions": ["mine"]}}
    ) | {"p/package.json": {"name": "p", "exports": {"mine": "./a.ts", "import": "./b.ts"}}}
    assert found(tree, "user.ts", "p") == "p/a.ts"
    assert found(tree | {"tsconfig.json": {}}, "user.ts", "p") == "p/b.ts"


def test_a_condition_that_is_called_source_leads_to_sources() -> None:
    exports = {"@p/source": "./src/start.ts", "import": "./index.js"}
    tree = files("p/src/start.ts", "p/src/index.ts") | {
        "p/package.json": {"name": "p", "exports": exports}
    }
    assert found(tree, "user.ts", "p") == "p/src/start.ts"


def test_a_package_names_itself() -> None:
    tree = files("src/index.ts", package={"name": "self", "exports": "./dist/index.js"})
    assert found(tree, "test/user.ts", "self") == "src/index.ts"


def test_the_longest_announced_name_counts() -> None:
    tree = files("p/index.js", "p/inner/start.js") | {
        "p/package.json": {"name": "p"},
        "p/inner/package.json": {"name": "p/inner", "main": "start.js"},
    }
    assert found(tree, "user.ts", "p/inner") == "p/inner/start.js"


def test_of_packages_of_one_name_the_nearest_counts() -> None:
    tree = files("a/p/index.js", "b/p/index.js") | {
        "a/p/package.json": {"name": "p"},
        "b/p/package.json": {"name": "p"},
    }
    assert found(tree, "b/user.ts", "p") == "b/p/index.js"
    assert found(tree, "user.ts", "p") == "a/p/index.js"


def test_packages_of_fixtures_are_for_those_beside_them() -> None:
    tree = files("test/fixtures/react/index.js") | {
        "test/fixtures/react/package.json": {"name": "react"}
    }
    assert found(tree, "src/user.ts", "react") == "external"
    assert found(tree, "test/fixtures/user.ts", "react") == "test/fixtures/react/index.js"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("^1.0.0", "p/index.js"),
        ("workspace:*", "p/index.js"),
        ("workspace:q@*", "q/index.js"),
        ("workspace:@org/r@^1", "r/index.js"),
        ("workspace:../q", "q/index.js"),
        ("file:../q", "q/index.js"),
        ("link:../q/", "q/index.js"),
        ("npm:p@1", "external"),
        ("npm:q@1", "external"),
        ("file:../../out", "external"),
        ("workspace:none@*", "external"),
    ],
)
def test_a_dependency_may_be_something_else_than_its_name_says(version: str, expected: str) -> None:
    tree = files("p/index.js", "q/index.js", "r/index.js") | {
        "p/package.json": {"name": "p"},
        "q/package.json": {"name": "q"},
        "r/package.json": {"name": "@org/r"},
        "app/package.json": {"devDependencies": {"p": version}},
    }
    assert found(tree, "app/src/user.ts", "p") == expected


IMPORTS = {
    "name": "own",
    "imports": {
        "#utils/*": "./src/utils/*.js",
        "#db": {"node": "./src/db.ts", "default": "./src/db-web.ts"},
        "#dep": "other",
        "#loop": "#loop",
    },
}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("#utils/text", "src/utils/text.ts"),
        ("#db", "src/db.ts"),
        ("#dep", "other/index.js"),
        ("#loop", "external"),
        ("#none", "external"),
    ],
)
def test_own_names_of_a_package(spec: str, expected: str) -> None:
    tree = files(
        "src/utils/text.ts", "src/db.ts", "src/db-web.ts", "other/index.js", package=IMPORTS
    ) | {"other/package.json": {"name": "other"}}
    assert found(tree, "src/deep/user.ts", spec) == expected


def test_own_names_are_those_of_the_nearest_package() -> None:
    tree = files("src/db.ts", package=IMPORTS) | {"inner/package.json": {}}
    assert found(tree, "inner/user.ts", "#db") == "external"


@pytest.mark.parametrize(
    "package",
    ["", "[]", '{"name": 1}', '{"name": ""}', '{"exports": {".": [null, 1, {"x": []}]}}', "{]"],
)
def test_packages_that_make_no_sense_say_nothing(package: str) -> None:
    assert found(files("x.ts", package=package), "user.ts", "p") == "external"
    assert found(files("x.ts", package=package), "user.ts", "./x") == "x.ts"


# What is not of the workspace


@pytest.mark.parametrize(
    "spec",
    ["react", "node:fs", "fs", "fs/promises", "data:text/plain,x", "npm:zod", "virtual:x", "", "#"],
)
def test_what_nobody_here_offers_is_external(spec: str) -> None:
    tree = files("fs/index.js", "fs/promises.js") | {"fs/package.json": {"name": "fs"}}
    assert found(tree, "user.ts", spec) == "external"


def test_first_steps_that_frameworks_give_a_meaning() -> None:
    tree = files("web/src/a.ts", "web/src/lib/b.ts") | {"web/package.json": {"name": "web"}}
    assert found(tree, "web/src/deep/user.ts", "@/a") == "web/src/a.ts"
    assert found(tree, "web/src/deep/user.ts", "~/a") == "web/src/a.ts"
    assert found(tree, "web/src/deep/user.ts", "~~/src/a") == "web/src/a.ts"
    assert found(tree, "web/src/deep/user.ts", "@@/src/a") == "web/src/a.ts"
    assert found(tree, "web/src/deep/user.ts", "$lib/b") == "web/src/lib/b.ts"
    assert found(tree, "web/src/deep/user.ts", "/src/a.ts") == "web/src/a.ts"


def test_a_script_without_extension_imports_as_its_specifiers_look() -> None:
    tree = files("lib/run.js", "tool/index.js", "tool.py") | {
        "tool/package.json": {"name": "tool"},
        "other/package.json": {"name": "other", "main": "../lib/run.js"},
    }
    assert found(tree, "bin/run", "../lib/run") == "lib/run.js"
    assert found(tree, "bin/run", "tool") == "tool.py"
    assert found(tree, "bin/run", "tool/index") == "tool/index.js"
    assert found(tree, "bin/run", "missing") == "external"
    assert found(tree, "bin/user.js", "tool") == "tool/index.js"


# What holds for all


def test_configuration_files_belong_to_no_language_of_modules() -> None:
    for path in ("a/package.json", "tsconfig.json", "b/tsconfig.base.json", "jsconfig.json"):
        rules = modules_of(path)
        assert rules.NAME == "configuration"
        assert rules.package_folder(path) is None
        assert set(modules.module_paths(path)) <= set(rules.module_paths(path))


def test_star_exports_leave_the_default_out() -> None:
    assert modules.is_exported("name")
    assert modules.is_exported("_name")
    assert not modules.is_exported("default")
