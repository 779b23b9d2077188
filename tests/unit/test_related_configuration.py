"""Entries of configuration among what is related: those that name a symbol, and those it reads."""

from __future__ import annotations

from typing import Any

import pytest

from codegraph_daemon.documents.entries import entries_of
from codegraph_daemon.documents.mentions import How
from codegraph_daemon.documents.naming import means_built
from fixture_language import parse_fixture
from harness import Index, ask, in_index


def configuration(text: str, symbol: str, **params: Any) -> list[tuple[str, str]]:
    """(path and place, reason) of each entry, most first."""
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "related", {"symbol": symbol} | params)
    assert answer["complete"], answer
    return [
        (f"{each['path']}:{each['line'] + 1}:{each['column'] + 1}", "; ".join(each["reasons"]))
        for each in answer["results"]
        if each["group"] == "configuration"
    ]


PACKAGE = """
    //- pyproject.toml
    [project]
    name = "shop"

    [project.scripts]
    shop = "shop.cli:main"

    [tool.pytest.ini_options]
    DJANGO_SETTINGS_MODULE = "shop.settings"
    //- shop/cli.py
    import os
    def main(): ...
    def other(): ...
    def token(): return os.environ["SHOP_TOKEN"]
    def retries(config): return config["retry.max"] + config["limits"]["deep"]
    def name(config): return config.get("name")
    //- shop/settings.py
    DEBUG = True
    //- tools/build.py
    def main(): ...
    """


def test_an_entry_point_names_a_function_and_its_module() -> None:
    assert configuration(PACKAGE, "shop.cli.main") == [
        ("pyproject.toml:5:18", "`project.scripts.shop` names `shop.cli:main`")
    ]
    assert configuration(PACKAGE, "shop.cli.other") == [
        ("pyproject.toml:5:14", "`project.scripts.shop` names its module `shop.cli`")
    ]
    assert configuration(PACKAGE, "tools.build.main") == []


def test_a_module_is_named_with_dots() -> None:
    assert configuration(PACKAGE, "shop.settings") == [
        (
            "pyproject.toml:8:32",
            "`tool.pytest.ini_options.DJANGO_SETTINGS_MODULE` names `shop.settings`",
        )
    ]


def test_what_runs_a_file_leads_to_it() -> None:
    text = """
    //- Makefile
    build: shop; python tools/build.py --all
    //- .github/workflows/ci.yml
    name: ci
    jobs:
      build:
        steps:
          - name: Build it
            run: |
              # tools/build.py in a comment
              python tools/build.py
    """
    assert configuration(PACKAGE + text, "tools.build") == [
        (".github/workflows/ci.yml:8:18", "`jobs.build.steps.run` leads to `tools/build.py`"),
        ("Makefile:1:21", "`build` leads to `tools/build.py`"),
    ]
    assert configuration(PACKAGE + text, "tools.build.main")[0] == (
        ".github/workflows/ci.yml:8:18",
        "`jobs.build.steps.run` leads to its file `tools/build.py`",
    )


def test_variables_of_the_environment_lead_to_where_they_are_set() -> None:
    text = """
    //- Dockerfile
    FROM python:3 AS base
    ENV SHOP_TOKEN=none
    //- compose.yaml
    services:
      shop:
        command: serve --token ${SHOP_TOKEN}
    """
    assert configuration(PACKAGE + text, "token") == [
        ("Dockerfile:2:5", "`SHOP_TOKEN` sets `SHOP_TOKEN`, which this reads"),
        ("compose.yaml:3:30", "`services.shop.command` uses `SHOP_TOKEN`, which this reads"),
        ("pyproject.toml:5:14", "`project.scripts.shop` names its module `shop.cli`"),
    ]


def test_keys_that_are_read_lead_to_their_entries() -> None:
    text = """
    //- conf/shop.yaml
    retry:
      max: 3
    limits:
      deep: 4
    //- conf/other.ini
    [retry]
    max = 2
    min = 1
    """
    found = configuration(PACKAGE + text, "retries")
    assert set(found[:3]) == {
        ("conf/shop.yaml:2:3", "`retry.max` sets `max`, which this reads"),
        ("conf/shop.yaml:4:3", "`limits.deep` sets `deep`, which this reads"),
        ("conf/other.ini:2:1", "`retry.max` sets `max`, which this reads"),
    }


def test_one_word_that_many_set_is_no_key_that_is_read() -> None:
    few = "\n    //- a.toml\n    name = 1\n"
    many = few + "".join(f"    //- b{n}.toml\n    name = {n}\n" for n in range(4))
    assert ("a.toml:1:1", "`name` sets `name`, which this reads") in configuration(
        PACKAGE + few, "cli.name"
    )
    assert [row for row in configuration(PACKAGE + many, "cli.name") if "sets" in row[1]] == []


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("js", "export function f() { return process.env.SHOP_KEY }"),
        ("ts", "export function f() { return import.meta.env.SHOP_KEY }"),
        ("go", 'package a\nfunc f() string { return os.Getenv("SHOP_KEY") }'),
        ("rs", 'fn f() { std::env::var("SHOP_KEY"); }'),
        ("java", 'class A { String f() { return System.getenv("SHOP_KEY"); } }'),
        ("rb", "def f\n  ENV['SHOP_KEY']\nend"),
    ],
)
def test_languages_read_the_environment_in_their_ways(language: str, code: str) -> None:
    files = {f"a.{language}": f"{code}\n", "a.yml": "env:\n  SHOP_KEY: 1\n"}
    answer = ask(files, (), "related", {"symbol": "f", "by": ["configuration"]})
    assert [each["reasons"] for each in answer["results"]] == [
        ["`env.SHOP_KEY` sets `SHOP_KEY`, which this reads"]
    ]


