"""What methods of the Java library give, by what they are called on and what they are given.

Pure: tables over external values and their type arguments, as `library` has for what fits where.
Methods are named as in `CALLABLE`.
"""

from __future__ import annotations

from ..facts import CALLABLE
from .library import UNBOXED
from .values import UNKNOWN, Value, Values, applied, arguments

_KEYED = frozenset(
    (
        *("Map", "HashMap", "LinkedHashMap", "TreeMap", "SortedMap", "NavigableMap", "EnumMap"),
        *("ConcurrentMap", "ConcurrentHashMap", "WeakHashMap", "IdentityHashMap", "Hashtable"),
        *("ImmutableMap", "AbstractMap", "BiMap"),
    )
)
_OF_MAP = frozenset(
    (
        *("get", "put", "remove", "getOrDefault", "putIfAbsent", "computeIfAbsent", "replace"),
        *("compute", "computeIfPresent", "merge"),
    )
)
_ENTRIES = frozenset(("firstEntry", "lastEntry", "floorEntry", "ceilingEntry", "pollFirstEntry"))
_KEYS = frozenset(("firstKey", "lastKey", "floorKey", "ceilingKey", "higherKey", "lowerKey"))
_ELEMENTS = frozenset(
    (
        *("get", "getFirst", "getLast", "removeFirst", "removeLast", "first", "last", "remove"),
        *("next", "previous", "peek", "peekFirst", "peekLast", "poll", "pollFirst", "pollLast"),
        *("pop", "element", "take", "orElse", "orElseGet", "orElseThrow", "set", "join", "call"),
        *("newInstance", "cast", "getAndSet", "apply", "floor", "ceiling", "higher", "lower"),
        *("nextElement", "getPlain", "getAcquire", "resultNow", "getNow", "findLast"),
    )
)
_SAME = frozenset(
    (
        *("filter", "sorted", "distinct", "limit", "skip", "peek", "takeWhile", "dropWhile"),
        *("subList", "headSet", "tailSet", "subSet", "reversed", "parallel", "sequential"),
        *("unordered", "or", "and", "negate", "clone", "onClose"),
        *("headMap", "tailMap", "descendingMap"),
    )
)
_OTHERS = {
    "iterator": "Iterator",
    "listIterator": "Iterator",
    "descendingIterator": "Iterator",
    "stream": "Stream",
    "parallelStream": "Stream",
    "findFirst": "Optional",
    "findAny": "Optional",
    "toList": "List",
    "toArray": "Array",
    "elements": "Iterator",
    "max": "Optional",
    "min": "Optional",
}
"""Methods that give something else of the same elements."""
_RESULTS = {
    name: kind
    for kind, names in (
        ("String", "toString substring trim strip toLowerCase toUpperCase concat format formatted"),
        ("int", "hashCode length size indexOf lastIndexOf compareTo compare intValue parseInt"),
        ("long", "longValue parseLong currentTimeMillis nanoTime toMillis"),
        ("double", "doubleValue parseDouble"),
        ("float", "floatValue parseFloat"),
        ("short", "shortValue parseShort"),
        ("byte", "byteValue parseByte"),
        ("char", "charAt charValue"),
        ("boolean", "equals isEmpty hasNext startsWith endsWith booleanValue parseBoolean"),
        ("Class", "getClass"),
    )
    for name in names.split()
}
"""What methods give whatever they are called on."""
_RESULTS_OF = {
    (kind, name): result
    for kind, name, result in (
        ("Date", "getTime", "long"),
        ("Calendar", "getTime", "Date"),
        ("GregorianCalendar", "getTime", "Date"),
        ("Charset", "name", "String"),
        ("Charset", "forName", "Charset"),
        ("Class", "getName", "String"),
        ("Class", "getSimpleName", "String"),
        ("File", "getName", "String"),
        ("File", "getPath", "String"),
        ("File", "toPath", "Path"),
        ("Path", "toFile", "File"),
        ("Path", "of", "Path"),
        ("Paths", "get", "Path"),
        ("Thread", "getName", "String"),
        *[
            (kind, name, "String")
            for kind in ("Integer", "Long")
            for name in ("toHexString", "toBinaryString", "toOctalString")
        ],
    )
}
"""What methods give of which each type's gives something else."""
_ARRAYS = {("String", "toCharArray"): "char", ("String", "getBytes"): "byte"}
"""Methods that give arrays, and of what."""
_CONSTANTS = {
    **UNBOXED,
    **{
        kind: kind
        for kind in (
            *("BigDecimal", "BigInteger", "ChronoUnit", "DayOfWeek", "Duration", "Instant"),
            *("Locale", "Month", "RoundingMode", "TimeUnit", "ZoneOffset", "Boolean"),
        )
    },
    "StandardCharsets": "Charset",
}
"""Of what type the constants of a class are."""
_OF_OBJECT = frozenset(("toString", "hashCode", "equals", "getClass"))
_VALUE_OF = frozenset((*UNBOXED, "String", "BigDecimal", "BigInteger"))
_LAST_PARAMETER = frozenset(("Function", "BiFunction"))
"""Types whose last type argument is what their method gives."""


