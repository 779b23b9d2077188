"""A language is one folder: what a made-up one says of itself is all that it needs.

Its rules are those that the languages of packages and extensions share: names of the same package,
members as plain names, what another file adds to a type, several functions of one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from codegraph_daemon import languages
from codegraph_daemon.languages import registry
from harness import check_definition, check_outline, check_references, check_symbols
from linking import linked_by_steps


@pytest.fixture(autouse=True)
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder of the language lies beside the others."""
    folder = str(Path(__file__).parents[1] / "toy_language")
    monkeypatch.setattr(languages, "__path__", [*languages.__path__, folder])
    registry._tables.cache_clear()
    yield
    registry._tables.cache_clear()


def test_a_name_of_the_same_package_is_found_in_another_folder() -> None:
    check_references(
        """
        //- a/one.toy
        package p
        func hel<|>per
        //- b/two.toy
        package p
        func main
          call helper
        //- b/three.toy
        package q
        func other
          call helper
        """,
        snapshot("""\
a/one.toy:2  func helper    definition
                  ^^^^^^
b/two.toy:3    call helper  call
                    ^^^^^^
"""),
    )


def test_a_member_is_seen_as_a_name_and_inherited() -> None:
    check_references(
        """
        //- base.toy
        package p
        type Shape
          method ar<|>ea
        //- square.toy
        package p
        func area
        type Square : Shape
          method draw
            call area
        func main
          call area
        """,
        snapshot("""\
base.toy:3      method area  definition
                       ^^^^
square.toy:5      call area  call
                       ^^^^
"""),
    )


def test_what_another_file_adds_to_a_type_is_its_member() -> None:
    check_definition(
        """
        //- shape.toy
        package p
        type Shape
          method draw
            call gr<|>ow
        //- more/grow.toy
        package p
        extend Shape
          method grow
            call draw
        """,
        snapshot("""\
more/grow.toy:3    method grow  definition
                          ^^^^
"""),
    )


def test_a_type_of_the_same_file_just_has_more_members() -> None:
    check_outline(
        """
        //- shape.toy
        package p
        extend Shape
          method grow
        type Shape
          method draw
        """,
        snapshot("""\
class Shape 4-4
  method grow 3-3
  method draw 5-5
"""),
    )


def test_functions_of_one_name_are_symbols_of_their_own() -> None:
    check_symbols(
        """
        //- a.toy
        package p
        func twice(number)
        func twice(text)
        extend Other
          method twice
        """,
        "twice",
        snapshot("""\
a.toy:2  func twice(number)  function a.twice
              ^^^^^
a.toy:3  func twice(text)    function a.twice
              ^^^^^
a.toy:5    method twice      method Other.twice
                  ^^^^^
"""),
    )


STEPS = """
//- shape.toy
package p
type Shape
  method draw
    call grow
    call helper
//- user.toy
package p
func main
  call helper
//- more.toy@2
package p
extend Shape
  method grow
    call draw
//- helper.toy@3
package p
func helper
//- helper.toy@4
package q
func helper
//- more.toy@5
package p
extend Other
  method grow
    call draw
//- base.toy@6
package p
type Other
  method draw
//- shape.toy@7
package p
type Shape : Other
  method paint
    call grow
    call helper
//- base.toy@8
package q
type Other
  method draw
"""


def test_after_each_edit_the_links_are_those_of_scratch() -> None:
    linked = linked_by_steps(STEPS)
    assert linked == snapshot(
        [
            ["more.toy", "shape.toy"],
            ["helper.toy", "shape.toy", "user.toy"],
            ["helper.toy", "shape.toy", "user.toy"],
            ["more.toy", "shape.toy"],
            ["base.toy", "more.toy"],
            ["more.toy", "shape.toy"],
            ["base.toy", "more.toy", "shape.toy"],
        ]
    )
