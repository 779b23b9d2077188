"""Uses of methods of the standard library's interfaces in Go are uses of what implements them."""

from __future__ import annotations

from inline_snapshot import snapshot

from codegraph_daemon.languages.go.standard import declaring
from harness import check_references
from related import check_calls

HANDLERS = """
//- go.mod
module m
//- a/a.go
package a
import (
    "io"
    "net/http"
)
type Mux struct{ inner http.Handler }
func (m *Mux) Serve<|>HTTP(w http.ResponseWriter, r *http.Request) { m.inner.ServeHTTP(w, r) }
func (m *Mux) Write(b []byte) (int, error) { return 0, nil }
func wrap(next http.Handler) http.Handler { return next }
//- b/b.go
package b
import (
    "m/a"
    "net/http"
)
var mux a.Mux
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
a/a.go:7   func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.inner.ServeHTTP(w, r) }  definition
                         ^^^^^^^^^
a/a.go:7   func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.inner.ServeHTTP(w, r) }  call (inferred)
                                                                                     ^^^^^^^^^
b/b.go:12      n.ServeHTTP(nil, nil)                                                                    call (inferred)
                 ^^^^^^^^^
b/b.go:13      s.ServeHTTP(nil, nil)                                                                    call (inferred)
                 ^^^^^^^^^
b/b.go:16      if h, ok := n.(http.Handler); ok { h.ServeHTTP(nil, nil) }                               call (inferred)
                                                    ^^^^^^^^^
"""),
    )
    check_calls(
        HANDLERS,
        "callers",
        snapshot("""\
method Mux.ServeHTTP a/a.go:7 (inferred) <- a/a.go:7 ServeHTTP
function f b/b.go:11 (inferred) <- b/b.go:12 ServeHTTP, b/b.go:13 ServeHTTP, b/b.go:16 ServeHTTP
"""),
    )


def test_a_method_that_is_written_otherwise_implements_nothing() -> None:
    text = HANDLERS.replace("Serve<|>HTTP", "ServeHTTP")
    check_references(
        text.replace("Other) ServeHTTP", "Other) Serve<|>HTTP"),
        snapshot("""\
b/b.go:9   func (o Other) ServeHTTP() {}  definition
                          ^^^^^^^^^
b/b.go:14      o.ServeHTTP()              call (inferred)
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


def test_a_package_that_knows_none_that_implements_it_means_others() -> None:
    check_references(
        """
        //- go.mod
        module m
        //- disk/disk.go
        package disk
        type File struct{}
        func (f File) Cl<|>ose() error { return nil }
        func Open() File { return File{} }
        //- use/use.go
        package use
        import (
            "io"
            "m/disk"
        )
        func Make() io.Closer { return disk.Open() }
        //- far/far.go
        package far
        import "m/use"
        func f() { use.Make().Close() }
        //- other/other.go
        package other
        import "io"
        func f(c io.Closer) { c.Close() }
        """,
        snapshot("""\
disk/disk.go:3  func (f File) Close() error { return nil }  definition
                              ^^^^^
far/far.go:3    func f() { use.Make().Close() }             call (inferred)
                                      ^^^^^
"""),
    )
