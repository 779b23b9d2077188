"""Who uses a method of an interface may use each that implements it, and the other way round."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_references
from related import check_calls, check_types

SHAPES = """
//- shape/shape.go
package shape
type Shape interface { Area(scale int) float64; Name() string }
type Named interface { Name() string }
func Show(s Shape) { s.Area(1); s.Name() }
func Call(n Named) { n.Name() }
//- square/square.go
package square
type Square struct{}
func (s *Square) Area(by int) float64 { return s.Area(by) }
func (s *Square) Name() string { return "" }
type Circle struct{}
func (c Circle) Name() string { return "" }
func f(c Circle) { c.Name() }
"""


def test_uses_of_an_interface_s_method_are_uses_of_those_that_implement_it() -> None:
    check_references(
        SHAPES.replace("Square) Area", "Square) A<|>rea"),
        snapshot("""\
shape/shape.go:2    type Shape interface { Area(scale int) float64; Name() string }  definition
                                           ^^^^
shape/shape.go:4    func Show(s Shape) { s.Area(1); s.Name() }                       call (inferred)
                                           ^^^^
square/square.go:3  func (s *Square) Area(by int) float64 { return s.Area(by) }      definition
                                     ^^^^
square/square.go:3  func (s *Square) Area(by int) float64 { return s.Area(by) }      call (inferred)
                                                                     ^^^^
"""),
    )


def test_uses_of_what_implements_a_method_are_uses_of_it_and_not_of_others_beside_them() -> None:
    check_references(
        SHAPES.replace("{ Area(scale", "{ Ar<|>ea(scale"),
        snapshot("""\
shape/shape.go:2    type Shape interface { Area(scale int) float64; Name() string }  definition
                                           ^^^^
shape/shape.go:4    func Show(s Shape) { s.Area(1); s.Name() }                       call (inferred)
                                           ^^^^
square/square.go:3  func (s *Square) Area(by int) float64 { return s.Area(by) }      definition
                                     ^^^^
square/square.go:3  func (s *Square) Area(by int) float64 { return s.Area(by) }      call (inferred)
                                                                     ^^^^
"""),
    )
    check_references(
        SHAPES.replace("Circle) Name", "Circle) N<|>ame"),
        snapshot("""\
shape/shape.go:3    type Named interface { Name() string }       definition
                                           ^^^^
shape/shape.go:5    func Call(n Named) { n.Name() }              call (inferred)
                                           ^^^^
square/square.go:6  func (c Circle) Name() string { return "" }  definition
                                    ^^^^
square/square.go:7  func f(c Circle) { c.Name() }                call (inferred)
                                         ^^^^
"""),
    )


def test_uses_of_interfaces_one_of_which_has_the_methods_of_the_other() -> None:
    check_references(
        SHAPES.replace("Named interface { Name", "Named interface { Na<|>me"),
        snapshot("""\
shape/shape.go:2    type Shape interface { Area(scale int) float64; Name() string }  definition
                                                                    ^^^^
shape/shape.go:3    type Named interface { Name() string }                           definition
                                           ^^^^
shape/shape.go:4    func Show(s Shape) { s.Area(1); s.Name() }                       call (inferred)
                                                      ^^^^
shape/shape.go:5    func Call(n Named) { n.Name() }                                  call (inferred)
                                           ^^^^
square/square.go:4  func (s *Square) Name() string { return "" }                     definition
                                     ^^^^
square/square.go:6  func (c Circle) Name() string { return "" }                      definition
                                    ^^^^
square/square.go:7  func f(c Circle) { c.Name() }                                    call (inferred)
                                         ^^^^
"""),
    )


def test_calls_of_an_interface_s_method_call_what_implements_it() -> None:
    check_calls(
        SHAPES.replace("Square) Area", "Square) A<|>rea"),
        "callers",
        snapshot("""\