def test_package_json_leads_to_sources_that_it_names_as_they_are_built() -> None:
    text = """
    //- lib/package.json
    {"name": "lib", "main": "dist/index.js", "scripts": {"dev": "node run/dev.js"}}
    //- lib/src/index.ts
    export function made() {}
    //- lib/run/dev.js
    export function dev() {}
    """
    assert configuration(text, "lib.src.index") == [
        ("lib/package.json:1:26", "`main` leads to `dist/index.js`")
    ]
    assert configuration(text, "dev.dev") == [
        ("lib/package.json:1:67", "`scripts.dev` leads to its file `run/dev.js`")
    ]


def test_a_dotted_name_that_is_a_module_is_no_member_of_another() -> None:
    text = """
    //- a.toml
    x = "shop.cli"
    //- shop/__init__.py
    //- shop/app.py
    class App:
        cli = 1
        def cli(self): ...
    """
    assert configuration(PACKAGE + text, "App.cli") == []


def test_an_entry_that_is_changed_is_read_again() -> None:
    code = {"a.py": "import os\ndef f(): return os.environ['SHOP_KEY']\n"}
    trees = [
        {**code, "a.yml": "env:\n  SHOP_KEY: 1\n"},
        {**code, "a.yml": "env:\n  OTHER: 1\n", "b.ini": "SHOP_KEY = 1\n"},
        code,
    ]

    async def run(index: Index) -> list[list[str]]:
        found: list[list[str]] = []
        for tree in trees:
            await index.show(tree)
            answer = await index.ask("related", {"symbol": "f", "by": ["configuration"]})
            found.append([each["path"] for each in answer["results"]])
        return found

    assert in_index(run) == [["a.yml"], ["b.ini"], []]


def test_an_entry_is_told_with_its_section() -> None:
    fixture = parse_fixture(PACKAGE)
    asked = {"symbol": "shop.cli.main", "by": ["configuration"]}
    (entry,) = ask(fixture.files, (), "related", asked)["results"]
    assert (entry["name"], entry["kind"], entry["score"]) == ("project.scripts", "section", 1.0)
    assert entry["range"] == [3, 0, 6, 0]
    assert entry["parts"] == {"configuration": 1.0}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("toml", 'a.b = "x.y:z" # q.r', ["a.b", "x.y", "x.y:z"]),
        ("toml", "[[a]]\n'b c' = [\n  'x.y',\n]", ["a", "a.b c", "x.y"]),
        ("ini", "[a]\nb.c: x.y\nd =\n  e = p.q:r", ["a", "a.b.c", "x.y", "a.d", "p.q", "p.q:r"]),
        ("yaml", "a:\n  - b: x.y\n    c: FOO_BAR\n", ["a", "a.b", "x.y", "a.c", "FOO_BAR"]),
        ("yaml", "a: |\n  b: 1\nc: 2", ["a", "c"]),
        ("yaml", '"on": {push: x}', ["on"]),
        ("yaml", "- x.y\n", []),
        ("makefile", "A := b_c_d_e\nall: a\n\trun x.py", ["A", "b_c_d_e", "all", "x.py"]),
        ("dockerfile", "FROM a AS b\nENV C=1\nCMD run x.py", ["b", "C", "b.CMD", "x.py"]),
        ("configuration", '{"a": {"b": ["x.js"]}, "c": 1}', ["a", "a.b", "x.js", "c"]),
        ("configuration", '{"a": [{"b": 1}, {"c": {"": 1}}]}', ["a", "a.b", "a.c"]),
        ("configuration", '{"a": "x.js\n"b": 1}', ["a", "x.js", "b"]),
        ("makefile", "export override A := 1\nexport: b", ["A", "export"]),
    ],
)
def test_what_configuration_spells(language: str, text: str, expected: list[str]) -> None:
    source = text.encode()
    found = entries_of(source, language)
    assert [each.text.decode() for each in found] == expected
    for each in found:
        shown = source[each.start : each.start + each.length]
        assert each.text.endswith(shown)


def test_what_is_large_is_data() -> None:
    text = b"a: x.y\n" * 100_000
    assert entries_of(text, "yaml") == []
    assert {each.how for each in entries_of(text[:700], "yaml")} == {How.KEY, How.SET_NAME}


def test_what_is_built_of_what() -> None:
    assert means_built(b"./dist/a.min.js", "lib/src/a.ts", "lib")
    assert means_built(b"lib/deep/a.js", "src/deep/a.ts", "")
    assert not means_built(b"dist/b.js", "lib/src/a.ts", "lib")
    assert not means_built(b"dist/a.js", "other/src/a.ts", "lib")
    assert not means_built(b"a.js", "src/a.ts", "")
