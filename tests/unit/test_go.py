"""What names mean in Go: packages, imports, methods, types of values, functions that are given."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.languages.go.declarations import package_of
from codegraph_daemon.languages.go.parse import facts_of
from fixture_language import parse_fixture
from harness import ask, check_definition, check_outline, check_references
from related import check_calls


def test_the_outline_has_methods_with_their_types() -> None:
    check_outline(
        """
        //- a.go
        package zoo

        // Animal speaks.
        type Animal interface {
            Speak(loud bool) (string, error)
        }

        type Dog struct {
            Base
            Name, nick string
        }
        type Alias = Dog
        type Kind int

        const (
            A, B = iota, 2
        )

        var x, y int

        func (d *Dog) Speak(loud bool) (res string, err error) { var local int; return }
        func New() *Dog { return nil }
        func (o *Other) Far() {}
        """,
        snapshot("""\
interface Animal 4-6
  method Speak 5-5
class Dog 8-11
  field Base 9-9
  field Name 10-10
  field nick 10-10
  method Speak 21-21
type_alias Alias 12-12
class Kind 13-13
constant A 15-17
constant B 15-17
variable x 19-19
variable y 19-19
function New 22-22
extension Other 23-23
  method Far 23-23
"""),
    )


def test_a_package_is_a_folder() -> None:
    check_references(
        """
        //- p/a.go
        package p
        func hel<|>per() {}
        //- p/b.go
        package p
        var f = helper
        func main() { helper() }
        //- q/c.go
        package q
        func main() { helper() }
        //- p/a_test.go
        package p_test
        func main() { helper() }
        """,
        snapshot("""\
p/a.go:2  func helper() {}          definition
               ^^^^^^
p/b.go:2  var f = helper            read
                  ^^^^^^
p/b.go:3  func main() { helper() }  call
                        ^^^^^^
"""),
    )


def test_an_import_path_begins_with_a_module_of_the_workspace() -> None:
    check_references(
        """
        //- go.mod
        module example.com/zoo
        //- animal/animal.go
        package animal
        func Ne<|>w() {}
        //- cmd/main.go
        package main
        import "example.com/zoo/animal"
        func main() { animal.New() }
        //- tools/go.mod
        module example.com/tools
        replace example.com/zoo => ../
        //- tools/main.go
        package main
        import beast "example.com/zoo/animal"
        func main() { beast.New() }
        //- dot/main.go
        package main
        import . "example.com/zoo/animal"
        func main() { New() }
        //- far/main.go
        package main
        import "example.com/other/animal"
        func main() { animal.New() }
        """,
        snapshot("""\
animal/animal.go:2  func New() {}                 definition
                         ^^^
cmd/main.go:3       func main() { animal.New() }  call
                                         ^^^
dot/main.go:3       func main() { New() }         call
                                  ^^^
tools/main.go:3     func main() { beast.New() }   call
                                        ^^^
"""),
    )


def test_what_a_package_most_likely_calls_itself() -> None:
    specs = [b"fmt", b"a.b/c/go-yaml", b"gopkg.in/yaml.v3", b"a.b/c/v2", b"a.b/c-d"]
    assert [package_of(spec) for spec in specs] == [b"fmt", b"yaml", b"yaml", b"c", b"c_d"]


def test_methods_lie_in_any_file_of_the_package() -> None:
    check_references(
        """
        //- a.go
        package p
        type Dog struct{}
        func (d Dog) First() { d.Sec<|>ond() }
        //- b.go
        package p
        func (d *Dog) Second() { d.First() }
        func (c *Cat) Second() {}
        func use(x []*Dog, y map[string]Dog, z chan Dog) {
            for _, each := range x { each.Second() }
            for key, each := range y { each.Second(); key.Second() }
            for each := range z { each.Second() }
            (<-z).Second()
            y["a"].Second()
            x[1:][0].Second()
            append(x, nil)[0].Second()
            new(Dog).Second()
            make([]Dog, 1)[0].Second()
            (&Dog{}).Second()
            Dog(x).Second()
            f := func() Dog { return x }
            f().Second()
        }
        """,
        snapshot("""\
a.go:3   func (d Dog) First() { d.Second() }                           call (inferred)
                                  ^^^^^^
b.go:2   func (d *Dog) Second() { d.First() }                          definition
                       ^^^^^^
b.go:5       for _, each := range x { each.Second() }                  call (inferred)
                                           ^^^^^^
b.go:6       for key, each := range y { each.Second(); key.Second() }  call (inferred)
                                             ^^^^^^