function Show shape/shape.go:4 (inferred) <- shape/shape.go:4 Area
method Square.Area square/square.go:3 (inferred) <- square/square.go:3 Area
"""),
    )


def test_an_interface_that_embeds_one_of_the_standard_library_has_its_methods() -> None:
    text = """
    //- a.go
    package a
    import (
        text "fmt"
        "net/http"
    )
    type Flag interface { text.Stringer; error; Set(name string, value interface{}) }
    type Route interface { http.Handler; Match() }
    type On struct{}
    func (o On) S<|>et(n string, v any) {}
    func (o On) String() string { return "" }
    func (o On) Error() string { return "" }
    type Off struct{}
    func (o Off) Set(n string, v any) {}
    func (o Off) String() int { return 0 }
    func (o Off) Error() string { return "" }
    type Mux struct{ http.Handler }
    func (m *Mux) Match() {}
    func f(a Flag, o Off, r Route) { a.Set("", 1); o.Set("", 2); r.Match() }
    """
    check_references(
        text,
        snapshot("""\
a.go:6   type Flag interface { text.Stringer; error; Set(name string, value interface{}) }  definition
                                                     ^^^
a.go:9   func (o On) Set(n string, v any) {}                                                definition
                     ^^^
a.go:18  func f(a Flag, o Off, r Route) { a.Set("", 1); o.Set("", 2); r.Match() }           call (inferred)
                                            ^^^
"""),
    )
    check_types(
        text.replace("S<|>et", "Set").replace("Match() {}", "Ma<|>tch() {}"),
        "implementations",
        snapshot("""\
a.go:7  type Route interface { http.Handler; Match() }  method Route.Match
                                             ^^^^^
"""),
    )


def test_of_an_interface_that_embeds_what_nobody_knows_nothing_is_said() -> None:
    check_references(
        """
        //- a.go
        package a
        import "example.com/far"
        type Odd interface { far.Thing; Run() }
        type Runner struct{}
        func (r Runner) R<|>un() {}
        func f(o Odd, r Runner) { o.Run(); r.Run() }
        """,
        snapshot("""\
a.go:5  func (r Runner) Run() {}                      definition
                        ^^^
a.go:6  func f(o Odd, r Runner) { o.Run(); r.Run() }  call (inferred)
                                             ^^^
"""),
    )


def test_methods_that_only_their_package_knows_are_apart() -> None:
    text = """
    //- p/a.go
    package p
    type Option interface { apply(n int) }
    type one int
    func (o one) apply(n int) {}
    func use(o Option) { o.apply(1) }
    //- q/b.go
    package q
    type Option interface { apply(n int) }
    type two int
    func (t two) ap<|>ply(n int) {}
    func use(o Option) { o.apply(1) }
    """
    check_references(
        text,
        snapshot("""\
q/b.go:2  type Option interface { apply(n int) }  definition
                                  ^^^^^
q/b.go:4  func (t two) apply(n int) {}            definition
                       ^^^^^
q/b.go:5  func use(o Option) { o.apply(1) }       call (inferred)
                                 ^^^^^
"""),
    )
    check_types(
        text.replace("ap<|>ply", "apply").replace("two int", "t<|>wo int"),
        "supertypes",
        snapshot("""\
q/b.go:2  type Option interface { apply(n int) }  interface q.b.Option
               ^^^^^^
"""),
    )


def test_a_generic_interface_has_the_methods_that_it_embeds() -> None:
    check_types(
        """
        //- a.go
        package a
        type Marshaler interface { Marshal() string }
        type Poi<|>nter[T any] interface { *T; Marshaler }
        type one struct{}
        func (o one) Marshal() string { return "" }
        """,
        "subtypes",
        snapshot("""\
a.go:2  type Marshaler interface { Marshal() string }  interface a.Marshaler
             ^^^^^^^^^
a.go:4  type one struct{}                              class a.one
             ^^^
