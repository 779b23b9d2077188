"""Where the standard library of Rust has what everybody knows: tables of files below its folder.

Types that resolution's tables describe are known by their names alone, and here is where their
members are declared, the likeliest file first.  Some have those of what they stand for as well, as
`String` has those of `str`; what is implemented for slices and arrays is added to `Vec`.
"""

from __future__ import annotations

CRATES = frozenset(("std", "core", "alloc", "proc_macro", "test"))
ALSO = {"alloc_crate": "alloc", "realstd": "std", "realcore": "core", "realalloc": "alloc"}
"""What the library itself calls its crates beside."""
PRELUDE = "std/src/prelude/v1.rs"
MACROS = ("std/src/macros.rs", "alloc/src/macros.rs", "core/src/macros/mod.rs")
KNOWN = {
    "TryFrom": "core/src/convert/mod.rs",
    "TryInto": "core/src/convert/mod.rs",
    "FromIterator": "core/src/iter/traits/collect.rs",
    **dict.fromkeys(
        (
            *("assert", "cfg", "column", "compile_error", "concat", "env", "file", "format_args"),
            *("include", "include_bytes", "include_str", "line", "module_path", "option_env"),
            "stringify",
        ),
        "core/src/lib.rs",
    ),
}
"""What the prelude of later editions has besides, and the compiler's own macros, which the prelude
has from the crate that has them from the prelude."""

_Where = tuple[tuple[str, str], ...]

BLANKET: _Where = (
    ("alloc/src/string.rs", "ToString"),
    ("core/src/convert/mod.rs", "Into"),
    ("core/src/convert/mod.rs", "TryInto"),
    ("alloc/src/borrow.rs", "ToOwned"),
    ("core/src/clone.rs", "Clone"),
)
"""Traits that are implemented for whatever can have them."""

_SLICE: _Where = (("alloc/src/slice.rs", "Vec"), ("core/src/slice/mod.rs", "Vec"))
_STR: _Where = (("core/src/str/mod.rs", "str"), ("alloc/src/str.rs", "str"))
_PATH: _Where = (("std/src/path.rs", "Path"),)
_OS_STR: _Where = (("std/src/ffi/os_str.rs", "OsStr"),)

DESCRIBED: dict[str, _Where] = {
    "Option": (("core/src/option.rs", "Option"),),
    "Result": (("core/src/result.rs", "Result"),),
    "Poll": (("core/src/task/poll.rs", "Poll"),),
    "Vec": (("alloc/src/vec/mod.rs", "Vec"), *_SLICE),
    "VecDeque": (
        ("alloc/src/collections/vec_deque/mod.rs", "VecDeque"),
        ("alloc/src/collections/vec_deque.rs", "VecDeque"),
    ),
    "LinkedList": (
        ("alloc/src/collections/linked_list.rs", "LinkedList"),
        ("alloc/src/collections/linked_list/mod.rs", "LinkedList"),
    ),
    "BinaryHeap": (
        ("alloc/src/collections/binary_heap.rs", "BinaryHeap"),
        ("alloc/src/collections/binary_heap/mod.rs", "BinaryHeap"),
    ),
    "HashMap": (("std/src/collections/hash/map.rs", "HashMap"),),
    "HashSet": (("std/src/collections/hash/set.rs", "HashSet"),),
    "BTreeMap": (("alloc/src/collections/btree/map.rs", "BTreeMap"),),
    "BTreeSet": (("alloc/src/collections/btree/set.rs", "BTreeSet"),),
    "String": (("alloc/src/string.rs", "String"), *_STR),
    "str": _STR,
    "PathBuf": (("std/src/path.rs", "PathBuf"), *_PATH),
    "Path": _PATH,
    "OsString": (("std/src/ffi/os_str.rs", "OsString"), *_OS_STR),
    "OsStr": _OS_STR,
    "CString": (("alloc/src/ffi/c_str.rs", "CString"), ("core/src/ffi/c_str.rs", "CStr")),
    "CStr": (("core/src/ffi/c_str.rs", "CStr"),),
    "Box": (("alloc/src/boxed.rs", "Box"),),
    "Rc": (("alloc/src/rc.rs", "Rc"),),
    "Arc": (("alloc/src/sync.rs", "Arc"),),
    "Cow": (("alloc/src/borrow.rs", "Cow"),),
    "Pin": (("core/src/pin.rs", "Pin"),),
    "Cell": (("core/src/cell.rs", "Cell"),),
    "RefCell": (("core/src/cell.rs", "RefCell"),),
    "Ref": (("core/src/cell.rs", "Ref"),),
    "RefMut": (("core/src/cell.rs", "RefMut"),),
    "UnsafeCell": (("core/src/cell.rs", "UnsafeCell"),),
    "OnceCell": (("core/src/cell/once.rs", "OnceCell"),),
    "OnceLock": (("std/src/sync/once_lock.rs", "OnceLock"),),
    "LazyCell": (("core/src/cell/lazy.rs", "LazyCell"),),
    "LazyLock": (("std/src/sync/lazy_lock.rs", "LazyLock"),),
    "Mutex": (("std/src/sync/mutex.rs", "Mutex"), ("std/src/sync/poison/mutex.rs", "Mutex")),
    "MutexGuard": (
        ("std/src/sync/mutex.rs", "MutexGuard"),
        ("std/src/sync/poison/mutex.rs", "MutexGuard"),
    ),
    "RwLock": (("std/src/sync/rwlock.rs", "RwLock"), ("std/src/sync/poison/rwlock.rs", "RwLock")),
    "ManuallyDrop": (("core/src/mem/manually_drop.rs", "ManuallyDrop"),),
    "Reverse": (("core/src/cmp.rs", "Reverse"),),
    "Iterator": (
        ("core/src/iter/traits/iterator.rs", "Iterator"),
        ("core/src/iter/traits/double_ended.rs", "DoubleEndedIterator"),
        ("core/src/iter/traits/exact_size.rs", "ExactSizeIterator"),
        ("core/src/iter/adapters/peekable.rs", "Peekable"),
    ),
    "char": (("core/src/char/methods.rs", "char"),),
    "bool": (("core/src/bool.rs", "bool"),),
    "f32": (("std/src/f32.rs", "f32"), ("core/src/num/f32.rs", "f32")),
    "f64": (("std/src/f64.rs", "f64"), ("core/src/num/f64.rs", "f64")),
    **{
        name: (("core/src/num/mod.rs", name),)
        for name in (
            *("u8", "u16", "u32", "u64", "u128", "usize"),
            *("i8", "i16", "i32", "i64", "i128", "isize"),
        )
    },
}
"""Files that declare the members of a type, each with the type's name there."""

TABLED = frozenset(
    (
        *DESCRIBED,
        *("Some", "Ok", "Err", "Ready", "Weak", "Entry", "RwLockReadGuard", "RwLockWriteGuard"),
        *("Lazy", "Saturating", "IndexMap", "FxHashMap", "AHashMap", "DashMap", "IndexSet"),
        *("SmallVec", "ArrayVec", "FxHashSet", "AHashSet", "BoxFuture", "LocalBoxFuture"),
    )
)
"""What `resolve.wrappers` knows by name."""
