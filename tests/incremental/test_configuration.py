"""After any edit of configuration files, specifiers name what they would name in a new index.

The rules of modules are followed alone here, over thousands of small trees; `Following` does with
keys what the pipeline does. Whole indexes are compared below, for edits chosen by hand.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence

from hypothesis import given, note
from hypothesis import strategies as st

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.configuration.parse import facts_of
from codegraph_daemon.languages.ecmascript import modules
from codegraph_daemon.resolve.changes import announced_keys, changed_keys, path_keys
from codegraph_daemon.resolve.held_files import HeldFiles
from codegraph_daemon.resolve.keys import PATHS, answer_key
from codegraph_daemon.resolve.lookups import Lookups, Tree
from fixture_language import parse_fixture
from harness import dump_incremental, dump_scratch
from linking import announced_in

Files = Mapping[str, str]
Question = tuple[str, str]
"""A folder and a specifier."""

_facts: dict[bytes, bytes] = {}


def facts_id_of(text: str) -> bytes:
    """The id of the facts of a text."""
    _facts.setdefault(text.encode(), facts_of(text.encode()))
    return text.encode()


def load(facts_ids: Sequence[bytes]) -> Sequence[bytes]:
    """Facts by their ids."""
    return [_facts[facts_id] for facts_id in facts_ids]


class Following:
    """Answers that are kept until a change reaches them."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.look = Lookups(self.tree, load, announced_in(self.tree, load), HeldFiles(1 << 30))
        self.asked: list[Question] = []
        """What had to be asked since the last `show`."""
        self._ids: dict[str, int] = {}

    def show(self, files: Files) -> None:
        """Make the tree hold exactly `files`, and drop the answers that this reaches."""
        tree, keys = self.tree, set[int]()
        for path in [path for path in tree.files if path not in files]:
            tree.remove(path)
            self.look.drop_file(self._ids[path])
            keys |= path_keys(tree, path)
        for path, text in files.items():
            facts_id = facts_id_of(text)
            before = tree.files.get(path)
            if before is None:
                keys |= path_keys(tree, path)
                keys.update(announced_keys(path, Facts(_facts[facts_id]).announced))
            elif before[1] != facts_id:
                old, new = Facts(_facts[before[1]]), Facts(_facts[facts_id])
                keys.update(changed_keys(path, before[0], old, new))
            tree.put(path, self._ids.setdefault(path, len(self._ids)), facts_id)
        self.look.drop(keys)
        self.asked = []

    def answer(self, question: Question) -> str:
        """The path that a specifier names."""
        folder, spec = question

        def compute() -> object:
            self.asked.append(question)
            return modules.find(self.look, folder, spec, 0)

        key = answer_key(PATHS, "module", modules.NAME, folder, 0, spec)
        found = self.look.answer(key, compute, None)
        return "external" if not isinstance(found, tuple) else self.tree.paths[found[1]]


CODE = [
    "src/a.ts",
    "src/a.d.ts",
    "src/a/index.js",
    "src/index.ts",
    "gen/a.ts",
    "p/src/index.ts",
    "p/index.js",
    "p/lib/x.ts",
    "p/src/lib/x.js",
    "q/index.ts",
    "q/fixtures/p/index.js",
]


def _compiler(**options: object) -> dict[str, object]:
    return {"compilerOptions": options}


PACKAGES = [
    {},
    {"name": "p"},
    {"name": "p", "main": "dist/index.js"},
    {"name": "p", "exports": {".": "./dist/index.js", "./lib/*": "./dist/lib/*.js"}},
    {"name": "p", "exports": {"mine": "./lib/x.ts", "default": "./index.js"}},
    {"name": "@org/p", "main": "lib/x"},
    {"name": "p/lib", "types": "./x.d.ts"},
    {"name": "q", "imports": {"#own": "./src/a.js", "#p": "p/lib/x"}},
]
SETTINGS = [
    {},
    _compiler(baseUrl="src"),
    _compiler(paths={"@/*": ["src/*"], "p": ["./q"]}),
    _compiler(paths={"@/*": ["gen/*"]}, customConditions=["mine"]),
    _compiler(rootDirs=["src", "gen"]),
    _compiler(outDir="dist", rootDir="lib"),
    {"extends": "./tsconfig.base.json"},
    {"extends": "../tsconfig.base.json"},
    {"extends": ["p/tsconfig", "./tsconfig.base"]},
    {"references": [{"path": "./p"}, {"path": "./tsconfig.base.json"}]},
]
CONFIGS = {
    "package.json": PACKAGES,
    "p/package.json": PACKAGES,
    "q/package.json": PACKAGES,
    "q/fixtures/p/package.json": PACKAGES,
    "tsconfig.json": SETTINGS,
    "tsconfig.base.json": SETTINGS,
    "p/tsconfig.json": SETTINGS,
    "src/jsconfig.json": SETTINGS,
}
QUESTIONS: list[Question] = [
    (folder, spec)
    for folder in ("", "src", "p", "p/src", "q", "q/fixtures/p")
    for spec in (
        "./a",
        "./a.js",
        "../src/a",
        ".",
        "..",
        "../dist/a.js",
        "../p/",
        "a",
        "@/a",
        "p",
        "p/lib/x",
        "@org/p",
        "q",
        "#own",
        "#p",
        "react",
    )
]

