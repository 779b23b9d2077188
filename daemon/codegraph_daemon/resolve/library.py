"""The types of the Java library, as far as code shows of them: what fits where.

Pure: tables over external values and their type arguments, as `containers` has for the languages
whose containers have other names.  What methods give is in `library_methods`.
"""

from __future__ import annotations

from .values import UNKNOWN, Value, Values, arguments

PRIMITIVES = frozenset(("boolean", "byte", "short", "char", "int", "long", "float", "double"))
_WIDER = {
    "byte": ("short", "int", "long", "float", "double"),
    "short": ("int", "long", "float", "double"),
    "char": ("int", "long", "float", "double"),
    "int": ("long", "float", "double"),
    "long": ("float", "double"),
    "float": ("double",),
}
_BOXES = {
    "boolean": "Boolean",
    "byte": "Byte",
    "short": "Short",
    "char": "Character",
    "int": "Integer",
    "long": "Long",
    "float": "Float",
    "double": "Double",
}
UNBOXED = {box: primitive for primitive, box in _BOXES.items()}
_COLLECTION = ("Collection", "Iterable")
_LIST = ("List", "SequencedCollection", *_COLLECTION)
_SET = ("Set", *_COLLECTION)
_WRITER, _READER = ("Writer", "Appendable"), ("Reader", "Readable")
_CHANNEL = ("Channel", "Closeable")
_NEAR: dict[str, tuple[str, ...]] = {
    "String": ("CharSequence", "Comparable", "Serializable"),
    "StringBuilder": ("CharSequence", "Appendable"),
    "StringBuffer": ("CharSequence", "Appendable"),
    **{box: ("Number", "Comparable", "Serializable") for box in UNBOXED},
    "BigDecimal": ("Number", "Comparable"),
    "BigInteger": ("Number", "Comparable"),
    "List": _LIST[1:],
    "ArrayList": ("AbstractList", *_LIST, "RandomAccess"),
    "LinkedList": ("AbstractList", "Deque", "Queue", *_LIST),
    "Set": _COLLECTION,
    "HashSet": ("AbstractSet", *_SET),
    "LinkedHashSet": ("HashSet", *_SET),
    "TreeSet": ("NavigableSet", "SortedSet", *_SET),
    "EnumSet": _SET,
    "Collection": ("Iterable",),
    "Queue": _COLLECTION,
    "Deque": ("Queue", *_COLLECTION),
    "ArrayDeque": ("Deque", "Queue", *_COLLECTION),
    "HashMap": ("AbstractMap", "Map"),
    "LinkedHashMap": ("HashMap", "AbstractMap", "Map"),
    "TreeMap": ("NavigableMap", "SortedMap", "AbstractMap", "Map"),
    "ConcurrentHashMap": ("ConcurrentMap", "Map"),
    "EnumMap": ("Map",),
    "Properties": ("Hashtable", "Map"),
    "Class": ("Type", "AnnotatedElement", "GenericDeclaration", "Serializable"),
    "ParameterizedType": ("Type",),
    "GenericArrayType": ("Type",),
    "WildcardType": ("Type",),
    "TypeVariable": ("Type", "AnnotatedElement"),
    "Field": ("AccessibleObject", "Member", "AnnotatedElement"),
    "Method": ("Executable", "AccessibleObject", "Member", "AnnotatedElement"),
    "Constructor": ("Executable", "AccessibleObject", "Member", "AnnotatedElement"),
    "Reader": ("Readable", "Closeable"),
    "Writer": ("Appendable", "Closeable"),
    "InputStream": ("Closeable",),
    "OutputStream": ("Closeable",),
    "StringReader": _READER,
    "InputStreamReader": _READER,
    "FileReader": ("InputStreamReader", *_READER),
    "BufferedReader": _READER,
    "StringWriter": _WRITER,
    "OutputStreamWriter": _WRITER,
    "FileWriter": ("OutputStreamWriter", *_WRITER),
    "BufferedWriter": _WRITER,
    "PrintWriter": _WRITER,
    "ByteArrayInputStream": ("InputStream",),
    "FileInputStream": ("InputStream",),
    "BufferedInputStream": ("FilterInputStream", "InputStream"),
    "ByteArrayOutputStream": ("OutputStream",),
    "FileOutputStream": ("OutputStream",),
    "PrintStream": ("FilterOutputStream", "OutputStream", "Appendable"),
    "FilterInputStream": ("InputStream",),
    "FilterOutputStream": ("OutputStream",),
    "DataInputStream": ("FilterInputStream", "InputStream", "DataInput"),
    "DataOutputStream": ("FilterOutputStream", "OutputStream", "DataOutput"),
    "BufferedOutputStream": ("FilterOutputStream", "OutputStream"),
    "ObjectInputStream": ("InputStream", "ObjectInput", "DataInput"),
    "ObjectOutputStream": ("OutputStream", "ObjectOutput", "DataOutput"),
    "RandomAccessFile": ("DataInput", "DataOutput", "Closeable"),
    "File": ("Comparable", "Serializable"),
    "Path": ("Comparable", "Iterable", "Watchable"),
    "URI": ("Comparable", "Serializable"),
    "URL": ("Serializable",),
    "Charset": ("Comparable",),
    "ReadableByteChannel": _CHANNEL,
    "WritableByteChannel": _CHANNEL,
    "ByteChannel": ("ReadableByteChannel", "WritableByteChannel"),
    "SeekableByteChannel": ("ByteChannel",),
    "FileChannel": ("SeekableByteChannel", "GatheringByteChannel", "ScatteringByteChannel"),
    "SocketChannel": ("ByteChannel", "GatheringByteChannel", "ScatteringByteChannel"),
    "GatheringByteChannel": ("WritableByteChannel",),
    "ScatteringByteChannel": ("ReadableByteChannel",),
    "ByteBuffer": ("Buffer", "Comparable"),
    "CharBuffer": ("Buffer", "CharSequence", "Appendable", "Readable", "Comparable"),
    "Date": ("Comparable", "Serializable"),
    "Instant": ("Temporal", "TemporalAdjuster", "TemporalAccessor", "Comparable"),
    "LocalDate": ("ChronoLocalDate", "Temporal", "TemporalAdjuster", "TemporalAccessor"),
    "LocalDateTime": ("ChronoLocalDateTime", "Temporal", "TemporalAdjuster", "TemporalAccessor"),
    "LocalTime": ("Temporal", "TemporalAdjuster", "TemporalAccessor"),
    "ZonedDateTime": ("ChronoZonedDateTime", "Temporal", "TemporalAccessor"),
    "OffsetDateTime": ("Temporal", "TemporalAdjuster", "TemporalAccessor"),
    "Duration": ("TemporalAmount", "Comparable"),
    "Period": ("ChronoPeriod", "TemporalAmount"),
    "Thread": ("Runnable",),
    "RuntimeException": ("Exception", "Throwable"),
    "IOException": ("Exception", "Throwable"),
    "IllegalArgumentException": ("RuntimeException", "Exception", "Throwable"),
    "IllegalStateException": ("RuntimeException", "Exception", "Throwable"),
    "NumberFormatException": ("IllegalArgumentException", "RuntimeException", "Exception"),
    "Exception": ("Throwable",),
    "Error": ("Throwable",),
}


