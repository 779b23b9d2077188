"""Where the names of a block are seen: behind their declarations, in Go."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_what_a_variable_is_made_of_is_named_before_it_is_seen() -> None:
    check_definition(
        """
        //- a.go
        package p
        type node struct{ next *node }
        func (n *node) add() {}
        func f() {
            node := &node{}
            node.a<|>dd()
        }
        """,
        snapshot("""\
a.go:3  func (n *node) add() {}  definition (inferred)
                       ^^^
"""),
    )


def test_what_a_block_met_before_it_declares_a_name_is_another_s() -> None:
    check_references(
        """
        //- a.go
        package p
        func f(na<|>me string) {
            go func() {
                use(1)
                done := true
                name := wrap(name)
                use(name, done)
            }()
            go func() {
                done := use(name)
                var name, more = wrap(name)
                use(name, done, more)
            }()
            other, done := use(name), 1
        }
        """,
        snapshot("""\
a.go:2   func f(name string) {                definition
                ^^^^
a.go:6           name := wrap(name)           read
                              ^^^^
a.go:10          done := use(name)            read
                             ^^^^
a.go:11          var name, more = wrap(name)  read
                                       ^^^^
a.go:14      other, done := use(name), 1      read
                                ^^^^
"""),
    )


def test_a_block_goes_on_with_what_it_declared() -> None:
    check_references(
        """
        //- a.go
        package p
        type Rows struct{}
        func f() error {
            fi<|>rst, err := open()
            rows := Rows{}
            Rows := rows
            second, err := open()
            third, first := open()
            return use(first, second, third, err, Rows)
        }
        """,
        snapshot("""\
a.go:4      first, err := open()                         definition
            ^^^^^
a.go:8      third, first := open()                       write
                   ^^^^^
a.go:9      return use(first, second, third, err, Rows)  read
                       ^^^^^
"""),
    )


def test_a_type_inside_a_function_is_seen_from_its_name_on() -> None:
    check_references(
        """
        //- a.go
        package p
        type no<|>de struct{}
        func f() {
            var outer node
            type node struct{ next *node }
            use(outer, node{})
        }
        """,
        snapshot("""\
a.go:2  type node struct{}  definition
             ^^^^
a.go:4      var outer node  type
                      ^^^^
"""),
    )


def test_parameters_of_a_closure_are_of_its_block() -> None:
    check_references(
        """
        //- a.go
        package p
        var f = func(e<|>rr error) {
            value, err := open(err)
            use(value, err)
        }
        """,
        snapshot("""\
a.go:2  var f = func(err error) {    definition
                     ^^^
a.go:3      value, err := open(err)  write
                   ^^^
a.go:3      value, err := open(err)  read
                               ^^^
a.go:4      use(value, err)          read
                       ^^^
"""),
    )