b.go:7       for each := range z { each.Second() }                     call (inferred)
                                        ^^^^^^
b.go:8       (<-z).Second()                                            call (inferred)
                   ^^^^^^
b.go:9       y["a"].Second()                                           call (inferred)
                    ^^^^^^
b.go:10      x[1:][0].Second()                                         call (inferred)
                      ^^^^^^
b.go:11      append(x, nil)[0].Second()                                call (inferred)
                               ^^^^^^
b.go:12      new(Dog).Second()                                         call (inferred)
                      ^^^^^^
b.go:13      make([]Dog, 1)[0].Second()                                call (inferred)
                               ^^^^^^
b.go:14      (&Dog{}).Second()                                         call (inferred)
                      ^^^^^^
b.go:15      Dog(x).Second()                                           call (inferred)
                    ^^^^^^
b.go:17      f().Second()                                              call (inferred)
                 ^^^^^^
"""),
    )


def test_several_results_and_checked_values() -> None:
    check_references(
        """
        //- a.go
        package p
        type Dog struct{}
        func (Dog) Ba<|>rk() {}
        func two() (int, *Dog, error) { return 1, nil, nil }
        func named() (dog Dog, err error) { dog.Bark(); return }
        func f(a any, m map[string]Dog) {
            n, d, err := two()
            d.Bark(); n.Bark(); err.Bark()
            var x, _ = named()
            x.Bark()
            if e, ok := a.(Dog); ok { e.Bark() }
            if v, ok := m["x"]; ok { v.Bark() }
            switch t := a.(type) {
            case Dog:
                t.Bark()
            case int, *Dog:
                t.Bark()
            default:
                t.Bark()
            }
        }
        """,
        snapshot("""\
a.go:3   func (Dog) Bark() {}                                      definition
                    ^^^^
a.go:5   func named() (dog Dog, err error) { dog.Bark(); return }  call (inferred)
                                                 ^^^^
a.go:8       d.Bark(); n.Bark(); err.Bark()                        call (inferred)
               ^^^^
a.go:10      x.Bark()                                              call (inferred)
               ^^^^
a.go:11      if e, ok := a.(Dog); ok { e.Bark() }                  call (inferred)
                                         ^^^^
a.go:12      if v, ok := m["x"]; ok { v.Bark() }                   call (inferred)
                                        ^^^^
a.go:15          t.Bark()                                          call (inferred)
                   ^^^^
"""),
    )


def test_a_name_lives_in_its_block() -> None:
    check_references(
        """
        //- a.go
        package p
        func f(x int) {
            if x := 1; x > 0 { us<|>e := x; print(use) }
            use := x
            for use := range use { print(use) }
            print(use)
        }
        """,
        snapshot("""\
a.go:3      if x := 1; x > 0 { use := x; print(use) }  definition
                               ^^^
a.go:3      if x := 1; x > 0 { use := x; print(use) }  read
                                               ^^^
"""),
    )


def test_generic_types_and_functions() -> None:
    check_references(
        """
        //- a.go
        package p
        type Dog struct{}
        func (Dog) Ba<|>rk() {}
        type List[T any] struct { items []T; next *List[T] }
        func (l *List[T]) First() T { return l.items[0] }
        type Speaker interface { ~int | Dog; Bark() }
        func f(l List[Dog]) { l.First().Bark(); l.items[0].Bark(); l.next.next.First().Bark() }
        func g[T Dog](x T) { x.Bark() }
        """,
        snapshot("""\
a.go:3  func (Dog) Bark() {}                                                                     definition
                   ^^^^
a.go:6  type Speaker interface { ~int | Dog; Bark() }                                            definition
                                             ^^^^
a.go:7  func f(l List[Dog]) { l.First().Bark(); l.items[0].Bark(); l.next.next.First().Bark() }  call (inferred)
                                        ^^^^
a.go:7  func f(l List[Dog]) { l.First().Bark(); l.items[0].Bark(); l.next.next.First().Bark() }  call (inferred)
                                                           ^^^^
a.go:7  func f(l List[Dog]) { l.First().Bark(); l.items[0].Bark(); l.next.next.First().Bark() }  call (inferred)
                                                                                       ^^^^
a.go:8  func g[T Dog](x T) { x.Bark() }                                                          call (inferred)
                               ^^^^
"""),
    )


def test_defined_types_of_containers_and_functions() -> None:
    check_references(
        """
        //- a.go
        package p
        type Dog struct{}
        func (Dog) Ba<|>rk() {}
        type Dogs []Dog
        type Make func(n int) Dog
        type Same = Dog
        func (d Dogs) All() { for _, each := range d { each.Bark() }; d[0].Bark() }
        func f(m Make, s Same) { m(1).Bark(); s.Bark(); Same{}.Bark() }
        """,
        snapshot("""\