def _whole(name: str) -> tuple[str, ...]:
    found = list(_NEAR[name])
    for each in found:
        found += [above for above in _NEAR.get(each, ()) if above not in found]
    return tuple(found)


_ABOVE = {name: _whole(name) for name in _NEAR}
"""What types are kinds of, themselves and `Object` aside, the nearest first; those not here are
not known."""
_MARKERS = frozenset(("Serializable", "Comparable", "Cloneable", "AutoCloseable", "RandomAccess"))
"""What a type may be a kind of that is not said here."""
_KNOWN = frozenset((*_ABOVE, *[name for names in _ABOVE.values() for name in names]))
_FINAL = PRIMITIVES | set(UNBOXED) | {"String", "Class", "StringBuilder", "StringBuffer"}


def is_final(want: str) -> bool:
    """Whether nothing but its own is a kind of the type of that name."""
    return want in _FINAL or want.endswith("[]")


_GIVING = {
    0: "Supplier Callable BooleanSupplier DoubleSupplier IntSupplier LongSupplier",
    1: "Function UnaryOperator Predicate IntFunction LongFunction DoubleFunction ToIntFunction "
    "ToLongFunction ToDoubleFunction IntPredicate LongPredicate DoublePredicate IntUnaryOperator "
    "LongUnaryOperator DoubleUnaryOperator",
    2: "BiFunction BinaryOperator BiPredicate Comparator ToIntBiFunction ToLongBiFunction "
    "ToDoubleBiFunction IntBinaryOperator LongBinaryOperator DoubleBinaryOperator",
}
_TAKING = {
    0: "Runnable",
    1: "Consumer IntConsumer LongConsumer DoubleConsumer",
    2: "BiConsumer ObjIntConsumer ObjLongConsumer ObjDoubleConsumer",
}
FUNCTIONS = {
    name: (count, gives)
    for gives, kinds in ((True, _GIVING), (False, _TAKING))
    for count, names in kinds.items()
    for name in names.split()
}
"""Of functional interfaces, how many arguments their functions take and whether these give
something."""
NO_FUNCTIONS = frozenset((*_COLLECTION[:1], *_LIST[:2], *_SET[:1], "Map", "Queue", "Deque", *_NEAR))
"""Types of which a lambda is none."""

