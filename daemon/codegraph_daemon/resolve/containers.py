"""What the containers of the standard library give: elements, items, what their methods return.

Pure: a table over external values and their type arguments.  Classes of the workspace that can be
iterated or indexed are `evaluate`'s business, and what an annotation means is `annotations`'s.
"""

from __future__ import annotations

from ..facts import CALLABLE
from . import go_functions, library_methods, templates
from .values import UNKNOWN, Arguments, Value, Values, applied, arguments, union

_KEYED = frozenset(
    (
        *("Map", "ReadonlyMap", "WeakMap", "Record"),
        *("dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict"),
        *("OrderedDict", "ChainMap", "MappingProxyType", "WeakValueDictionary", "Seq2"),
    )
)
DISPLAYS = frozenset(
    (
        *("list", "set", "dict", "tuple", "Generator", "Array", "Promise", "Vec", "Option"),
        *("Result", "VecDeque", "BinaryHeap", "HashSet", "BTreeSet", "HashMap", "BTreeMap"),
        *("Range", "pair"),
    )
)
"""Containers of which an expression can say what they hold."""
_TUPLES = frozenset(("tuple", "Tuple"))
_PAIR = 2
"""What each of two holds is told of an array of two, `[key, value]`."""
_INDEXED = frozenset(
    (
        "Array",
        "ReadonlyArray",
        "list",
        "List",
        "Sequence",
        "MutableSequence",
        "deque",
        "Deque",
        "UserList",
        "slice",
    )
)
_AWAITED = frozenset(("Awaitable", "Future", "Task", "Promise", "PromiseLike"))
_ENTERED = frozenset(("AbstractContextManager", "ContextManager", "contextmanager"))
_ENTERED_ASYNC = frozenset(("AbstractAsyncContextManager", "AsyncContextManager"))

_SAME = frozenset(
    (
        *("copy", "union", "intersection", "difference", "symmetric_difference"),
        *("filter", "slice", "concat", "sort", "toSorted", "reverse", "toReversed", "splice"),
        *("__copy__", "__iter__", "__aiter__", "__enter__", "__aenter__"),
        *("__add__", "__sub__", "__mul__", "__and__", "__xor__", "__neg__", "__pos__"),
    )
)
_ELEMENT_METHODS = frozenset(
    (
        "at",
        "find",
        "findLast",
        "shift",
        "pop",
        "popleft",
        "__getitem__",
        "__next__",
        "__anext__",
        "get_nowait",
        "send",
    )
)
_HELD = frozenset(("ContextVar", "Queue", "LifoQueue", "PriorityQueue", "SimpleQueue"))
"""What gives what it holds by `get`, without a key."""
_VALUE_METHODS = frozenset(("get", "pop", "setdefault", "__getitem__"))

COLLECTING = {
    "list": "list",
    "sorted": "list",
    "set": "set",
    "Set": "Set",
    "frozenset": "frozenset",
    "tuple": "Sequence",
    "deque": "deque",
    "iter": "Iterator",
    "aiter": "Iterator",
    "reversed": "Iterator",
    "islice": "Iterator",
    "cycle": "Iterator",
    "chain": "Iterator",
    "as_completed": "Iterator",
}
"""Functions that give a container of what their first argument iterates over."""
PICKING = frozenset(("next", "anext", "choice", "min", "max"))
"""Functions that give one element of their first argument."""
ZIPPING = frozenset(("zip", "zip_longest"))
OF_ALL = frozenset(("min", "max", *ZIPPING, "filter", "gather", "chain"))
"""Functions that give something of all of their arguments."""
SAME = frozenset(
    (
        *("copy", "deepcopy", "closing", "aclosing", "partial", "partialmethod", "NewType"),
        *("wait_for", "create_task", "ensure_future", "shield", "structuredClone"),
    )
)
"""Functions that give something like their first argument; what a coroutine returns is what its
function returns already."""
RESULTS = frozenset(("property", "cached_property"))
"""Functions that give what their first argument returns."""
OF_CLASS = frozenset(("cast",))
"""Functions that give an instance of their first argument."""
CONTEXTS = frozenset(("contextmanager", "asynccontextmanager"))
"""Decorators that make a context manager of a generator."""
TAKING = frozenset(
    (
        *("map", "flatMap", "reduce", "reduceRight", "then", "from", "fromEntries"),
        *("values", "entries", "keys", "all", "allSettled", "any", "race", "resolve"),
    )
)
"""Methods of JavaScript's library that give what depends on what they are given."""
_TAKING: dict[str, frozenset[str]] = {
    "Array": frozenset(("map", "flatMap", "reduce", "reduceRight", "from")),
    "ReadonlyArray": frozenset(("map", "flatMap", "reduce", "reduceRight")),
    "Promise": frozenset(("then", "all", "allSettled", "any", "race", "resolve")),
    "Object": frozenset(("values", "entries", "keys", "fromEntries")),
}


