"""What the types of Rust's standard library hold, and what their methods give: options, results,
smart pointers, locks, collections, iterators.

Pure: tables over external values and their type arguments.  What is done with closures, and with
types of the workspace, is `wrapped`'s business.
"""

from __future__ import annotations

from .containers import external
from .values import UNKNOWN, Value, Values, arguments, union

SEEN_THROUGH = frozenset(
    (
        *("Box", "Rc", "Arc", "Cow", "Pin", "Ref", "RefMut", "MutexGuard", "RwLockReadGuard"),
        *(
            "RwLockWriteGuard",
            "ManuallyDrop",
            "Lazy",
            "LazyLock",
            "LazyCell",
            "Reverse",
            "Saturating",
        ),
    )
)
"""Types whose members are those of what they hold."""
DEREFERENCED = {"String": "str", "PathBuf": "Path", "OsString": "OsStr", "CString": "CStr"}
"""Types that have the members of another."""
RANGES, BOUNDS = frozenset(("Range", "RangeFrom", "RangeTo")), frozenset(("start", "end"))
"""Types that have what they begin and end with as fields; `RangeInclusive` has methods for it."""
_CELLS = frozenset(("Mutex", "RwLock", "RefCell", "Cell", "OnceCell", "OnceLock", "UnsafeCell"))
_CHOICES = frozenset(("Option", "Result", "Poll"))
_MAPS = frozenset(("HashMap", "BTreeMap", "IndexMap", "FxHashMap", "AHashMap", "DashMap"))
_SEQUENCES = frozenset(
    (
        *("Vec", "VecDeque", "LinkedList", "BinaryHeap", "HashSet", "BTreeSet", "IndexSet"),
        *("SmallVec", "ArrayVec", "FxHashSet", "AHashSet", "Iterator"),
    )
)
_TUPLES = frozenset(("tuple",))

VARIANTS = {"Some": "Option", "Ok": "Result", "Err": "Result", "Ready": "Poll"}
"""What makes the types that are one of several."""

SAME = frozenset(
    (
        *("clone", "to_owned", "borrow", "borrow_mut", "as_ref", "as_mut", "as_deref", "by_ref"),
        *(
            "as_deref_mut",
            "deref",
            "deref_mut",
            "copied",
            "cloned",
            "unwrap",
            "to_vec",
            "into_boxed",
        ),
        *(
            "as_slice",
            "as_mut_slice",
            "into_boxed_slice",
            "leak",
            "into_inner",
            "get_mut",
            "context",
        ),
        *("with_context", "into_iter", "iter", "into_owned", "make_mut"),
    )
)
"""Methods of anything that give something of the same type, where it has none of its own."""
_INNER = frozenset(
    (
        *("unwrap", "expect", "unwrap_or", "unwrap_or_else", "unwrap_or_default", "insert"),
        *("unwrap_unchecked", "get_or_insert_with", "get_or_insert", "into_ok"),
    )
)
_ITERATES = frozenset(
    (
        *("iter", "iter_mut", "into_iter", "drain", "filter", "rev", "chain", "skip", "take"),
        *("cloned", "copied", "peekable", "by_ref", "step_by", "inspect", "skip_while", "cycle"),
        *(
            "take_while",
            "fuse",
            "union",
            "difference",
            "intersection",
            "into_sorted_vec",
            "par_iter",
        ),
        *("intersperse", "dedup", "sorted", "unique", "extract_if", "splice", "map_while_ok"),
    )
)
_PICKS = frozenset(
    (
        *(
            "first",
            "last",
            "get",
            "get_mut",
            "pop",
            "next",
            "next_back",
            "min",
            "max",
            "nth",
            "find",
        ),
        *("min_by", "max_by", "min_by_key", "max_by_key", "first_mut", "last_mut", "peek", "front"),
        *("pop_front", "pop_back", "back", "front_mut", "back_mut", "peek_mut", "reduce", "rfind"),
        *("take", "replace", "pop_first", "pop_last", "next_if", "only"),
    )
)
_ELEMENT = frozenset(("remove", "swap_remove", "index", "index_mut", "get_unchecked", "recv"))
_KEPT = frozenset(
    (
        *(
            "to_vec",
            "to_owned",
            "clone",
            "as_slice",
            "as_mut_slice",
            "split_off",
            "into_boxed_slice",
        ),
        *("as_ref", "as_mut", "borrow", "borrow_mut", "deref", "leak", "into_vec"),
    )
)
_PARTS = frozenset(("chunks", "windows", "chunks_exact", "split", "rchunks", "chunks_mut"))
_COLLECTS = frozenset(("collect", "collect_vec", "partition_vec"))

