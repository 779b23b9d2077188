"""What is right in TypeScript and no grammar reads: it takes nothing from what stands around."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.ecmascript.extract import grammar
from codegraph_daemon.languages.ecmascript.readable import readable
from codegraph_daemon.workers.parse import parser_of
from harness import check_references


def test_signatures_that_begin_with_type_parameters_need_no_semicolon() -> None:
    check_references(
        """
        //- a.ts
        interface Handler<
          E,
          Ba<|>se extends string = "/",
        > {
          // The first.
          <P extends string = Base>(path: P): Set<
            P
          >

          /** The second, `a < b`. */
          <
            P extends (state: E) => Base,
          >(
            handler: P
          ): Map<E, Base>
          in?: Base
        }
        """,
        snapshot("""\
a.ts:3     Base extends string = "/",                definition
           ^^^^
a.ts:6     <P extends string = Base>(path: P): Set<  type
                               ^^^^
a.ts:12      P extends (state: E) => Base,           type
                                     ^^^^
a.ts:15    ): Map<E, Base>                           type
                     ^^^^
a.ts:16    in?: Base                                 type
                ^^^^
"""),
    )


@pytest.mark.parametrize(
    "text",
    [
        "interface A {\n  a: B\n  <Q>(x: Q): C\n}\n",
        "interface A {\n  (x: B): C // The first.\n  // The second.\n  <Q = {}>(x: Q): C\n}\n",
        "type A = {\n  a?: B\n  in?: C\n  in2: D\n  instanceof(): E\n}\n",
        "export type * from './a'\nexport type * as b from './b'\n",
        "interface A<in out T, out U = T, /* seldom */ in V extends T> {}\n",
        "const a = await original<typeof import('./a')>()\n",
        'const a = <img src="/a?b=1&c=2" />\n',
        "const a = <p>You & me</p>\n",
    ],
)
def test_what_a_grammar_does_not_know_is_read(text: str) -> None:
    parse = grammar("tsx" if "/>" in text or "</" in text else "typescript").parser().parse
    source = text.encode()
    tree = parse(source)
    assert tree.root_node.has_error
    copy, better = readable(parse, source, tree, True)
    assert not better.root_node.has_error
    assert len(copy) == len(source)


def test_what_only_looks_like_markup_keeps_its_names() -> None:
    source = b"const a = <p>You & me</p>\nb=c>d&&e.f(1,g& h</i/.j)\n"
    parse = grammar("javascript").parser().parse
    copy, _ = readable(parse, source, parse(source), False)
    assert copy != source
    names = Facts(parser_of("javascript").facts_of(source)).names
    assert {"c", "d", "e", "f", "g", "h"} <= set(names)


@pytest.mark.parametrize(
    "text",
    [
        "const a = b\n  < c;\nlet d = <;\n",
        "f(\n  a,\n  <Q>(x: Q) => x,\n  let\n)\n",
    ],
)
def test_what_is_broken_stays_as_it_is(text: str) -> None:
    parse = grammar("typescript").parser().parse
    source = text.encode()
    assert readable(parse, source, parse(source), True)[0] is source