"""),
    )


def test_who_embeds_what_a_library_has_needs_no_method_of_its_own() -> None:
    check_types(
        """
        //- a.go
        package a
        import "net/http"
        type Wra<|>pper interface { http.ResponseWriter; Status() int }
        type basic struct { http.ResponseWriter; code int }
        func (b *basic) Status() int { return b.code }
        type fancy struct { basic }
        """,
        "subtypes",
        snapshot("""\
a.go:4  type basic struct { http.ResponseWriter; code int }  class a.basic
             ^^^^^
a.go:6  type fancy struct { basic }                          class a.fancy
             ^^^^^
"""),
    )


def test_what_implements_an_interface_is_none_that_it_is_made_of() -> None:
    check_types(
        """
        //- a.go
        package a
        type Reader interface { Read() }
        type Bo<|>th interface { Reader; Write() }
        type file struct{}
        func (f file) Read() {}
        func (f file) Write() {}
        """,
        "implementations",
        snapshot("""\
a.go:4  type file struct{}  class a.file
             ^^^^
"""),
    )


def test_who_has_the_methods_of_a_generic_interface_for_some_type_is_of_its_kind() -> None:
    check_types(
        """
        //- a.go
        package a
        type Clo<|>nable[T any, U any] interface { Clone() T; Both(x []T, u U) (T, error) }
        type one struct{}
        func (o *one) Clone() *one { return o }
        func (o *one) Both(x []*one, n int) (*one, error) { return o, nil }
        type two struct{}
        func (t two) Clone() two { return t }
        func (t two) Both(x []int, n int) (two, error) { return t, nil }
        """,
        "subtypes",
        snapshot("""\
a.go:3  type one struct{}  class a.one
             ^^^
"""),
    )


ZOO = """
//- a.go
package p
type Spea<|>ker interface { Speak(loud bool) (string, error) }
type Both interface { Speaker; Run() }
//- q/b.go
package q
type Dog struct{}
func (d *Dog) Speak(b bool) (s string, e error) { return }
func (d *Dog) Run() {}
type Puppy struct { *Dog }
type Cat struct{}
func (c Cat) Speak() (string, error) { return "", nil }
"""


def test_who_has_the_methods_is_a_subtype() -> None:
    check_types(
        ZOO,
        "subtypes",
        snapshot("""\
a.go:3    type Both interface { Speaker; Run() }  interface a.Both
               ^^^^
q/b.go:2  type Dog struct{}                       class q.b.Dog
               ^^^
q/b.go:5  type Puppy struct { *Dog }              class q.b.Puppy
               ^^^^^
"""),
    )
    check_types(
        ZOO,
        "implementations",
        snapshot("""\
a.go:3    type Both interface { Speaker; Run() }  interface a.Both
               ^^^^
q/b.go:2  type Dog struct{}                       class q.b.Dog
               ^^^
q/b.go:5  type Puppy struct { *Dog }              class q.b.Puppy
               ^^^^^
"""),
    )


def test_an_interface_whose_methods_a_type_has_is_a_supertype() -> None:
    text = ZOO.replace("<|>", "").replace("type Puppy", "type Pup<|>py")
    check_types(
        text,
        "supertypes",
        snapshot("""\
a.go:2  type Speaker interface { Speak(loud bool) (string, error) }  interface a.Speaker
             ^^^^^^^
a.go:3  type Both interface { Speaker; Run() }                       interface a.Both
             ^^^^
"""),
    )


def test_what_implements_a_method_and_what_it_implements() -> None:
    text = ZOO.replace("<|>", "")
    check_types(
        text.replace("{ Speak(loud", "{ Sp<|>eak(loud"),
        "implementations",
        snapshot("""\
q/b.go:3  func (d *Dog) Speak(b bool) (s string, e error) { return }  method Dog.Speak
                        ^^^^^
"""),
    )
    check_types(
        text.replace("Dog) Run", "Dog) R<|>un"),
        "implementations",
        snapshot("""\
a.go:3  type Both interface { Speaker; Run() }  method Both.Run
                                       ^^^
"""),
    )