BY_CLOSURE = frozenset(
    (
        *(
            "map",
            "and_then",
            "filter_map",
            "flat_map",
            "find_map",
            "map_while",
            "map_or",
            "map_err",
        ),
        *(
            "map_or_else",
            "scan",
            "fold",
            "try_fold",
            "rfold",
            "zip",
            "then",
            "then_some",
            "new",
            "from",
            "pin",
        ),
        *("chain_ok", "take", "replace", "clone", "max", "min", "or_default", "get_or_init"),
        *("make_mut", "try_unwrap", "unwrap_or_clone"),
    )
)
"""Methods and functions of which what they are given says what they give."""
_OF_POINTERS = {"downgrade": "Weak", "try_unwrap": "Result", "get_mut": "Option"}
"""Functions of pointers that give what they are given in something."""
TOLD = BY_CLOSURE | _OF_POINTERS.keys() | {"collect", "once", "repeat"}
"""The same, and what is given the type that is spelled for it, or holds what it is given."""


READING = frozenset(("from_str", "from_slice", "from_reader", "from_value", "deserialize"))
"""Functions that read a value of the type that is spelled for them, or fail."""


def element(value: Value) -> Values:
    """What iterating over an external value gives."""
    given = arguments(value)
    if not given:
        return UNKNOWN
    if value[2] in _MAPS:
        return external("tuple", *given[:2]) if len(given) > 1 else UNKNOWN
    if value[2] in _TUPLES:
        return UNKNOWN
    return given[0]


def option(values: Values) -> Values:
    """An option of something."""
    return external("Option", values) if values else UNKNOWN


def iterator(values: Values) -> Values:
    """An iterator over something."""
    return external("Iterator", values) if values else UNKNOWN


def returned(value: Value, name: str) -> Values | None:
    """What a method of an external value gives whatever it is given; None: that counts."""
    head, given = value[2], arguments(value)
    if not given:
        return (value,) if name in _KEPT else None
    if head in _CHOICES:
        return _of_choice(value, head, name)
    if head in _CELLS:
        return _of_cell(value, name)
    if head in _MAPS:
        return _of_map(value, name)
    if head == "Weak":
        return option(given[0]) if name == "upgrade" else (value,)
    if head == "Entry":
        return given[0] if name.startswith("or_") or name in ("get", "into_mut") else (value,)
    if head == "RangeInclusive" and name in BOUNDS:
        return given[0]
    return _of_sequence(value, name)


def _of_choice(value: Value, head: str, name: str) -> Values | None:
    given = arguments(value)
    if name in _INNER:
        return given[0]
    if name in ("unwrap_err", "expect_err"):
        return given[1] if len(given) > 1 else UNKNOWN
    if name == "ok":
        return option(given[0])
    if name == "err":
        return option(given[1]) if len(given) > 1 else UNKNOWN
    if name in ("ok_or", "ok_or_else"):
        return external("Result", given[0])
    if name in ("iter", "into_iter", "iter_mut"):
        return iterator(given[0])
    if name in ("flatten", "transpose"):
        return tuple([each for each in given[0] if each[0] == "external"])
    if name in BY_CLOSURE and name not in ("take", "replace", "clone"):
        return None
    return (value,)


def _of_cell(value: Value, name: str) -> Values:
    head, held = value[2], arguments(value)[0]
    if name in ("clone", "as_ref", "deref"):
        return (value,)
    if name in ("lock", "read", "write") or name.startswith("try_"):
        return external("Result", held)
    if name == "into_inner" and head in ("Mutex", "RwLock"):
        return external("Result", held)
    if name in ("get", "get_mut") and head in ("OnceCell", "OnceLock"):
        return option(held)
    return held


def _of_map(value: Value, name: str) -> Values | None:
    given = arguments(value)
    key, held = given[0], given[1] if len(given) > 1 else UNKNOWN
    if name in ("get", "get_mut", "remove", "insert"):
        return option(held)
    if name == "entry":
        return external("Entry", held)
    if name in ("values", "values_mut", "into_values"):
        return iterator(held)
    if name in ("keys", "into_keys"):
        return iterator(key)
    if name in ("index", "index_mut"):
        return held
    if name in ("iter", "iter_mut", "into_iter", "drain", "range"):
        return iterator(external("tuple", key, held))
    if name in ("first_key_value", "last_key_value", "pop_first", "pop_last", "remove_entry"):
        return option(external("tuple", key, held))
    return (value,) if name in _KEPT else UNKNOWN