EXACT, KIND, OBJECT, CONVERTED, UNKNOWN_FIT = 3_000, 2_000, 1_500, 1_000, 0
"""How well something fits a parameter: its very type, a kind of it, as any object, after boxing or
unboxing; who can tell.  Of two types that something is a kind of, the nearer one fits better, by
one for each step."""


def above(name: str) -> tuple[str, ...] | None:
    """What a type of the library is a kind of, itself and `Object` aside; None: it is not known."""
    return _ABOVE.get(name) or (() if name in _KNOWN or name in _ROOTS else None)


_ROOTS = frozenset(("Object", "Enum", "Record", "Runnable", "Cloneable", "Iterator", "Annotation"))


def is_type(name: object) -> bool:
    """Whether a name is that of a type, by how types are called."""
    if not isinstance(name, str):
        return False
    return name in PRIMITIVES or (name[:1].isupper() and name.isidentifier())


def fit(value: Value, want: str) -> int | None:
    """How well an external value fits a parameter of the type of that name; None: it does not."""
    name = value[2]
    if name == "null":
        # Of those that take it the more special is meant.
        return None if want in PRIMITIVES else CONVERTED * (want != "Object")
    if name == "Array":
        if want.endswith("[]"):
            inner = arguments(value)
            element = inner[0] if inner else UNKNOWN
            fits = [_fit_element(each, want[:-2]) for each in element if each[0] == "external"]
            if None in fits:
                return None
            return EXACT if EXACT in fits else KIND
        return CONVERTED if want in ("Object", "Cloneable", "Serializable") else None
    if name in PRIMITIVES:
        if want == name:
            return EXACT
        wider = _WIDER.get(name, ())
        if want in wider:
            return KIND - wider.index(want)
        box = _BOXES[name]
        return CONVERTED if want == box or want == "Object" or want in _ABOVE[box] else None
    if not is_type(name):
        # What a call outside the workspace gave.
        return UNKNOWN_FIT
    if want == name:
        return EXACT
    if name.isupper() and len(name) > 1 and name not in _KNOWN:
        # A constant outside the workspace, which may be anything.
        return UNKNOWN_FIT
    above = _ABOVE.get(name)
    if want == "Object":
        return OBJECT
    if above is not None and want in above:
        return KIND - above.index(want)
    unboxed = UNBOXED.get(name)
    if unboxed is not None and (want == unboxed or want in _WIDER.get(unboxed, ())):
        return CONVERTED
    if name in _FINAL or is_final(want):
        return None
    is_other = above is not None and want in _KNOWN and want not in _MARKERS
    return None if is_other else UNKNOWN_FIT


def _fit_element(value: Value, want: str) -> int | None:
    """`fit` of what arrays hold: a primitive is neither widened nor boxed there, and an array that
    is held is an object."""
    if value[2] in PRIMITIVES or want in PRIMITIVES:
        return EXACT if value[2] == want else None
    return fit(value, want)


_OF_BOXES = {"MAX_VALUE": "", "MIN_VALUE": "", "SIZE": "int", "BYTES": "int", "TYPE": "Class"}
"""Constants of the types that hold a primitive; no name: one of that primitive."""
_OF_NUMBERS = frozenset(("POSITIVE_INFINITY", "NEGATIVE_INFINITY", "NaN", "MIN_NORMAL"))
CONSTANTS = frozenset((*_OF_BOXES, *_OF_NUMBERS, "TRUE", "FALSE"))


def constant(kind: object, name: str) -> Values:
    """What the constant of a type of the library is."""
    primitive = UNBOXED.get(str(kind))
    if primitive is None:
        return UNKNOWN
    if name in ("TRUE", "FALSE"):
        return (("external", 0, "Boolean"),)
    return (("external", 0, _OF_BOXES.get(name) or primitive),)