file = st.one_of(
    st.tuples(st.sampled_from(CODE), st.just("")),
    *(
        st.tuples(st.just(path), st.sampled_from([json.dumps(each) for each in choices]))
        for path, choices in CONFIGS.items()
    ),
)
trees = st.lists(file, max_size=12).map(dict)
edits = st.lists(st.tuples(st.booleans(), file), min_size=1, max_size=3)


@given(start=trees, steps=st.lists(edits, min_size=1, max_size=5))
def test_what_is_kept_is_what_would_be_found_again(
    start: dict[str, str], steps: list[list[tuple[bool, tuple[str, str]]]]
) -> None:
    following, files = Following(), dict(start)
    for step in [[], *steps]:
        for removes, (path, text) in step:
            if removes:
                files.pop(path, None)
            else:
                files[path] = text
        following.show(files)
        scratch = Following()
        scratch.show(files)
        for question in QUESTIONS:
            note(f"{sorted(files.items())}")
            assert following.answer(question) == scratch.answer(question), question


def asked_again(before: Files, after: Files, questions: Sequence[Question]) -> list[Question]:
    """Which questions an edit makes ask again."""
    following = Following()
    following.show(before)
    for question in questions:
        following.answer(question)
    following.show(after)
    for question in questions:
        following.answer(question)
    return following.asked


MONOREPO = {
    "tsconfig.json": json.dumps(_compiler(paths={"@/*": ["./src/*"]})),
    "src/a.ts": "",
    "src/b.ts": "",
    "p/package.json": json.dumps({"name": "p", "main": "./src/index.ts"}),
    "p/src/index.ts": "",
    "q/package.json": json.dumps({"name": "q"}),
    "q/index.ts": "",
}
RELATIVE = [("src", "./a"), ("src", "../q"), ("p/src", "./index.js")]
BARE = [("src", "p"), ("src", "q"), ("src", "react")]
MAPPED = [("src", "@/a"), ("src", "@/none")]


def test_a_new_setting_reaches_only_those_who_asked_for_it() -> None:
    settings = json.dumps(_compiler(paths={"@/*": ["./src/*"]}, rootDirs=["src", "p"]))
    asked = asked_again(MONOREPO, MONOREPO | {"tsconfig.json": settings}, RELATIVE)
    assert asked == []


def test_what_resolution_does_not_read_reaches_nobody() -> None:
    text = json.dumps({"name": "p", "main": "./src/index.ts", "version": "2.0.0", "scripts": {}})
    after = MONOREPO | {"p/package.json": text}
    assert asked_again(MONOREPO, after, RELATIVE + BARE + MAPPED) == []


def test_a_package_that_moves_its_entry_reaches_those_who_name_it() -> None:
    after = MONOREPO | {"p/package.json": json.dumps({"name": "p", "main": "./src/main.ts"})}
    assert asked_again(MONOREPO, after, RELATIVE + BARE + MAPPED) == [("src", "p")]


def test_a_new_package_reaches_those_who_found_none_of_its_name() -> None:
    after = MONOREPO | {"r/package.json": json.dumps({"name": "react"}), "r/index.js": ""}
    assert asked_again(MONOREPO, after, RELATIVE + BARE + MAPPED) == [("src", "react")]


def test_a_package_that_changes_its_name_reaches_those_of_both_names() -> None:
    text = json.dumps({"name": "react", "main": "./src/index.ts"})
    asked = asked_again(MONOREPO, MONOREPO | {"p/package.json": text}, RELATIVE + BARE + MAPPED)
    assert asked == [("src", "p"), ("src", "react")]


