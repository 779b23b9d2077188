"""Calls inside calls: what each wants of its arguments is found once, however deep they stand."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition

DEPTH = 40


def test_nested_calls_of_an_overloaded_function() -> None:
    """As render functions are written; each overload of each level once doubled the work."""
    opening = "h('div', { on: (event) => event.stop() }, [" * DEPTH
    closing = "])" * DEPTH
    check_definition(
        f"""
        //- h.ts
        export interface Event {{ stop(): void }}
        export interface Props {{ on?: (event: Event) => void }}
        export type Child<T> = T | string
        export interface Node<T> {{ type: T }}
        export function h<T>(type: T, props: Props): Node<T>
        export function h<T>(type: T, props: Props, children: Child<Node<T>>[]): Node<T>
        export function h<T>(type: T, props?: Props, children?: unknown): Node<T>
        //- main.ts
        import {{ h, Node }} from './h'
        export const tree: Node<string> =
          {opening}h('p', {{ on: (event) => event.<|>stop() }}){closing}
        """,
        snapshot("""\
h.ts:1  export interface Event { stop(): void }  definition (inferred)
                                 ^^^^
"""),
    )