a.go:3  func (Dog) Bark() {}                                                         definition
                   ^^^^
a.go:7  func (d Dogs) All() { for _, each := range d { each.Bark() }; d[0].Bark() }  call (inferred)
                                                            ^^^^
a.go:7  func (d Dogs) All() { for _, each := range d { each.Bark() }; d[0].Bark() }  call (inferred)
                                                                           ^^^^
a.go:8  func f(m Make, s Same) { m(1).Bark(); s.Bark(); Same{}.Bark() }              call (inferred)
                                      ^^^^
a.go:8  func f(m Make, s Same) { m(1).Bark(); s.Bark(); Same{}.Bark() }              call (inferred)
                                                ^^^^
a.go:8  func f(m Make, s Same) { m(1).Bark(); s.Bark(); Same{}.Bark() }              call (inferred)
                                                               ^^^^
"""),
    )


def test_who_takes_a_function_calls_it() -> None:
    check_calls(
        """
        //- a.go
        package p
        func cal<|>led() {}
        func one() { called() }
        func two() { each(called) }
        var three = Options{Run: called}
        func (d *Dog) four() { defer called(); go func() { called() }() }
        """,
        "callers",
        snapshot("""\
module a a.go:1 <- a.go:5 called (read)
function one a.go:3 <- a.go:3 called
function two a.go:4 <- a.go:4 called (read)
method Dog.four a.go:6 <- a.go:6 called, a.go:6 called
"""),
    )


def test_what_lies_outside_has_no_members_here() -> None:
    check_definition(
        """
        //- a.go
        package p
        import "os"
        type Dog struct{}
        func (Dog) Close() {}
        func f() { file, err := os.Open("x"); file.Cl<|>ose(); print(err) }
        """,
        snapshot("(nothing)\n"),
    )


def test_broken_text_has_facts() -> None:
    text = b"package p\ntype Dog struct { a int }\nfunc (d *Dog) f(x []map[string]func() T) { a, b := d.g(1) }\n"
    for length in range(len(text)):
        assert facts_of(text[:length])
        assert facts_of(text[:length] + b"\x00\xff{{(" + text[length:])
    assert facts_of(b"package p\nvar x = " + b"f(" * 150 + b")" * 150)


@pytest.mark.parametrize(
    "value",
    [
        "Map(things, func(t Thing) Inner { return Inner{} })[0]",
        "Fold(things, Inner{}, func(b Inner, a Thing) Inner { return b })",
        "made[0]()",
        'named["a"]()',
        "Second(1, Inner{})",
        "Must(open())",
        "entered(named)",
    ],
)
def test_what_functions_give_that_are_given_or_held(value: str) -> None:
    check_definition(
        f"""
        //- go.mod
        module m
        //- a.go
        package m
        type Thing struct{{}}
        type Inner struct{{}}
        func (i Inner) Run() {{}}
        func Map[A, B any](in []A, f func(A) B) []B {{ return nil }}
        func Fold[A, B any](in []A, first B, f func(B, A) B) B {{ return first }}
        func Second[A, B any](a A, b B) B {{ return b }}
        func Must[A any](a A, err error) A {{ return a }}
        func open() (Inner, error) {{ return Inner{{}}, nil }}
        func entered(all iter.Seq2[string, Inner]) Inner {{
            for _, each := range all {{
                return each
            }}
        }}
        func use(things []Thing, made []func() Inner, named map[string]func() Inner) {{
            {value}.R<|>un()
        }}
        """,
        """
        a.go:4  func (i Inner) Run() {}  definition (inferred)
                               ^^^
        """,
    )


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ("func (n *node) split() []*node { var all []*node; node := n; _ = node; return all }", ""),
        ("func (n *node) split() (node []*node) { return node }", ""),
        ("func (n *node) split(node int) []*node { return nil }", "1"),
        ("func (node *node) split() []*node { return nil }", ""),
    ],
)
def test_types_of_parameters_and_results_are_none_of_the_functions_own_names(
    declared: str, value: str
) -> None:
    fixture = parse_fixture(
        f"""
        //- go.mod
        module m
        //- a.go
        package m
        type node struct {{ page int }}
        {declared}
        func spill(n *node) {{
            for _, node := range n.split({value}) {{
                _ = node.pa<|>ge
            }}
        }}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [(each["line"] + 1, each["kind"]) for each in found] == [(2, "field")]
