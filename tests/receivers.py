"""Where the member of a receiver leads: many small texts, asked about in one index.

Belongs here: the classes that the texts use, and asking. Stays out: the texts themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from variants import places_of

MODEL = """
    //- model.py
    class Model:
        def save(self): ...
    class Other:
        def save(self): ...
    def make() -> Model: ...
    def guess(kind):
        if kind:
            return Model()
    class Store:
        model: Model
        def __init__(self):
            self.kept = Model()
        @property
        def first(self) -> Model: ...
        @property
        def last(self): return Model()
        def get(self) -> "Model": ...
        async def fetch(self) -> Model: ...
        @classmethod
        def default(cls): return cls()
        def __enter__(self): return self
        def __exit__(self, *what): ...
    class Sub(Store): ...
    class Opened:
        def __enter__(self) -> Model: ...
    //- main.py
    from __future__ import annotations
    import typing as t
    from typing import Optional, Union
    import model
    from model import Model, Other, Store, Sub, Opened, make, guess
    """

SAVE = "model.py:2"
"""Where Model's `save` is."""

OTHER_SAVE = "model.py:4"
"""Where that of Other is."""

CURSOR = ".<|>save"


def fixture_of(work: str) -> str:
    """A fixture with `work` in `main.py` and the cursor at its last `.save`."""
    before, _, after = work.rpartition(".save")
    lines = f"{before}{CURSOR}{after}".splitlines()
    return MODEL + "\n".join("    " + line for line in lines) + "\n"


def definitions_of_save(works: Sequence[str]) -> dict[str, list[str]]:
    """For each text the places to which its last `.save` leads."""
    return places_of("save", MODEL, works)
