"""What functions of Python's library pass to a lambda, and what they give for what they get."""

from __future__ import annotations

from collections.abc import Sequence

from variants import places_of

THING = """
    //- thing.py
    class Thing:
        def run(self) -> int: ...
        async def load(self) -> "Thing": ...
        @property
        def inner(self) -> "Thing": ...
    things: list[Thing] = []
    //- main.py
    import asyncio, functools, itertools
    from concurrent.futures import ThreadPoolExecutor
    from thing import Thing, things
    """


def definitions_of_run(works: Sequence[str]) -> dict[str, list[str]]:
    """For each text the places to which its last `run` leads."""
    return places_of("run", THING, works)


def test_keys_by_which_elements_are_compared() -> None:
    works = [
        "best = sorted(things, key=lambda one: one.run())",
        "things.sort(key=lambda one: one.run())",
        "max(things, key=lambda one: one.inner.run()).inner",
        "for _ in itertools.groupby(things, key=lambda one: one.run()): ...",
    ]
    assert definitions_of_run(works) == {work: ["thing.py:2"] for work in works}


def test_functions_that_come_before_what_they_get() -> None:
    works = [
        "list(map(lambda one: one.run(), things))",
        "list(map(lambda one: one.inner, things))[0].run()",
        "list(filter(lambda one: one.run(), things))",
        "list(filter(lambda one: one.inner, things))[0].run()",
        "functools.reduce(lambda before, one: one.run(), things)",
        "functools.reduce(lambda before, one: before.run(), things)",
    ]
    assert definitions_of_run(works) == {work: ["thing.py:2"] for work in works}


def test_what_is_known_of_a_parameter_stays() -> None:
    works = [
        "sorted([1], key=lambda n, one=Thing(): one.run())",
        "map(lambda one=things[0]: one.run(), [1])",
    ]
    assert definitions_of_run(works) == {work: ["thing.py:2"] for work in works}


def test_a_lambda_for_something_else_gets_nothing() -> None:
    works = [
        "sorted(things, reverse=lambda one: one.run())",
        "print(things, key=lambda one: one.run())",
        "apply(lambda one: one.run(), things)",
        "sorted(things, key=lambda one: (lambda one: one.run()))",
    ]
    assert definitions_of_run(works) == {work: [] for work in works}


def test_what_runs_elsewhere() -> None:
    works = [
        "with ThreadPoolExecutor() as pool: pool.submit(Thing).result().run()",
        "async def f(): (await asyncio.gather(*[one.load() for one in things]))[0].run()",
        "async def f():\n    for done in asyncio.as_completed([t.load() for t in things]): (await done).run()",
        "for key, group in itertools.groupby(things):\n    for one in group: one.run()",
    ]
    assert definitions_of_run(works) == {work: ["thing.py:2"] for work in works}
