"""Fields of structs in Go that only name a type: who uses the field, and who uses the type."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_references

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
