"""Values of types that are asserted or left out, in Go."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_an_assertion_in_parentheses_gives_its_value_first() -> None:
    check_definition(
        """
        //- a.go
        package m
        type Inner struct{}
        func (i *Inner) Run() {}
        func f(x any) {
            if inner, ok := (x.(*Inner)); ok {
                inner.R<|>un()
            }
        }
        """,
        snapshot("""\
a.go:3  func (i *Inner) Run() {}  definition (inferred)
                        ^^^
"""),
    )


def test_a_key_whose_type_is_left_out_is_of_that_of_the_keys() -> None:
    check_references(
        """
        //- a.go
        package m
        type Key struct{ Ti<|>tle string }
        var all = map[Key][]Key{{Title: "k"}: {{Title: "v"}}}
        """,
        snapshot("""\
a.go:2  type Key struct{ Title string }                        definition
                         ^^^^^
a.go:3  var all = map[Key][]Key{{Title: "k"}: {{Title: "v"}}}  write (inferred)
                                 ^^^^^
a.go:3  var all = map[Key][]Key{{Title: "k"}: {{Title: "v"}}}  write (inferred)
                                                ^^^^^
"""),
    )
