"""Fields of structs in Go that only name a type: who uses the field, and who uses the type."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references
from related import check_calls

WRITERS = """
//- a.go
package a
type writer struct{ n int }
func (w *writer) Size() int { return w.n }
type flusher struct {
    *writer
    other writer
}
func f(x flusher, w writer) {
    x.writer.Size()
    _ = flusher{writer: &w}
}
"""


def test_who_asks_at_an_embedded_type_asks_who_uses_the_field() -> None:
    check_references(
        WRITERS.replace("*writer\n", "*wri<|>ter\n"),
        snapshot("""\
a.go:5       *writer                  definition
              ^^^^^^
a.go:9       x.writer.Size()          read (inferred)
               ^^^^^^
a.go:10      _ = flusher{writer: &w}  write (inferred)
                         ^^^^^^
"""),
    )


def test_who_asks_at_the_type_itself_is_told_where_it_is_embedded() -> None:
    check_references(
        WRITERS.replace("type writer", "type wri<|>ter"),
        snapshot("""\
a.go:2  type writer struct{ n int }                 definition
             ^^^^^^
a.go:3  func (w *writer) Size() int { return w.n }  type
                 ^^^^^^
a.go:5      *writer                                 type
             ^^^^^^
a.go:6      other writer                            type
                  ^^^^^^
a.go:8  func f(x flusher, w writer) {               type
                            ^^^^^^
"""),
    )


def test_elements_of_a_named_container_leave_out_their_type() -> None:
    check_references(
        """
        //- a.go
        package a
        type Param struct{ Na<|>me string }
        type Params []Param
        type Table map[string]Params
        var p = Params{{Name: "a"}, Param{Name: "b"}}
        var t = Table{Name: {{Name: "c"}}}
        var q = Param{Name: "d"}
        """,
        snapshot("""\
a.go:2  type Param struct{ Name string }               definition
                           ^^^^
a.go:5  var p = Params{{Name: "a"}, Param{Name: "b"}}  write (inferred)
                        ^^^^
a.go:5  var p = Params{{Name: "a"}, Param{Name: "b"}}  write (inferred)
                                          ^^^^
a.go:6  var t = Table{Name: {{Name: "c"}}}             write (inferred)
                              ^^^^
a.go:7  var q = Param{Name: "d"}                       write (inferred)
                      ^^^^
"""),
    )


def test_who_instantiates_a_function_and_calls_it_is_a_caller() -> None:
    check_calls(
        """
        //- a.go
        package a
        func Par<|>se[T any](x T) T { return x }
        func f() { Parse[bool](true) }
        func g() { Parse[[]int](nil) }
        func h() { Parse[map[string]int](nil) }
        func i() { _ = Parse[int] }
        func j() { Parse[int](1, 2) }
        """,
        "callers",
        snapshot("""\
function f a.go:3 <- a.go:3 Parse
function g a.go:4 <- a.go:4 Parse
function h a.go:5 <- a.go:5 Parse
function i a.go:6 <- a.go:6 Parse (read)
function j a.go:7 <- a.go:7 Parse
"""),
    )


def test_what_an_instantiated_function_gives_is_known() -> None:
    check_references(
        """
        //- a.go
        package a
        type Dog struct{}
        func (d Dog) Ba<|>rk() {}
        func Get[T any](x T) Dog { return Dog{} }
        func f() {
            one := Get[int](1)
            one.Bark()
            Get[[]int](nil).Bark()
            Dog(one).Bark()
            [](Dog)(nil)[0].Bark()
        }
        """,
        snapshot("""\
a.go:3   func (d Dog) Bark() {}      definition
                      ^^^^
a.go:7       one.Bark()              call (inferred)
                 ^^^^
a.go:8       Get[[]int](nil).Bark()  call (inferred)
                             ^^^^
a.go:9       Dog(one).Bark()         call (inferred)
                      ^^^^
a.go:10      [](Dog)(nil)[0].Bark()  call (inferred)
                             ^^^^
"""),
    )


def test_what_is_embedded_lends_its_members() -> None:
    check_references(
        """
        //- a.go
        package p
        type Base struct { na<|>me string }
        type Middle struct { *Base }
        type Outer struct { Middle }
        func f(o *Outer) { o.name = o.Middle.Base.name }
        func g() { _ = Outer{Middle{&Base{name: "x"}}}; _ = []Base{{name: "y"}} }
        """,
        snapshot("""\
a.go:2  type Base struct { name string }                                           definition
                           ^^^^
a.go:5  func f(o *Outer) { o.name = o.Middle.Base.name }                           write (inferred)
                             ^^^^
a.go:5  func f(o *Outer) { o.name = o.Middle.Base.name }                           read (inferred)
                                                  ^^^^
a.go:6  func g() { _ = Outer{Middle{&Base{name: "x"}}}; _ = []Base{{name: "y"}} }  write (inferred)
                                          ^^^^
a.go:6  func g() { _ = Outer{Middle{&Base{name: "x"}}}; _ = []Base{{name: "y"}} }  write (inferred)
                                                                    ^^^^
"""),
    )


def test_a_method_in_another_file_comes_before_what_is_embedded() -> None:
    check_definition(
        """
        //- go.mod
        module m
        //- a.go
        package m
        type Base struct{}
        func (b Base) Run() {}
        type Job struct{ Base }
        //- b.go
        package m
        func (j Job) Run() {}
        //- c.go
        package m
        func use(j Job) { j.R<|>un() }
        """,
        """
        b.go:2  func (j Job) Run() {}  definition (inferred)
                             ^^^
        """,
    )


def test_of_members_of_one_name_the_least_deep_is_promoted() -> None:
    check_definition(
        """
        //- a.go
        package p
        type Deep struct{ Cfg, Only int }
        type Paths struct{ *Deep }
        type Content struct{ Cfg string }
        type Deps struct {
            *Paths
            *Content
        }
        func f(d *Deps) {
            use(d.C<|>fg)
        }
        """,
        snapshot("""\
a.go:4  type Content struct{ Cfg string }  definition (inferred)
                             ^^^
"""),
    )


def test_a_struct_without_a_name_has_what_it_embeds() -> None:
    check_references(
        """
        //- a.go
        package p
        type Options struct{ St<|>yle string }
        func f() {
            var o struct {
                Path string
                Options
            }
            use(o.Style)
            var i interface {
                Styled
            }
            i.Styles()
        }
        type Styled interface{ Styles() }
        """,
        snapshot("""\
a.go:2  type Options struct{ Style string }  definition
                             ^^^^^
a.go:8      use(o.Style)                     read (inferred)
                  ^^^^^
"""),
    )
