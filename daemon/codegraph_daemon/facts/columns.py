"""How facts are laid out in bytes, how they are packed, and how they are named.

Columns are typed arrays, in the machine's byte order, since an index never leaves its machine.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from xxhash import xxh3_64_intdigest

from codegraph_client.digests import blake2b

from .words import Kind

FACTS_FORMAT = 3

SECTIONS = (
    # scopes
    ("scope_kind", "B"),
    ("scope_parent", "I"),
    ("scope_owner", "I"),  # the symbol whose body it is or lies in
    ("scope_start", "I"),
    ("scope_end", "I"),
    # symbols: one per name and scope; symbol 0 is the file itself
    ("symbol_name", "I"),
    ("symbol_kind", "B"),
    ("symbol_flags", "H"),
    ("symbol_container", "I"),  # a symbol
    ("symbol_scope", "I"),  # the scope that binds it
    ("symbol_body", "I"),  # the scope it opens, or NONE
    ("symbol_variant", "I"),  # what tells it from others of its name, as a name; mostly empty
    ("symbol_hash", "Q"),  # of its descriptor
    ("symbol_doc_start", "I"),
    ("symbol_doc_end", "I"),
    ("symbol_sites", "I"),  # first definition site; one more entry than symbols
    # definition sites, grouped by symbol
    ("site_start", "I"),
    ("site_end", "I"),
    ("site_name", "I"),  # where the name starts
    ("site_declared", "B"),  # 1: with an annotation or a body
    # bindings, grouped by scope
    ("scope_bindings", "I"),  # first binding of each scope; one more entry than scopes
    ("bind_name", "I"),
    ("bind_kind", "B"),
    ("bind_a", "I"),
    ("bind_b", "I"),
    ("bind_c", "I"),
    # expressions; expression 0 is unknown
    ("expr_kind", "B"),
    ("expr_a", "I"),
    ("expr_b", "I"),
    ("expr_occurrences", "I"),  # first occurrence of each; one more entry than expressions
    # occurrences, grouped by expression: start | role << 32 | scope << 36
    ("occurrence", "Q"),
    # names by which other files find this one from anywhere: their hashes, rising
    ("announced", "Q"),
    # lines
    ("line_start", "I"),
    ("line_wide", "I"),  # lines that are not ASCII
)
MAGIC = b"CGF" + bytes([FACTS_FORMAT])
HEADER = struct.Struct(f"<4sIII{len(SECTIONS) + 1}I")

_SIZES = {code: struct.calcsize(code) for code in "BHIQ"}

START_MASK = 0xFFFFFFFF
ROLE_SHIFT = 32
ROLE_MASK = 0xF
SCOPE_SHIFT = 36

_SUFFIX = {
    Kind.CLASS: "#",
    Kind.INTERFACE: "#",
    Kind.TYPE_ALIAS: "#",
    Kind.FUNCTION: "().",
    Kind.METHOD: "().",
    Kind.PROPERTY: "().",
    Kind.CONSTRUCTOR: "().",
    Kind.IMPORT: ":",
    Kind.EXTENSION: "!",
}


def content_id(data: bytes, dialect: str, extractor: str) -> bytes:
    """The 16-byte name of the facts of `data`: blake2b-128 over extractor, dialect and bytes."""
    head = f"{FACTS_FORMAT}\0{extractor}\0{dialect}\0".encode()
    return blake2b(data, digest_size=16, key=head[:64]).digest()


def descriptor_part(name: str, kind: int, variant: str = "") -> str:
    """One step of a symbol's descriptor, in the style of SCIP's symbol grammar.

    `variant` tells callables of one name from each other.
    """
    if kind == Kind.PARAMETER:
        return f"({name})"
    return f"{name}({variant})." if variant else name + _SUFFIX.get(kind, ".")


def descriptor_hash(descriptor: str) -> int:
    """The 64-bit hash that stands for a descriptor inside its file."""
    return xxh3_64_intdigest(descriptor.encode("utf-8", "surrogatepass"))


def announced_hash(name: str) -> int:
    """The 64-bit hash that stands for a name which a file announces."""
    return xxh3_64_intdigest(name.encode("utf-8", "replace"))


MODULE_HASH = descriptor_hash("")
"""The descriptor hash of the file's own symbol."""


def line_table(source: bytes) -> array[int]:
    """Byte offsets at which the lines of `source` start; the first is 0."""
    lines = source.splitlines(keepends=True)
    starts = array("I", list(accumulate(map(len, lines), initial=0)))
    if len(starts) > 1 and not source.endswith((b"\n", b"\r")):
        starts.pop()
    return starts


def wide_lines(source: bytes) -> list[int]:
    """Zero-based numbers of the lines that are not ASCII."""
    if source.isascii():
        return []
    return [i for i, line in enumerate(source.splitlines()) if not line.isascii()]


def pack(columns: Mapping[str, Iterable[int]], names: Sequence[str], text_length: int) -> bytes:
    """Write facts from their columns; `columns` has every section by its name.

    A column that is an array or bytes has its section's type already.
    """
    parts: list[bytes | array[int]] = []
    offsets: list[int] = []
    at = HEADER.size
    for name, code in SECTIONS:
        column = columns[name]
        part = column if isinstance(column, (array, bytes)) else array(code, column)
        offsets.append(at)
        parts.append(part)
        at += len(part) * _SIZES[code]
    blob = "\n".join(names).encode("utf-8", "surrogatepass")
    offsets.append(at)
    header = HEADER.pack(MAGIC, len(names), text_length, len(blob), *offsets)
    return b"".join((header, *parts, blob))
