"""Configuration files in an index: which are kept, and that nobody meets them as modules."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegraph_client.settings import load
from codegraph_daemon.discovery import Discovery
from codegraph_daemon.languages.configuration.json_text import parse_json
from codegraph_daemon.languages.registry import is_code, language_of, may_announce
from harness import Answer, Index, check_outline, in_index

KEPT = [
    "package.json",
    "deep/down/package.json",
    "tsconfig.json",
    "tsconfig.build.json",
    "tsconfig.base.esm.json",
    "tsconfig-base.json",
    "base.tsconfig.json",
    "jsconfig.json",
]
LEFT = [
    "package-lock.json",
    "data.json",
    "composer.json",
    "mytsconfig.json",
    "tsconfigs.json",
    "tsconfig.json.bak",
    "Package.json",
    "node_modules/react/package.json",
    "node_modules/react/tsconfig.json",
]


@pytest.mark.parametrize("path", KEPT)
def test_a_configuration_file_is_known_by_its_name(path: str) -> None:
    assert language_of(path) == "configuration"
    assert not is_code(path)
    assert may_announce(path) == path.endswith("package.json")


def test_other_files_of_the_kind_are_not_indexed(tmp_path: Path) -> None:
    for path in KEPT + LEFT:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("{}")
    assert list(Discovery(tmp_path, load(tmp_path)).scan()) == sorted(KEPT)


TREE = {
    "package.json": '{"name": "shop", "main": "./cart.py"}',
    "app/tsconfig.json": '{"compilerOptions": {"paths": {"cart": ["./cart"]}}}',
    "cart.py": "def package(): ...\n",
}


def answers(method: str, **params: object) -> Answer:
    """The answer to a question about `TREE`."""

    async def run(index: Index) -> Answer:
        await index.show(TREE)
        return await index.ask(method, params)

    return in_index(run)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("package", ["package"]), ("tsconfig", []), ("shop", []), ("main", []), ("cart", ["cart"])],
)
def test_they_are_no_symbols(query: str, expected: list[str]) -> None:
    found = answers("symbols", query=query)["results"]
    assert [result["name"] for result in found] == expected
    assert all(result["path"] == "cart.py" for result in found)


def test_they_are_no_modules_by_name() -> None:
    (result,) = answers("definition", symbol="package")["results"]
    assert result["path"] == "cart.py"
    assert answers("definition", symbol="tsconfig")["results"] == []


def test_they_have_no_outline() -> None:
    check_outline('//- package.json\n{"name": "shop", "scripts": {"test": "x"}}', "(nothing)\n")


def test_status_counts_them_as_files_without_symbols() -> None:
    (status,) = answers("status")["results"]
    assert (status["files"], status["symbols"], status["edges"]) == (3, 1, 1)
    assert status["left_out"] == []


def test_explain_says_what_they_are() -> None:
    (result,) = answers("explain", path="package.json")["results"]
    assert result["indexed"]
    assert "configuration" in result["reason"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', {"a": 1}),
        ('{"a": 1,}', {"a": 1}),
        ("[1, 2 , \n ]", [1, 2]),
        ('// x\n{"a": "//"} // y', {"a": "//"}),
        ('{"a": /* { */ 1}', {"a": 1}),
        (r'{"a": "\"/* */,}"}', {"a": '"/* */,}'}),
        ('{"a": 1} /* no end', {"a": 1}),
        ('{"a": "b\n"}', None),
        ("{,}", {}),
        ("", None),
        ("{'a': 1}", None),
        ("1" * 5000, None),
    ],
)
def test_json_as_people_write_it(text: str, expected: object) -> None:
    assert parse_json(text) == expected
