"""Script blocks of Vue, Svelte and Astro: their symbols at their places in the whole file."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.astro import parse as astro
from codegraph_daemon.languages.embedded import blanked, script_blocks
from codegraph_daemon.languages.svelte import parse as svelte
from codegraph_daemon.languages.vue import parse as vue
from fixture_language import parse_fixture
from harness import ask, check_definition, check_outline, check_references, check_symbols

VUE = """
    //- Cart.vue
    <template>
      <p v-if="a > b">é <Item :name="title"/></p>
    </template>
    <script lang="ts">
    export interface Props { count: number }
    </script>
    <script setup lang="ts">
    import { total } from "./shop"
    const price = total(3)
    function add(item: string) { return price }
    </script>
    <style>p { color: red }</style>
    //- shop.ts
    export function total(n: number) { return n }
    """


def test_the_outline_of_a_vue_component() -> None:
    check_outline(
        VUE,
        snapshot("""\
interface Props 5-5
  field count 5-5
constant price 9-9
function add 10-10
"""),
        "Cart.vue",
    )


def test_symbols_of_a_vue_component() -> None:
    check_symbols(
        VUE,
        "add",
        snapshot("""\
Cart.vue:10  function add(item: string) { return price }  function Cart.add
                      ^^^
"""),
    )


def test_a_use_in_a_vue_component_leads_out_of_it() -> None:
    check_definition(
        VUE.replace("= total", "= to<|>tal"),
        snapshot("""\
shop.ts:1  export function total(n: number) { return n }  definition
                           ^^^^^
"""),
    )


def test_an_import_of_a_component_leads_to_its_file() -> None:
    check_definition(
        """
        //- main.ts
        import App from "./App.vue"
        A<|>pp
        //- App.vue
        <script setup>
        const a = 1
        </script>
        """,
        snapshot("""\
App.vue:1  <script setup>  definition
           |
"""),
    )


def test_a_component_that_exports_an_object_is_that() -> None:
    check_definition(
        """
        //- main.ts
        import App from "./App.vue"
        A<|>pp
        //- App.vue
        <script>
        const component = { name: "App" }
        export default component
        </script>
        """,
        snapshot("""\
App.vue:2  const component = { name: "App" }  definition
                 ^^^^^^^^^
"""),
    )


def test_the_outline_of_a_svelte_component() -> None:
    check_outline(
        """
        //- Counter.svelte
        <script context="module">
          export const LIMIT = 10;
        </script>
        <script>
          let count = 0;
          const add = () => { count += 1 };
        </script>
        <button on:click={add}>{count}</button>
        """,
        snapshot("""\
constant LIMIT 2-2
variable count 5-5
function add 6-6
"""),
    )


def test_the_outline_of_an_astro_component() -> None:
    check_outline(
        """
        //- Page.astro
        ---
        import Layout from "./Layout.astro";
        interface Props { title: string }
        const { title } = Astro.props;
        ---
        <Layout title={title}><p>---</p></Layout>
        <script>
          function start(): void {}
        </script>
        """,
        snapshot("""\
interface Props 3-3
  field title 3-3
variable title 4-4
function start 8-8
"""),
    )


def test_a_name_behind_wide_characters_has_its_exact_place() -> None:
    check_references(
        """
        //- a.vue
        <p>éé</p><script>const né = 1; n<|>é</script>
        """,
        snapshot("""\
a.vue:1  <p>éé</p><script>const né = 1; né</script>  definition
                                ^^
a.vue:1  <p>éé</p><script>const né = 1; né</script>  read
                                        ^^
"""),
    )


def blocks(text: str) -> list[str]:
    source = text.encode()
    return [source[block.start : block.end].decode() for block in script_blocks(source)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>a</script>", ["a"]),
        ("<SCRIPT Lang='ts'>a</SCRIPT >", ["a"]),
        ("<script>a</script><script>b</script>", ["a", "b"]),
        ("<script generics=\"T extends Record<string, 'x'>\">a</script>", ["a"]),
        ("<!-- <script>a</script> --><script>b</script>", ["b"]),
        ("<!-- <script>a</script>", []),
        ("<script src='x.js' /><script>b</script>", ["b"]),
        ("<script>a < b; '<script>'</script>", ["a < b; '<script>'"]),
        ("<scripts>a</scripts><script-x>b</script-x>", []),
        ("<script>a", ["a"]),
        ("<script", []),
        ("<script lang='", []),
        ("", []),
    ],
)
def test_where_scripts_are(text: str, expected: list[str]) -> None:
    assert blocks(text) == expected


def test_the_language_of_a_script_is_what_it_says() -> None:
    source = b"""<script lang="TS"></script><script lang=tsx></script><script></script>"""
    assert [block.language for block in script_blocks(source)] == [b"ts", b"tsx", b""]


def test_what_is_blank_keeps_bytes_and_lines() -> None:
    assert blanked("é\r\nab\rc\n".encode(), [(4, 5)]) == b"  \r\na \r \n"


@pytest.mark.parametrize(
    "text",
    [
        b"<!---->" * 150_000 + b"<script>",
        b"<script>" * 50_000,
        b"<!--<script" * 50_000,
        b"<script '" * 9999,
    ],
)
@pytest.mark.parametrize("parse", [vue, svelte, astro])
def test_a_component_that_makes_no_sense_takes_no_long_time(text: bytes, parse: object) -> None:
    facts = Facts(parse.facts_of(text))  # type: ignore[attr-defined]
    assert facts.text_length == len(text)


COMPONENTS = {
    "vue": '<script lang="ts">\n{script}\n</script>\n',
    "svelte": '<script lang="ts">\n{script}\n</script>\n',
    "astro": "---\n{script}\n---\n",
}


@pytest.mark.parametrize("ending", COMPONENTS)
def test_what_a_pattern_takes_out_in_a_component_leads_to_the_member(ending: str) -> None:
    script = (
        'import type { Cart } from "./cart"\ndeclare const cart: Cart\nconst { to<|>tal } = cart'
    )
    fixture = parse_fixture(
        "//- cart.ts\nexport interface Cart { total: number }\n"
        f"//- Page.{ending}\n{COMPONENTS[ending].format(script=script)}"
    )
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [each["path"] for each in answer["results"]] == ["cart.ts"]


@pytest.mark.parametrize("ending", COMPONENTS)
def test_this_in_a_component_leads_to_the_class_around_it(ending: str) -> None:
    script = "class A { x = 1; f() { return th<|>is.x } }"
    fixture = parse_fixture(f"//- Page.{ending}\n{COMPONENTS[ending].format(script=script)}")
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [each["name"] for each in answer["results"]] == ["A"]
