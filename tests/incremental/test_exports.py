"""What a module says that it exports."""

from __future__ import annotations

from fixture_language import parse_fixture
from harness import ask


def test_an_empty_list_of_exports_exports_nothing() -> None:
    fixture = parse_fixture(
        """
        //- lib.py
        def f(): ...
        //- user.py
        from lib import *
        f<|>()
        //- lib.py@2
        __all__ = []
        def f(): ...
        """
    )
    assert ask(fixture.files, (), "definition", fixture.target())["results"]
    assert not ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
