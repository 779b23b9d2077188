"""Interfaces of the standard library that others embed, with their methods.

What embeds one has its methods, and who has them is of its kind; without them nothing could be said
of either where Go's sources are not at hand.  Belongs here: interfaces that are stable and have no
methods of their own package's alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

_TEXT = """
    : error{Error() string} comparable{} any{}
    container/heap: Interface{Len() int; Less(int,int) bool; Swap(int,int); Push(any); Pop() any}
    context: Context{Deadline() (Time,bool); Done() <-chan struct{}; Err() error; Value(any) any}
    crypto: Signer{Public() PublicKey; Sign(Reader,[]byte,SignerOpts) ([]byte,error)}
    database/sql: Scanner{Scan(any) error} Result{LastInsertId() (int64,error);
        RowsAffected() (int64,error)}
    database/sql/driver: Valuer{Value() (Value,error)}
    encoding: TextMarshaler{MarshalText() ([]byte,error)}
        TextUnmarshaler{UnmarshalText([]byte) error}
        BinaryMarshaler{MarshalBinary() ([]byte,error)}
        BinaryUnmarshaler{UnmarshalBinary([]byte) error}
    encoding/json: Marshaler{MarshalJSON() ([]byte,error)} Unmarshaler{UnmarshalJSON([]byte) error}
    expvar: Var{String() string}
    flag: Value{String() string; Set(string) error}
        Getter{String() string; Set(string) error; Get() any}
    fmt: Stringer{String() string} GoStringer{GoString() string} Formatter{Format(State,rune)}
    hash: Hash{Write([]byte) (int,error); Sum([]byte) []byte; Reset(); Size() int; BlockSize() int}
    io: Reader{Read([]byte) (int,error)} Writer{Write([]byte) (int,error)} Closer{Close() error}
        Seeker{Seek(int64,int) (int64,error)} ReaderFrom{ReadFrom(Reader) (int64,error)}
        WriterTo{WriteTo(Writer) (int64,error)} ReaderAt{ReadAt([]byte,int64) (int,error)}
        WriterAt{WriteAt([]byte,int64) (int,error)} ByteReader{ReadByte() (byte,error)}
        ByteWriter{WriteByte(byte) error} RuneReader{ReadRune() (rune,int,error)}
        StringWriter{WriteString(string) (int,error)}
        ByteScanner{ReadByte() (byte,error); UnreadByte() error}
        RuneScanner{ReadRune() (rune,int,error); UnreadRune() error}
        ReadCloser{Read([]byte) (int,error); Close() error}
        WriteCloser{Write([]byte) (int,error); Close() error}
        ReadWriter{Read([]byte) (int,error); Write([]byte) (int,error)}
        ReadWriteCloser{Read([]byte) (int,error); Write([]byte) (int,error); Close() error}
        ReadSeeker{Read([]byte) (int,error); Seek(int64,int) (int64,error)}
        ReadSeekCloser{Read([]byte) (int,error); Seek(int64,int) (int64,error); Close() error}
        WriteSeeker{Write([]byte) (int,error); Seek(int64,int) (int64,error)}
    io/fs: FS{Open(string) (File,error)}
        File{Stat() (FileInfo,error); Read([]byte) (int,error); Close() error}
        DirEntry{Name() string; IsDir() bool; Type() FileMode; Info() (FileInfo,error)}
        FileInfo{Name() string; Size() int64; Mode() FileMode; ModTime() Time;
        IsDir() bool; Sys() any}
    log/slog: Handler{Enabled(Context,Level) bool; Handle(Context,Record) error;
        WithAttrs([]Attr) Handler; WithGroup(string) Handler} LogValuer{LogValue() Value}
    net: Addr{Network() string; String() string} Error{Error() string; Timeout() bool;
        Temporary() bool}
        Listener{Accept() (Conn,error); Close() error; Addr() Addr}
        Conn{Read([]byte) (int,error); Write([]byte) (int,error); Close() error; LocalAddr() Addr;
        RemoteAddr() Addr; SetDeadline(Time) error; SetReadDeadline(Time) error;
        SetWriteDeadline(Time) error}
    net/http: Handler{ServeHTTP(ResponseWriter,*Request)} Flusher{Flush()}
        ResponseWriter{Header() Header; Write([]byte) (int,error); WriteHeader(int)}
        Hijacker{Hijack() (Conn,*ReadWriter,error)} Pusher{Push(string,*PushOptions) error}
        RoundTripper{RoundTrip(*Request) (*Response,error)} FileSystem{Open(string) (File,error)}
    os: Signal{String() string; Signal()}
    sort: Interface{Len() int; Less(int,int) bool; Swap(int,int)}
    sync: Locker{Lock(); Unlock()}
"""
_PACKAGE = re.compile(r"^\s+([\w/]*): ", re.MULTILINE)
_INTERFACE = re.compile(r"(\w+)\{((?:[^{}]|\{\})*)\}")
_METHOD = re.compile(r"(\w+)\(([^()]*)\)(?: (\()?([^()]*)\)?)?$")


@cache
def _table() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """(import path, name) -> the name of each method, and how it would be written in facts."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    _, *parts = _PACKAGE.split(_TEXT)
    for package, text in zip(parts[::2], parts[1::2], strict=True):
        for name, methods in _INTERFACE.findall(text):
            written = found.setdefault((package, name), {})
            for method in filter(None, map(str.strip, methods.split(";"))):
                told = _METHOD.match(method)
                if told is None:
                    raise ValueError(method)
                given = told[2].split(",") if told[2] else []
                returned = told[4].split(",") if told[4] else []
                text_of = ",".join([*given, ";", *returned]).rstrip(";,")
                written[told[1]] = text_of or "()"
    return found


def interface(spec: str, name: str) -> Mapping[str, str] | None:
    """See `semantics.methods_outside`."""
    return _table().get((spec, name))


_OF_OTHERS = {
    ("container/heap", "Interface"): ("sort", "Interface"),
    ("hash", "Hash"): ("io", "Writer"),
    ("net", "Error"): ("", "error"),
}
"""Interfaces that embed one of another package."""


@cache
def declaring(spec: str, name: str, method: str) -> str | None:
    """See `semantics.method_outside`: that of the interface which declares it, for who embeds that
    has no method of its own; in a package whoever has all methods of another embeds it."""
    table = _table()
    own = table.get((spec, name), {})
    if method not in own:
        return None
    embedded = [_OF_OTHERS[spec, name]] if (spec, name) in _OF_OTHERS else []
    embedded += [
        each
        for each, methods in table.items()
        if each[0] == spec and len(methods) < len(own) and methods.items() <= own.items()
    ]
    for each in sorted(embedded, key=lambda each: len(table[each])):
        if spec and method in table[each]:
            return declaring(*each, method)
    return f"{spec}.{name}.{method}"


@cache
def having(method: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """See `semantics.interfaces_outside`."""
    found: list[tuple[str, Mapping[str, str]]] = []
    for (spec, name), methods in _table().items():
        declared = declaring(spec, name, method)
        if declared is not None:
            found.append((declared, methods))
    return tuple(found)