def method(value: Value, name: str) -> Values:
    """The method `name` of an external value, to be called."""
    plain = name[:-2]
    known = arguments(value) or plain in _RESULTS or (plain == "valueOf" and value[2] in _VALUE_OF)
    asked = (str(value[2]), plain)
    known = known or asked in _RESULTS_OF or asked in _ARRAYS
    if known and name[-2:] == CALLABLE:
        return (applied(("bound", 0, name), ((value,),)),)
    return (("external", 0, name),)


def of_object(name: str) -> Values:
    """The method `name` of any object, to be called, where its class does not have it."""
    if name[:-2] not in _OF_OBJECT:
        return UNKNOWN
    return (applied(("bound", 0, name), ((("external", 0, "Object"),),)),)


def constant(value: Value, name: str) -> Values:
    """A constant of a class of the library."""
    kind = _CONSTANTS.get(str(value[2])) if name.isupper() else None
    return UNKNOWN if kind is None else (("external", 0, kind),)


_ASIDE = frozenset(("Comparable",))
"""Types that hold nothing, whose parameter is mostly the class itself."""


def inherited(bases: Values) -> Value | None:
    """Of the bases of a class that lie outside, the one whose methods it has, if that is told."""
    holding = [each for each in bases if arguments(each) and each[2] not in _ASIDE]
    return holding[0] if len(holding) == 1 else None


def returned(value: Value, name: str) -> Values:
    """What the method `name` of an external value returns."""
    given = arguments(value)
    plain = name[:-2]
    kind = value[2]
    unknown: Values = (("external", 0, name),)
    result = _RESULTS.get(plain) or _RESULTS_OF.get((str(kind), plain))
    if result is not None:
        return (("external", 0, result),)
    element = _ARRAYS.get((str(kind), plain))
    if element is not None:
        return (applied(("external", 0, "Array"), ((("external", 0, element),),)),)
    if plain == "valueOf" and kind in _VALUE_OF:
        return (("external", 0, kind),)
    if not given:
        return unknown
    if kind in _KEYED:
        if len(given) < 2:
            return unknown
        key, kept = given[0], given[1]
        if plain in _OF_MAP:
            return kept or unknown
        if plain in _KEYS:
            return key or unknown
        if plain == "keySet" or plain == "navigableKeySet":
            return (applied(("external", 0, "Set"), (key,)),)
        if plain == "values":
            return (applied(("external", 0, "Collection"), (kept,)),)
        entry: Values = (applied(("external", 0, "Entry"), (key, kept)),)
        if plain == "entrySet":
            return (applied(("external", 0, "Set"), (entry,)),)
        if plain in _ENTRIES:
            return entry
        return (value,) if plain in _SAME else unknown
    if kind == "Entry":
        at = {"getKey": 0, "getValue": 1, "setValue": 1}.get(plain, len(given))
        return (given[at] if at < len(given) else UNKNOWN) or unknown
    if kind in _LAST_PARAMETER:
        return (given[-1] if plain == "apply" else UNKNOWN) or unknown
    if plain == "peek" and kind == "Stream":
        return (value,)
    if plain in _ELEMENTS:
        return given[0] or unknown
    if plain in _SAME:
        return (value,)
    if plain in _OTHERS:
        return (applied(("external", 0, _OTHERS[plain]), given[:1]),)
    return unknown


_COPYING = frozenset(
    (
        *("ArrayList", "LinkedList", "HashSet", "LinkedHashSet", "TreeSet", "ArrayDeque"),
        *("PriorityQueue", "CopyOnWriteArrayList", "Vector", "ConcurrentLinkedQueue"),
        *("LinkedBlockingQueue", "LinkedBlockingDeque", "ConcurrentLinkedDeque"),
    )
)


def copied(value: Value, given: Values) -> Values:
    """What is made of a class of the library that is given a container: one that holds the same."""
    kind = value[2]
    for each in given:
        held = arguments(each)
        if each[0] != "external" or not held:
            continue
        if kind in _KEYED and each[2] in _KEYED and len(held) > 1:
            return (applied(("external", 0, kind), held[:2]),)
        if kind in _COPYING and each[2] in _ITERATED:
            return (applied(("external", 0, kind), held[:1]),)
    return (value,)


_ITERATED = _COPYING | {"List", "Set", "Collection", "Queue", "Deque", "SortedSet", "NavigableSet"}
_COMPARING = frozenset(("Comparator", "BinaryOperator"))


def parameter(value: Value, position: int) -> Values:
    """What a function of an external functional interface gets at a position."""
    given = arguments(value)
    if value[2] in _COMPARING:
        position = 0
    return given[position] if position < len(given) else UNKNOWN