def takes(receiver: Value, name: str) -> bool:
    """Whether what a method of an external value gives depends on its arguments."""
    return name in TAKING and name in _TAKING.get(str(receiver[2]), ())


BY_ARGUMENT = (
    frozenset(COLLECTING)
    | PICKING
    | SAME
    | OF_CLASS
    | RESULTS
    | OF_ALL
    | {"enumerate", "pairwise", "map", "type", "TypeVar", "dict", "defaultdict", "ref"}
    | {"enter_context", "enter_async_context", "Map", "groupby", "submit"}
    | TAKING
    | set(go_functions.FUNCTIONS)
    | go_functions.NAMES
)
"""Names of the functions whose result depends on their first argument."""


def external(name: str, *given: Values) -> Values:
    """What lies outside the workspace, with its type arguments."""
    return (applied(("external", 0, name), given),)


def annotated(name: str, given: Arguments) -> Values:
    """The container that `name[given]` stands for in an annotation."""
    if name in _TUPLES and len(given) == 2 and given[1] == (("external", 0, "ellipsis"),):
        return external("Sequence", given[0])
    return external(name, *given)


def element(value: Value) -> Values:
    """What an external value gives when it is iterated over."""
    given = arguments(value)
    if value[2] in _TUPLES:
        return union(given)
    if len(given) == _PAIR and value[2] == "Array":
        return given[0] or given[1]
    return given[0] if given else UNKNOWN


def spread(values: Values) -> Values:
    """Values with the elements of tuples in place of these: several classes may stand as one."""
    if not any([value[0] == "external" and value[2] in _TUPLES for value in values]):
        return values
    results: list[Values] = []
    for value in values:
        is_tuple = value[0] == "external" and value[2] in _TUPLES
        results.append(spread(union(arguments(value))) if is_tuple else (value,))
    return union(results)


def unpacked(value: Value, position: int) -> Values:
    """What the target at a position gets when an external value is unpacked."""
    given = arguments(value)
    if (value[2] in _TUPLES or value[2] == "pair") and given:
        return given[position] if position < len(given) else UNKNOWN
    if len(given) == _PAIR and position == 1 and value[2] == "Array":
        return given[1]
    return element(value)


def item(value: Value, position: int | None, *, sliced: bool) -> Values:
    """What indexing an external value gives; `position` None: by something else than a number."""
    given = arguments(value)
    name = value[2]
    if name in _KEYED:
        return given[1] if len(given) > 1 else UNKNOWN
    if name in _TUPLES:
        if sliced:
            return external("Sequence", union(given))
        return union(given) if position is None else unpacked(value, position)
    if name in _INDEXED:
        if sliced:
            return (value,)
        return unpacked(value, position or 0) if given else UNKNOWN
    return UNKNOWN


def awaited(value: Value) -> Values:
    """What awaiting a value gives: what a coroutine returns is its function's return already."""
    given = arguments(value)
    if value[0] == "external" and given:
        if value[2] in _AWAITED:
            return given[0]
        if value[2] == "Coroutine":
            return given[-1]
    return (value,)


def entered(value: Value) -> Values:
    """What `with` binds for an external value."""
    given = arguments(value)
    if given and (value[2] in _ENTERED or value[2] in _ENTERED_ASYNC):
        return given[0]
    return (value,)


ADDING = frozenset(("push", "unshift", "includes", "indexOf", "fill", "concat", "add"))
"""Methods that want what a container holds."""
REDUCING = frozenset(("reduce", "reduceRight"))
"""Methods that pass what they gave for all before to a function."""
SETTLING = "resolve"
"""The method that gives a promise of what it is given."""
STORING = "set"
"""The method with which a value is stored under a key."""
CALLBACKS = frozenset(
    (
        *("map", "forEach", "filter", "find", "findIndex", "findLast", "some", "every", "flatMap"),
        *("sort", "toSorted", "reduce", "reduceRight", "then", "catch", "finally"),
    )
)
"""Methods that pass what a container holds to a function."""


