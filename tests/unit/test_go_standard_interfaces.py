"""Uses of methods of the standard library's interfaces in Go are uses of what implements them."""

from __future__ import annotations

from inline_snapshot import snapshot

from codegraph_daemon.languages.go.standard import declaring
from harness import check_references
from related import check_calls

HANDLERS = """
//- a.go
package a
import "net/http"
type Mux struct{ inner http.Handler }
func (m *Mux) Serve<|>HTTP(w http.ResponseWriter, r *http.Request) { m.inner.ServeHTTP(w, r) }
type Named interface { http.Handler; Name() string }
type Other struct{}
func (o Other) ServeHTTP() {}
type server struct{ http.Handler }
func f(n Named, s server, o Other, d http.HandlerFunc) {
    n.ServeHTTP(nil, nil)
    s.ServeHTTP(nil, nil)
    o.ServeHTTP()
    d.ServeHTTP(nil, nil)
    if h, ok := n.(http.Handler); ok { h.ServeHTTP(nil, nil) }
}
"""


def test_who_uses_an_interface_of_a_library_uses_what_implements_it() -> None:
    check_references(
        HANDLERS,
        snapshot("""\
a.go:4   func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.inner.ServeHTTP(w, r) }  definition
                       ^^^^^^^^^
a.go:4   func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.inner.ServeHTTP(w, r) }  call (inferred)
                                                                                   ^^^^^^^^^
a.go:10      n.ServeHTTP(nil, nil)                                                                    call (inferred)
               ^^^^^^^^^
a.go:11      s.ServeHTTP(nil, nil)                                                                    call (inferred)
               ^^^^^^^^^
a.go:14      if h, ok := n.(http.Handler); ok { h.ServeHTTP(nil, nil) }                               call (inferred)
                                                  ^^^^^^^^^
"""),
    )
    check_calls(
        HANDLERS,
        "callers",
        snapshot("""\
method Mux.ServeHTTP a.go:4 (inferred) <- a.go:4 ServeHTTP
function f a.go:9 (inferred) <- a.go:10 ServeHTTP, a.go:11 ServeHTTP, a.go:14 ServeHTTP
"""),
    )


def test_a_method_that_is_written_otherwise_implements_nothing() -> None:
    text = HANDLERS.replace("Serve<|>HTTP", "ServeHTTP")
    check_references(
        text.replace("Other) ServeHTTP", "Other) Serve<|>HTTP"),
        snapshot("""\
a.go:7   func (o Other) ServeHTTP() {}  definition
                        ^^^^^^^^^
a.go:12      o.ServeHTTP()              call (inferred)
               ^^^^^^^^^
"""),
    )


def test_of_several_interfaces_that_embed_one_the_method_is_the_same() -> None:
    check_references(
        """
        //- a.go
        package a
        import (
            "bytes"
            "io"
        )
        type file struct{}
        func (f file) Cl<|>ose() error { return nil }
        type sink interface { io.WriteCloser; Sync() }
        func f(r io.ReadCloser, w io.ReadWriteCloser, s sink, b *bytes.Buffer, e io.Reader) {
            r.Close()
            defer w.Close()
            g(s.Close)
            b.Close()
            e.Read(nil)
        }
        """,
        snapshot("""\
a.go:7   func (f file) Close() error { return nil }  definition
                       ^^^^^
a.go:10      r.Close()                               call (inferred)
               ^^^^^
a.go:11      defer w.Close()                         call (inferred)
                     ^^^^^
a.go:12      g(s.Close)                              read (inferred)
                 ^^^^^
"""),
    )


def test_which_interface_declares_a_method() -> None:
    assert declaring("io", "ReadWriteCloser", "Close") == "io.Closer.Close"
    assert declaring("io", "RuneScanner", "ReadRune") == "io.RuneReader.ReadRune"
    assert declaring("net", "Conn", "Close") == "net.Conn.Close"
    assert declaring("net", "Error", "Error") == ".error.Error"
    assert declaring("hash", "Hash", "Write") == "io.Writer.Write"
    assert declaring("io", "Reader", "Close") is None


def test_packages_that_implement_no_such_method_are_handed_others_as_well() -> None:
    check_references(
        """
        //- go.mod
        module m
        //- disk/disk.go
        package disk
        import "io"
        type File struct{}
        func (f File) Cl<|>ose() error { return nil }
        func Stop(c io.Closer) { c.Close() }
        //- other/other.go
        package other
        import (
            "io"
            "m/disk"
        )
        func f(c io.Closer, d disk.File) { c.Close(); d.Close() }
        """,
        snapshot("""\
disk/disk.go:4    func (f File) Close() error { return nil }                 definition
                                ^^^^^
disk/disk.go:5    func Stop(c io.Closer) { c.Close() }                       call (inferred)
                                             ^^^^^
other/other.go:6  func f(c io.Closer, d disk.File) { c.Close(); d.Close() }  call (inferred)
                                                                  ^^^^^
"""),
    )


def test_what_is_embedded_is_the_library_s_where_nothing_else_names_it() -> None:
    check_references(
        """
        //- a.go
        package a
        import "net/http"
        type Response struct { http.ResponseWriter; code int }
        func (r *Response) Write<|>Header(code int) { r.ResponseWriter.WriteHeader(code) }
        func f(w http.ResponseWriter) { w.WriteHeader(1) }
        """,
        snapshot("""\
a.go:4  func (r *Response) WriteHeader(code int) { r.ResponseWriter.WriteHeader(code) }  definition
                           ^^^^^^^^^^^
a.go:4  func (r *Response) WriteHeader(code int) { r.ResponseWriter.WriteHeader(code) }  call (inferred)
                                                                    ^^^^^^^^^^^
a.go:5  func f(w http.ResponseWriter) { w.WriteHeader(1) }                               call (inferred)
                                          ^^^^^^^^^^^
"""),
    )
