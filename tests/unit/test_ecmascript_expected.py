"""Keys of objects where something tells their type: they are those of the type."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from variants import places_of

TYPES = """
    //- types.ts
    export interface Options {
      code: number
      nested?: Options
    }
    export interface Named { name: string }
    export function wrap<T>(value: T): { held: T } { return { held: value } }
    export function take(options: Options, more?: Named): void {}
    export declare const unknown: any
    //- main.ts
    import { Options, Named, wrap, take, unknown } from "./types"
    declare let given: Options
    """


def definitions_of_code(works: Sequence[str]) -> dict[str, list[str]]:
    """For each text the places to which its last `code` leads."""
    return places_of("code", TYPES, works)


def test_what_a_variable_is_assigned_later() -> None:
    works = [
        "let later: Options\nlater = { code: 1 }",
        "function f(later: Options) { later = { code: 1 } }",
        "let later: () => Options\nlater = () => ({ code: 1 })",
    ]
    assert definitions_of_code(works) == {work: ["types.ts:2"] for work in works}


def test_what_is_chosen_of() -> None:
    works = [
        "const one: Options = unknown ?? { code: 1 }",
        "const one: Options = unknown || { code: 1 }",
        "take(unknown && { code: 1 })",
    ]
    assert definitions_of_code(works) == {work: ["types.ts:2"] for work in works}


def test_types_that_a_call_spells() -> None:
    works = [
        "wrap<Options>({ code: 1 })",
        "wrap<Options>(unknown).held.code",
        "[1].map<Options>(n => ({ code: n }))",
        "Promise.resolve<Options>({ code: 1 })",
        "new Map<string, Options>([['a', { code: 1 }]])",
        "new Set<Options>([{ code: 1 }])",
    ]
    assert definitions_of_code(works) == {work: ["types.ts:2"] for work in works}


def test_what_is_expected_of_a_call_is_expected_of_its_function() -> None:
    works = [
        "const all: Options[] = [1].map(n => ({ code: n }))",
        "function f(): Promise<Options> { return Promise.resolve({ code: 1 }) }",
        "const one: Options = [1].reduce((sum, n) => ({ code: n }), given)",
        "const one: Options = [1].reduce((sum, n) => sum, { code: 1 })",
        "function f(): Promise<Options> { return Promise.resolve(1).then(n => ({ code: n })) }",
        "const load: () => Promise<Options> = async () => ({ code: 1 })",
    ]
    assert definitions_of_code(works) == {work: ["types.ts:2"] for work in works}


def test_parameters_of_a_function_as_types() -> None:
    works = [
        "const one: Parameters<typeof take>[0] = { code: 1 }",
        "declare const all: Parameters<typeof take>\nall[0].code",
        "declare const pair: [Named, Options]\nconst second: (typeof pair)[1] = { code: 1 }",
    ]
    assert definitions_of_code(works) == {work: ["types.ts:2"] for work in works}


def test_a_key_that_is_no_literal_in_any_type_tells_none_apart() -> None:
    works = [
        "const all: (Options & { name: string })[] = [{ name: 'x', code: 1 }]",
        "const one: Options & Named = { name: 'x', code: 1 }",
    ]
    assert definitions_of_code(works) == {work: ["types.ts:2"] for work in works}


def test_without_a_type_a_key_is_its_own() -> None:
    works = [
        "let later\nlater = { code: 1 }",
        "const all = []\nall.push({ name: 1 })\nall.push({ code: 1 })",
    ]
    lines = {works[0]: ["main0.ts:4"], works[1]: ["main1.ts:5"]}
    assert definitions_of_code(works) == lines


def test_types_that_are_spelled_for_what_an_interface_says_of_calling_it() -> None:
    works = [
        "interface Make { <T>(): { held: T } }\ndeclare const make: Make\nmake<Options>().held.code",
        "type Make = { <T>(): (n: number) => T }\n"
        "declare const make: Make\nmake<Options>()(1).code",
    ]
    assert definitions_of_code(works) == {work: ["types.ts:2"] for work in works}


@pytest.mark.parametrize("bound", ["", " extends object", " extends { code?: number }"])
def test_what_a_method_of_a_generic_class_passes_to_a_function(bound: str) -> None:
    box = f"class Box<T{bound}> {{ each(f: (value: T) => void) {{}} }}\n"
    works = [
        f"{box}declare const box: Box<Options>\nbox.each(value => value.code)",
        f"{box}new Box<Options>().each(({{ nested }}) => nested.code)",
        f"{box}class Sub extends Box<Options> {{}}\nnew Sub().each(value => value.code)",
    ]
    assert definitions_of_code(works) == {work: ["types.ts:2"] for work in works}


def test_a_method_called_all_that_is_no_promise_s() -> None:
    works = ["class Batch { all(options: Options[]) {} }\nnew Batch().all([{ code: 1 }])"]
    assert definitions_of_code(works) == {work: ["types.ts:2"] for work in works}