def stored(value: Value) -> Values:
    """What a table outside the workspace wants as the value of a key."""
    given = arguments(value)
    return given[1] if value[0] == "external" and value[2] in _KEYED and len(given) > 1 else UNKNOWN


def given_by(name: str, wanted: Value) -> Values:
    """What the function of a method gives where the method is to give something."""
    if name in REDUCING:
        return (wanted,)
    given = arguments(wanted)
    if wanted[0] != "external" or not given:
        return UNKNOWN
    if name in ("map", "flatMap"):
        return given[0] if wanted[2] in _INDEXED else UNKNOWN
    return given[0] if name in ("then", SETTLING) and wanted[2] in _AWAITED else UNKNOWN


def giving(name: str, made: Values) -> Values:
    """What a method gives whose function gives something: `map<User>(...)`, the reverse of
    `given_by`."""
    if name in ("map", "flatMap"):
        return external("Array", made)
    if name in ("then", SETTLING):
        return external("Promise", made)
    return made if name in REDUCING else UNKNOWN


def keyed(name: str, pairs: Values) -> Values:
    """A table of what pairs hold."""
    held = [unpacked(pair, at) for at in range(_PAIR) for pair in pairs if pair[0] == "external"]
    half = len(held) // _PAIR
    return external(name, union(held[:half]), union(held[half:])) if held else external(name)


def begun_with(value: Value) -> Values:
    """What a container outside the workspace wants where it is made: `new Map<K, V>([[k, v]])`."""
    given = arguments(value)
    if value[2] in _KEYED and len(given) > 1:
        return external("Array", external("tuple", *given[:2]))
    return external("Array", given[0]) if value[2] == "Set" and given else UNKNOWN


def passed(value: Value, name: str, position: int) -> Values:
    """What a method of an external value passes to a function at a position."""
    given = arguments(value)
    if name in REDUCING:
        return element(value) if position == 1 else UNKNOWN
    if name == "then":
        return awaited(value) if position == 0 else UNKNOWN
    if value[2] in _KEYED and len(given) > 1:
        return given[1 - position] if position < 2 else UNKNOWN
    if position == 0 or name in ("sort", "toSorted"):
        return element(value)
    return UNKNOWN


def method(value: Value, name: str) -> Values:
    """The attribute `name` of an external value, if calling it gives what is known."""
    found = templates.method(value, name)
    if found is not None:
        return found
    if value[2] == name and not arguments(value):
        # A function of the module that is called like it: `copy.copy(value)`.
        return (("external", 0, name),)
    if value[2] in go_functions.PACKAGES:
        function = go_functions.function(value, name)
        return (("external", 0, function or name),)
    if go_functions.holds(value, name):
        return (applied(("bound", 0, name), ((value,),)),)
    known = name in _SAME or name in _ELEMENT_METHODS or name in _VALUE_METHODS or name in _VIEWS
    if known or name in _UNWRAPPING or takes(value, name):
        return (applied(("bound", 0, name), ((value,),)),)
    given = arguments(value)
    if value[2] == "Record" and len(given) > 1:
        return given[1]
    return (("external", 0, name),)


_UNWRAPPING = frozenset(("flat", "result"))
"""Methods that give what is in what is held, or is there once it is done."""
_VIEWS = frozenset(("keys", "values", "items", "popitem", "most_common"))


def returned(value: Value, name: str) -> Values:
    """What the method `name` of an external value returns."""
    if name[-2:] == CALLABLE:
        return library_methods.returned(value, name)
    found = templates.returned(value, name)
    if found is not None:
        return found
    given = arguments(value)
    if go_functions.holds(value, name):
        return given[0]
    if name in _SAME:
        return (value,)
    if name == "result" and value[2] == "Future":
        return awaited(value)
    if name == "flat" and value[2] in _INDEXED:
        parts = [element(each) if arguments(each) else (each,) for each in element(value)]
        return external("Array", union(parts))
    if value[2] in _KEYED:
        key, kept = (given[0], given[1]) if len(given) > 1 else (UNKNOWN, UNKNOWN)
        if name in _VALUE_METHODS:
            return kept
        if name == "keys":
            return external("Iterable", key)
        if name == "values":
            return external("Iterable", kept)
        if name == "items":
            return external("Iterable", external("tuple", key, kept))
        if name == "popitem":
            return external("tuple", key, kept)
    elif name in _ELEMENT_METHODS or (name == "get" and value[2] in _HELD):
        return element(value)
    return (("external", 0, name),)