_ELEMENTWISE = frozenset(
    (
        *("forEach", "filter", "map", "flatMap", "anyMatch", "allMatch", "noneMatch", "removeIf"),
        *("ifPresent", "mapToInt", "mapToLong", "mapToObj", "peek", "sorted", "sort", "max"),
        *("min", "takeWhile", "dropWhile", "ifPresentOrElse", "replaceAll", "thenAccept"),
        *("thenApply", "mapToDouble", "updateAndGet", "getAndUpdate", "forEachOrdered"),
        *("thenCompose", "whenComplete", "handle", "forEachRemaining", "collect", "reduce"),
        *("compute", "computeIfPresent", "merge", "and"),
    )
)
_OF_KEYS = frozenset(("computeIfAbsent",))


def passes(value: Value, name: str) -> bool:
    """Whether a method of an external value passes what it holds to its argument."""
    return bool(arguments(value)) and (name[:-2] in _ELEMENTWISE or name[:-2] in _OF_KEYS)


def passed(value: Value, name: str, position: int) -> Values:
    """What such a method passes at a position."""
    given = arguments(value)
    if value[2] in _KEYED:
        position = 1 if name == "merge()" else position
        return given[position] if position < len(given) else UNKNOWN
    if name == "reduce()":
        return given[0]
    if position == 0 or name in ("sorted()", "sort()", "max()", "min()"):
        return given[0]
    return UNKNOWN


# What functions that are given to methods give

MAPPING = frozenset(("map", "flatMap", "thenApply", "thenCompose", "thenApplyAsync", "handle"))
"""Methods that give what a function makes of what they hold."""
FLAT = frozenset(("flatMap", "thenCompose"))
"""Those of them that give what the function gives, and nothing around it."""
COLLECTED = {
    "toList": "List",
    "toUnmodifiableList": "List",
    "toImmutableList": "List",
    "toSet": "Set",
    "toUnmodifiableSet": "Set",
    "toImmutableSet": "Set",
    "toCollection": "Collection",
    "minBy": "Optional",
    "maxBy": "Optional",
}
"""What collectors make of elements."""
_FIRST_GIVES = frozenset(("Supplier", "Callable", "UnaryOperator", "BinaryOperator"))


def result(value: Value) -> Values:
    """What a function of an external functional interface gives."""
    given = arguments(value)
    if value[2] in _FIRST_GIVES:
        return given[0] if given else UNKNOWN
    return given[-1] if given and value[2] in _LAST_PARAMETER else UNKNOWN


THE_ARGUMENT, OF_ARGUMENTS, OF_ELEMENTS, KEYED, WHAT_IT_GIVES, AN_ELEMENT = range(6)
"""What a static method gives: its argument, what holds its arguments, what holds the elements of
its argument, what holds pairs of them, what holds what its argument gives, one of its elements."""
_MADE_OF = ("List", "Set", "Stream", "Optional", "EnumSet", "ImmutableList", "ImmutableSet")
_MADE = {
    **{
        (kind, name): OF_ARGUMENTS
        for kind in (
            "List",
            "Set",
            "Stream",
            "ImmutableList",
            "ImmutableSet",
            "Optional",
            "EnumSet",
        )
        for name in ("of", "ofNullable")
    },
    **{(kind, "copyOf"): OF_ELEMENTS for kind in ("List", "Set", "ImmutableList", "ImmutableSet")},
    **{(kind, "of"): KEYED for kind in ("Map", "ImmutableMap")},
    ("Arrays", "asList"): OF_ARGUMENTS,
    ("Arrays", "stream"): OF_ELEMENTS,
    ("", "asList"): OF_ARGUMENTS,
    ("Objects", "requireNonNull"): THE_ARGUMENT,
    ("", "requireNonNull"): THE_ARGUMENT,
    ("Objects", "requireNonNullElse"): THE_ARGUMENT,
    ("Preconditions", "checkNotNull"): THE_ARGUMENT,
    ("", "checkNotNull"): THE_ARGUMENT,
    ("Collections", "unmodifiableList"): THE_ARGUMENT,
    ("Collections", "unmodifiableSet"): THE_ARGUMENT,
    ("Collections", "unmodifiableMap"): THE_ARGUMENT,
    ("Collections", "unmodifiableCollection"): THE_ARGUMENT,
    ("Collections", "synchronizedList"): THE_ARGUMENT,
    ("Collections", "synchronizedMap"): THE_ARGUMENT,
    ("Collections", "max"): AN_ELEMENT,
    ("Collections", "min"): AN_ELEMENT,
    ("CompletableFuture", "completedFuture"): OF_ARGUMENTS,
    ("CompletableFuture", "supplyAsync"): WHAT_IT_GIVES,
    ("Stream", "generate"): WHAT_IT_GIVES,
    ("ThreadLocal", "withInitial"): WHAT_IT_GIVES,
}
OF_ONE = frozenset(("Optional", "CompletableFuture"))
"""Types of which something is made of one argument, whatever that is."""
MAKING = frozenset(name for _, name in _MADE)
"""Names of static methods that give what their arguments say."""


MADE_AS = {"asList": "List", "stream": "Stream"}
"""What static methods of classes make that have another name."""


def made(kind: str, name: str) -> int:
    """What the static method `name` of a class gives; -1 if that is not known."""
    return _MADE.get((kind, name), -1)