def test_a_package_that_goes_reaches_those_who_found_it() -> None:
    after = {path: text for path, text in MONOREPO.items() if path != "p/package.json"}
    asked = asked_again(MONOREPO, after, BARE + MAPPED)
    assert asked == [("src", "p")]


# Whole indexes


def led_to(text: str) -> list[str]:
    """The other files that `user.ts` refers to, in the first tree of a fixture and after each step.

    The index that went through the steps must equal one made from scratch each time.
    """
    trees = parse_fixture(textwrap.dedent(text)).trees()
    answers: list[str] = []
    for number, (tree, dump) in enumerate(zip(trees, dump_incremental(trees), strict=True)):
        assert dump == dump_scratch(tree), f"after step {number}"
        targets: set[str] = set()
        path = ""
        for line in dump.split("\n"):
            if line and not line.startswith(" "):
                path = line.split()[0]
            elif line and path == "user.ts":
                targets.add(line.split()[1].partition("#")[0])
        # A name that leads nowhere stops at its import.
        answers.append(" ".join(sorted(targets - {"user.ts"})) or "nothing")
    return answers


def test_a_setting_that_comes_changes_and_goes() -> None:
    assert led_to(
        """
        //- one/x.ts
        export const x = 1
        //- two/x.ts
        export const x = 2
        //- user.ts
        import { x } from "@/x"
        x
        //- tsconfig.json@1
        {"compilerOptions": {"paths": {"@/*": ["./one/*"]}}}
        //- tsconfig.json@2
        {"compilerOptions": {"paths": {"@/*": ["./two/*"]}}}
        //- tsconfig.json@3
        {"compilerOptions": {"paths": {"@/*": ["./two/
        //- tsconfig.json@4
        {"compilerOptions": {"paths": {"@/*": ["./two/*"]}}, "files": []}
        //- tsconfig.json@5 deleted
        """
    ) == ["nothing", "one/x.ts", "two/x.ts", "nothing", "two/x.ts", "nothing"]


def test_what_a_setting_extends() -> None:
    assert led_to(
        """
        //- x.ts
        export const x = 1
        //- deep/x.ts
        export const x = 2
        //- user.ts
        import { x } from "x"
        x
        //- tsconfig.json
        {"extends": "./tsconfig.base.json"}
        //- tsconfig.base.json@1
        {"compilerOptions": {"baseUrl": "."}}
        //- tsconfig.base.json@2 -> deep/tsconfig.base.json
        //- tsconfig.json@3
        {"extends": "./deep/tsconfig.base.json"}
        //- jsconfig.json@4
        {"compilerOptions": {"baseUrl": "."}}
        //- tsconfig.json@5 deleted
        """
    ) == ["nothing", "x.ts", "nothing", "deep/x.ts", "deep/x.ts", "x.ts"]


def test_a_package_that_comes_changes_and_goes() -> None:
    assert led_to(
        """
        //- p/index.js
        export const x = 1
        //- p/src/index.ts
        export const x = 2
        //- user.ts
        import { x } from "p"
        x
        //- p/package.json@1
        {"name": "other"}
        //- p/package.json@2
        {"name": "p"}
        //- p/package.json@3
        {"name": "p", "exports": "./dist/index.js"}
        //- p/src/index.ts@4 deleted
        //- p/package.json@5
        {"name": "p", "version": "2"}
        //- p/package.json@6 -> q/package.json
        //- p/package.json@7
        {"name": "p"}
        //- q/package.json@7 deleted
        """
    ) == [
        "nothing",
        "nothing",
        "p/index.js",
        "p/src/index.ts",
        "p/index.js",
        "p/index.js",
        "nothing",
        "p/index.js",
    ]


def test_two_packages_take_a_name_and_one_gives_it_back() -> None:
    # That one file's change looks like another's undone must bring no old links back.
    assert led_to(
        """
        //- a/index.js
        export const x = 1
        //- a/package.json
        {"name": "a"}
        //- b/index.js
        export const x = 2
        //- b/package.json
        {"name": "b"}
        //- user.ts
        import { x } from "p"
        x
        //- a/package.json@1
        {"name": "p"}
        //- b/package.json@2
        {"name": "p"}
        //- a/package.json@3
        {"name": "a"}
        //- b/package.json@4
        {"name": "b"}
        """
    ) == ["nothing", "a/index.js", "a/index.js", "b/index.js", "nothing"]
