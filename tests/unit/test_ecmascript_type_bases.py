"""Bases that are types made of others: they have the members of what they are made of."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition

USED = """
//- a.ts
interface Cfg<T = string> { port: T; host: string }
type Both = Cfg & { inner: number };
type Some = Omit<Cfg, "host">;
"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("interface Own extends Omit<Cfg, 'host'> {}", id="a type without some"),
        pytest.param("interface Own extends Partial<Cfg> {}", id="one that may lack some"),
        pytest.param("interface Own extends Some {}", id="another name of such a type"),
        pytest.param("interface Own extends Both {}", id="several at once"),
        pytest.param("interface Own extends Readonly<Omit<Cfg, 'a'> & { b: 1 }> {}", id="nested"),
        pytest.param("interface Own extends Pick<Cfg<number>, 'port'> {}", id="applied"),
        pytest.param("interface More extends Both {}\ninterface Own extends More {}", id="above"),
    ],
)
def test_members_of_what_a_base_is_made_of(code: str) -> None:
    check_definition(
        f"{USED}{code}\nexport declare const own: Own;\n"
        '//- b.ts\nimport { own } from "./a";\nown.po<|>rt;\n',
        """\
a.ts:1  interface Cfg<T = string> { port: T; host: string }  definition (inferred)
                                    ^^^^
""",
    )


def test_members_of_a_part_without_a_name() -> None:
    check_definition(
        f"{USED}export interface Own extends Both {{}}\n"
        '//- b.ts\nimport type { Own } from "./a";\nfunction f(own: Own) { own.inn<|>er }\n',
        """\
a.ts:2  type Both = Cfg & { inner: number };  definition (inferred)
                            ^^^^^
""",
    )


def test_what_a_part_without_a_name_has_comes_first() -> None:
    check_definition(
        f"{USED}interface Own extends Readonly<Omit<Cfg, 'host'> & {{ host: 1 }}> {{}}\n"
        "declare const own: Own;\nown.ho<|>st;\n",
        snapshot("""\
a.ts:4  interface Own extends Readonly<Omit<Cfg, 'host'> & { host: 1 }> {}  definition (inferred)
                                                             ^^^^
"""),
    )


def test_a_type_that_is_made_of_itself_ends() -> None:
    check_definition(
        """
        //- a.ts
        interface A extends Partial<B> { own: number }
        interface B extends Omit<A, "x"> { other: number }
        declare const a: A;
        a.oth<|>er;
        """,
        """\
a.ts:2  interface B extends Omit<A, "x"> { other: number }  definition (inferred)
                                           ^^^^^
""",
    )


def test_what_is_stored_under_a_key_has_the_names_of_what_is_held() -> None:
    check_definition(
        """
        //- a.ts
        interface Claim { text: string }
        const claims = new Map<string, Claim>();
        claims.set("a", { te<|>xt: "" });
        """,
        """\
a.ts:1  interface Claim { text: string }  definition (inferred)
                          ^^^^
""",
    )
