"""Names of what is nested very deeply: shown by their innermost steps, and still told apart."""

from __future__ import annotations

from typing import Any

import pytest

from codegraph_daemon.facts import dotted, hash_of_identity, shortened
from harness import Index, in_index

DEPTH = 150
LONGEST = 520


def nested(depth: int) -> str:
    opening = "".join(f"export namespace level{n} {{\n" for n in range(depth))
    body = "export function inner() {}\nexport const used = inner();\n"
    return opening + body + "}\n" * depth


def flat(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for r in results for one in (r, *flat(r.get("children", [])))]


def test_an_outline_grows_with_what_is_nested_and_not_with_its_square() -> None:
    async def run(index: Index) -> list[dict[str, Any]]:
        await index.show({"deep.ts": nested(DEPTH)})
        answer = await index.ask("outline", {"path": "deep.ts"})
        return flat(answer["results"])

    results = in_index(run)
    assert len(results) == DEPTH + 2
    for result in results:
        assert max(len(result[field]) for field in ("container", "qualified", "key")) <= LONGEST
    deepest = next(result for result in results if result["name"] == f"level{DEPTH - 1}")
    assert deepest["qualified"].startswith("….level")
    assert deepest["qualified"].endswith(f".level{DEPTH - 2}.level{DEPTH - 1}")


@pytest.mark.parametrize("method", ["references", "callers", "symbols", "hover", "callees"])
def test_other_answers_are_as_short(method: str) -> None:
    async def run(index: Index) -> list[dict[str, Any]]:
        await index.show({"deep.ts": nested(DEPTH)})
        asked: dict[str, Any] = {"path": "deep.ts", "line": DEPTH, "column": 18}
        if method == "callees":
            asked = {"path": "deep.ts", "line": DEPTH - 1, "column": 19}
        if method == "symbols":
            asked = {"query": "inner"}
        answer = await index.ask(method, asked)
        results: list[dict[str, Any]] = answer["results"]
        return results

    for result in in_index(run):
        for field in ("container", "qualified", "key"):
            assert len(result.get(field, "")) <= LONGEST


def test_the_key_of_what_is_nested_deeply_leads_back_to_it() -> None:
    async def run(index: Index) -> None:
        await index.show({"deep.ts": nested(DEPTH)})
        outline = flat((await index.ask("outline", {"path": "deep.ts"}))["results"])
        keys = [result["key"] for result in outline]
        assert len(set(keys)) == len(keys)
        for result in outline:
            (found,) = (await index.ask("hover", {"key": result["key"]}))["results"]
            assert (found["line"], found["name"]) == (result["line"], result["name"])

    in_index(run)


def test_a_name_of_one_long_step_is_left_whole() -> None:
    assert dotted(["n" * 1000]) == "n" * 1000
    assert dotted(["n" * 1000, "a"]) == "…." + "n" * 1000
    assert dotted(["c", "b", "a"]) == "a.b.c"
    assert shortened("a.b.c") == "a.b.c"
    assert shortened(f"a.{'n' * 1000}") == f"….{'n' * 1000}"


def test_what_only_looks_like_the_key_of_a_long_name_is_a_descriptor() -> None:
    assert hash_of_identity("…00000000000000ff") == 255
    assert hash_of_identity("…heading.") != 255
