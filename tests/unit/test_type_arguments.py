"""Types that a call spells for a generic function: `get<User>()` gives a `User`."""

from __future__ import annotations

import pytest

from harness import check_definition, check_references
from related import check_calls

LIBRARY = """
        //- a.ts
        export interface User { name: string }
        export interface Group { title: string }
        export function get<T>(key?: string): T { return null as any }
        export function either<K, V = Group>(key?: K): V { return null as any }
        export const pick = <T>(key: string): T[] => [];
        export async function load<T>(key: string): Promise<T> { return null as any }
        export class Store {
          fetch<T>(key: string): T { return null as any }
          static make<T>(): Map<string, T> { return new Map() }
        }
        //- b.ts
        import { Group, Store, User, either, get, load, pick } from "./a";
"""
USER = """\
a.ts:1  export interface User { name: string }  definition (inferred)
                                ^^^^
"""


@pytest.mark.parametrize(
    "used",
    [
        "get<User>().na<|>me;",
        'get<User>("key").na<|>me;',
        'new Store().fetch<User>("key").na<|>me;',
        "const held = get<User>(); held.na<|>me;",
        'either<string, User>("key").na<|>me;',
        'pick<User>("key")[0].na<|>me;',
        'for (const each of pick<User>("key")) each.na<|>me;',
        'async function f() { (await load<User>("key")).na<|>me }',
        'Store.make<User>().get("key")!.na<|>me;',
        "get<User>?.().na<|>me;",
        "get?.<User>().na<|>me;",
        'new Store().fetch<User>?.("key").na<|>me;',
    ],
)
def test_a_type_that_is_spelled_for_a_function_is_what_it_gives(used: str) -> None:
    check_definition(f"{LIBRARY}        {used}\n        ", USER)


@pytest.mark.parametrize("used", ["get<User>?.();", "const held = get<User>?.('key');"])
def test_a_function_that_may_not_be_there_is_called_with_types(used: str) -> None:
    check_calls(
        f"""{LIBRARY}        export function run() {{ {used} }}
        """.replace("function get<T>", "function g<|>et<T>"),
        "callers",
        "function run b.ts:2 <- b.ts:2 get\n",
    )


def test_what_is_not_spelled_is_not_guessed() -> None:
    check_definition(
        f'{LIBRARY}        get("key").na<|>me;\n        ',
        "(nothing)",
    )


def test_what_a_library_gives_does_not_change_by_the_types_that_are_spelled() -> None:
    check_definition(
        f'{LIBRARY}        Array.from<User>(pick<User>("key"))[0].na<|>me;\n        ', USER
    )


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("await get<User>(1)", "      ^^^"),
        ("const a = await get<User>(1);", "                ^^^"),
        ("!get<User>(1)", " ^^^"),
        ("1 + get<User>(1)", "    ^^^"),
        ("!await get<User>(1)", "       ^^^"),
    ],
)
def test_what_stands_behind_an_operator_is_called_with_its_types(written: str, at: str) -> None:
    check_references(
        f"""
        //- a.ts
        declare function g<|>et<T>(key: number): T;
        interface User {{ name: string }}
        {written}
        """,
        f"""\
a.ts:1  declare function get<T>(key: number): T;  definition
                         ^^^
a.ts:3  {written:<40}  call
        {at}
""",
    )


@pytest.mark.parametrize(
    "used",
    [
        'Get[User]("k").Na<|>me',
        'held := Get[User]("k"); _ = held.Na<|>me',
        'Get[*User]("k").Na<|>me',
        "for _, each := range All[string, User]() { _ = each.Na<|>me }",
        "All[string, User]()[0].Na<|>me",
        'Get[[]User]("k")[0].Na<|>me',
    ],
)
def test_go(used: str) -> None:
    check_definition(
        f"""
        //- go.mod
        module m
        //- a.go
        package m
        type User struct {{ Name string }}
        func Get[T any](key string) T {{ panic(key) }}
        func All[K comparable, T any]() []T {{ return nil }}
        func use() {{
            {used}
        }}
        """,
        """\
a.go:2  type User struct { Name string }  definition (inferred)
                           ^^^^
""",
    )


@pytest.mark.parametrize(
    "used",
    [
        "get::<User>().na<|>me;",
        'store.fetch::<User>("k").na<|>me;',
        "for each in all::<u8, User>() { each.na<|>me; }",
        "all::<_, User>()[0].na<|>me;",
        "life::<User>(&store).na<|>me;",
    ],
)
def test_rust(used: str) -> None:
    check_definition(
        f"""
        //- Cargo.toml
        [package]
        name = "m"
        //- src/lib.rs
        pub struct User {{ pub name: String }}
        pub struct Store;
        impl Store {{
            pub fn fetch<T>(&self, key: &str) -> T {{ todo!() }}
        }}
        pub fn get<T: Default>() -> T {{ T::default() }}
        pub fn all<K, T>() -> Vec<T> {{ vec![] }}
        pub fn life<'a, T>(store: &'a Store) -> T {{ todo!() }}
        pub fn run(store: Store) {{
            {used}
        }}
        """,
        """\
src/lib.rs:1  pub struct User { pub name: String }  definition (inferred)
                                    ^^^^
""",
    )


IN_JAVA = """
        //- p/User.java
        package p;
        public class User { public String name; }
        //- p/Store.java
        package p;
        public class Store {
          static <T> T get() { return null; }
          static <K, V extends Object> V either(K key) { return null; }
          <T> java.util.List<T> all(String key) { return null; }
        }
        //- p/Main.java
        package p;
        class Main {
          <T> T own() { return null; }
"""
USER_IN_JAVA = """\
p/User.java:2  public class User { public String name; }  definition (inferred)
                                                 ^^^^
"""


@pytest.mark.parametrize(
    "used",
    [
        "Store.<User>get().na<|>me",
        "Store.<String, User>either(null).na<|>me",
        "this.<User>own().na<|>me",
        'new Store().<User>all("key").get(0).na<|>me',
    ],
)
def test_a_type_that_is_spelled_for_a_method_of_java_is_what_it_gives(used: str) -> None:
    check_definition(
        f"{IN_JAVA}          void run() {{ Object o = {used}; }}\n        }}\n", USER_IN_JAVA
    )


def test_a_method_of_java_is_called_with_types() -> None:
    check_calls(
        f"{IN_JAVA}          void run() {{ Store.<User>get(); }}\n        }}\n".replace(
            "T get()", "T g<|>et()"
        ),
        "callers",
        "method Main.run p/Main.java:4 (inferred) <- p/Main.java:4 get\n",
    )