def _of_sequence(value: Value, name: str) -> Values | None:
    held = arguments(value)[0]
    if name in BY_CLOSURE and name not in ("take", "replace", "clone", "max", "min"):
        return None
    if name in _ITERATES and not (name == "take" and value[2] != "Iterator"):
        return iterator(held)
    if name in _PICKS:
        return option(held)
    if name in _ELEMENT:
        return held
    if name == "flatten":
        return iterator(union([element(each) for each in held if each[0] == "external"]))
    if name == "enumerate":
        return iterator(external("tuple", (("external", 0, "usize"),), held))
    if name in _COLLECTS:
        return external("Vec", held)
    if name in ("partition", "split_at", "split_at_mut"):
        whole = external("Vec", held)
        return external("tuple", whole, whole)
    if name in ("split_first", "split_last"):
        return option(external("tuple", held, external("Vec", held)))
    if name in _PARTS:
        return iterator(external("Vec", held))
    if name in _KEPT:
        return (value,)
    if name == "unzip":
        parts = [each for each in held if each[0] == "external" and each[2] == "tuple"]
        return (
            external("tuple", *[external("Vec", each) for each in arguments(parts[0])[:2]])
            if (parts)
            else UNKNOWN
        )
    return UNKNOWN


def collected(wanted: Value, held: Values) -> Values:
    """What collecting these elements into a type gives, which may leave open what it holds."""
    given, head = arguments(wanted), wanted[2]
    if wanted[0] != "external" or not held:
        return (wanted,)
    first = given[0] if given else UNKNOWN
    if head in _CHOICES:
        inner = [each for each in held if each[0] == "external" and each[2] in _CHOICES]
        parts = union([arguments(each)[0] for each in inner if arguments(each)])
        if not parts:
            return (wanted,)
        whole = [collected(each, parts) for each in first] or [external("Vec", parts)]
        return external(head, union(whole), *given[1:])
    if head in _MAPS:
        pairs = [arguments(each) for each in held if each[2] == "tuple" and arguments(each)]
        if pairs and len(pairs[0]) == 2:
            told = (given[0] if given else UNKNOWN, given[1] if len(given) > 1 else UNKNOWN)
            return external(head, *[a or b for a, b in zip(told, pairs[0], strict=True)])
        return (wanted,)
    return external(head, first or held) if head in _SEQUENCES else (wanted,)


def mapped(value: Value, name: str, results: Values) -> Values:
    """What a method gives whose closure, or other argument, gives these."""
    head = value[2]
    if head in _CHOICES:
        if name == "map":
            rest = arguments(value)[1:]
            return external(head, results, *rest)
        if name == "map_err":
            return external(head, arguments(value)[0], results)
        if name == "zip":
            other = union([element(each) for each in results if each[0] == "external"])
            return option(external("tuple", arguments(value)[0], other)) if other else UNKNOWN
        return results
    if name in ("map", "map_while_some"):
        return iterator(results)
    if name in ("filter_map", "map_while", "flat_map", "scan"):
        inner = [element(each) if each[0] == "external" else UNKNOWN for each in results]
        return iterator(tuple(each for values in inner for each in values))
    if name == "zip":
        inner = [element(each) if each[0] == "external" else UNKNOWN for each in results]
        other = tuple(each for values in inner for each in values)
        return iterator(external("tuple", arguments(value)[0], other))
    return results


def made(head: str, name: str, given: Values) -> Values:
    """What an associated function of an external type gives."""
    if head in SEEN_THROUGH and name in _OF_POINTERS:
        return external(_OF_POINTERS[name], given) if given else UNKNOWN
    if head in SEEN_THROUGH or head in ("mem", "cmp", "ptr"):
        return given
    if head == "iter" and name in ("once", "repeat"):
        return iterator(given)
    if head in _CELLS:
        return external(head, given)
    if name in ("new", "with_capacity", "default", "from", "from_iter"):
        if head == "Vec" and name == "from" and given:
            return tuple([each for each in given if each[0] == "external"])
        return (("external", 0, head),)
    return UNKNOWN


_TO_SECOND = frozenset(("fold", "try_fold", "scan", "rfold"))
_OF_BOTH = frozenset(
    ("sort_by", "min_by", "max_by", "sort_unstable_by", "reduce", "dedup_by", "is_sorted_by")
)
_OF_ERROR = frozenset(("map_err", "unwrap_or_else", "or_else", "inspect_err", "map_or_else"))


def passed(value: Value, name: str, position: int) -> Values:
    """What a method of an external value passes to a closure at a position."""
    given = arguments(value)
    if not given:
        return UNKNOWN
    if value[2] == "Result" and name in _OF_ERROR:
        return given[1] if len(given) > 1 and not position else UNKNOWN
    if value[2] in _CHOICES or value[2] in _CELLS or value[2] == "Entry":
        return given[0] if not position else UNKNOWN
    if value[2] in _MAPS:
        return given[position] if position < 2 and len(given) > position else UNKNOWN
    if name in _TO_SECOND:
        return given[0] if position == 1 else UNKNOWN
    if position == 0 or name in _OF_BOTH:
        return given[0]
    return UNKNOWN
