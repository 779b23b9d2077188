"""The words of facts: roles, kinds, scopes, operators of expressions, kinds of bindings.

Their numbers are part of the stored format.  Columns are `columns`', reading is `reading`'s.

They are plain numbers and no members of an `enum`: a look at such a member takes ten times as long,
and these are compared hundreds of times for each line of a file.
"""

from __future__ import annotations

from types import ModuleType
from typing import TypeVar, cast

_Words = TypeVar("_Words", bound=type)


def as_module(words: _Words) -> _Words:
    """The numbers of a class as a module: the interpreter has a short way to what is in one."""
    module = ModuleType(words.__name__, words.__doc__)
    numbers = {name: number for name, number in vars(words).items() if name.isupper()}
    vars(module).update(numbers)
    return cast(_Words, module)


def _names_of(words: type) -> dict[int, str]:
    """The names of a class's numbers, in lower case."""
    pairs = vars(words).items()
    return {number: name.lower() for name, number in pairs if name.isupper()}


NONE = 0xFFFFFFFF
"""The value of an index column where there is nothing to point at."""


@as_module
class Role:
    """What an occurrence does with the name it spells."""

    READ = 0
    WRITE = 1
    DEFINITION = 2
    CALL = 3
    TYPE = 4
    IMPORT = 5
    DECLARATION = 6
    """It names a symbol that is defined elsewhere: a prototype, `class Name;`."""
    MENTION = 7
    """It names something where no code is: in the body of a macro, in `#ifdef`."""
    MADE = 8
    """Here stands the name of a variable, and what is called is what makes its value."""


ROLE_NAMES = tuple(_names_of(Role).values())


@as_module
class Kind:
    """What a symbol is."""

    MODULE = 0
    CLASS = 1
    FUNCTION = 2
    METHOD = 3
    PROPERTY = 4
    VARIABLE = 5
    CONSTANT = 6
    FIELD = 7
    PARAMETER = 8
    TYPE_ALIAS = 9
    INTERFACE = 10
    ENUM = 11
    ENUM_MEMBER = 12
    NAMESPACE = 13
    CONSTRUCTOR = 14
    IMPORT = 15
    """A name that an import binds, where a use stops at it; listed nowhere."""
    EXTENSION = 16
    """What a file adds to a type of another file: methods, bases. It has the type's name, holds
    what is added, and no search finds it."""
    SECTION = 17
    """A heading of a document, with all that stands below it."""


KIND_NAMES = tuple(_names_of(Kind).values())
CALLABLE_KINDS = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.CLASS))
"""Kinds of symbols of which there may be several of one name in one scope, each told from the
others; classes without a name among them."""
TYPES_ONLY = frozenset((Kind.INTERFACE, Kind.TYPE_ALIAS))
"""Kinds of symbols that only types refer to, in languages where types have names of their own."""


@as_module
class Flag:
    """Bits of a symbol."""

    STATIC_METHOD = 1
    CLASS_METHOD = 2
    OVERLOAD = 4
    ABSTRACT = 8
    ASYNC = 16
    INSTANCE = 32
    """A field that is only assigned on an instance, never in the class body."""
    LOCAL = 64
    """Defined inside a function."""
    DECORATED = 128
    """Has a decorator that may make something else of it."""
    DECLARATION = 256
    """Says that something is, which is defined elsewhere: a prototype, `extern int n;`."""


@as_module
class ScopeKind:
    MODULE = 0
    CLASS = 1
    FUNCTION = 2
    LAMBDA = 3
    COMPREHENSION = 4
    TYPE_PARAMETERS = 5
    """Between a generic definition and what surrounds it; the definition's parent is the latter."""
    BLOCK = 6
    """A block with names of its own."""


@as_module
class Expr:
    """The operator of a small expression; operands `a` and `b` are given beside each.

    Only what can carry a definition or a type is kept; the rest is UNKNOWN.
    """

    UNKNOWN = 0
    NAME = 1  # a name, b scope that binds it (NONE: not bound in this file)
    ATTR = 2  # a receiver expression, b name
    CALL = 3  # a callee expression, b the first argument's expression, or more as a TUPLE
    INDEX = 4  # a value expression, b index expression
    AWAIT = 5  # a expression
    LITERAL = 6  # a name of the built-in type, b element expression
    UNION = 7  # a, b expressions
    TUPLE = 8  # a first element, b the rest as a TUPLE (0: end)
    MODULE = 9  # a module specifier, b level (leading dots)
    KEYWORD = 10  # a callee expression, b name of the parameter
    LAMBDA = 11  # a scope
    ELEMENT = 12  # a iterated expression
    ENTERED = 13  # a context manager's expression
    UNPACKED = 14  # a expression, b index
    INSTANCE = 15  # a class expression, b what is checked to be an instance of it (0: nothing)
    SUPER = 16  # a scope of the class whose bases are meant
    OBJECT = 17  # a scope: what an object literal, or a type spelled like one, makes
    THIS = 18  # a scope of the class, object or constructor, b 1: the class itself is meant
    TYPED = 19  # a annotation expression: something of that type
    TYPE_OF = 20  # a value expression: the type of it
    ARGUMENT = 21  # a callee expression, b position: the type that it wants there
    PARAMETER = 22  # a type expression of a function, b position: the type of its parameter
    RETURNING = 23  # a callee expression, b the type that what it returns must have
    MATCHING = 24  # a member expression, b literals: its receiver, if it is one of these
    UNMATCHED = 25  # a member expression, b literals: its receiver, if it is none of these
    ASSIGNED = 26  # a NAME, b which of its bindings was the last before (see `EARLIER`)
    FIELDS = 27
    # a type or variant expression: what holds the fields that one made of it has; b one, or 0
    POINTED = 28  # a expression: what it points at, through pointers, smart ones and iterators
    CHOSEN = 29  # a callee expression, b its arguments as a TUPLE: the callables that take these
    SUBSCRIPT = 30  # a expression: one element of an array, a pointer or a container
    ITERATED = 31  # a expression: what a loop over an array or a container gives
    EXCLUDED = 32  # a classes, b a value expression: its values that are no instances of these
    WHERE_KNOWN = 33  # a name, b an expression: that, if the name is one of the workspace's own
    GUARDED = 34  # a callee, b a value expression: what that is if the callee says what it is
    OPERATED = 35  # a operands as a TUPLE, b an operator's sign: the function that it calls
    UNPOINTED = 36  # a expression: its values, unless what it stands for may be a pointer to them
    PASSED = 37  # a callee and arguments as a TUPLE, b the name that one of these is


@as_module
class Bind:
    """What gives a name in a scope its meaning; operands a, b, c beside each."""

    IMPORT_MODULE = 0  # a specifier, b 1 if renamed (else the first part is bound)
    IMPORT_FROM = 1  # a specifier, b imported name, c level
    WILDCARD = 2  # a specifier, c level
    DEF = 3  # a symbol
    VALUE = 4  # a value expression, b annotation expression
    PARAM = 5  # a default expression, b annotation expression, c position
    ATTRIBUTE = 6  # assigned on an instance: a value expression, b annotation expression
    BASE = 7  # a expression, c position
    RETURN = 8  # a value expression, b annotation expression
    DECORATOR = 9  # a expression, c position
    EXPORTS = 10  # an explicit export list: a name that it holds
    SETTING = 11  # of a configuration file: a value, as JSON
    EXTENDED = 12  # an extension of a type: a type expression, b its body's scope
    ALIAS = 13  # a expression: what the name stands for is what that refers to
    SPREAD = 14  # a expression of an object whose members this one has too
    IMPLEMENTS = 15  # a type expression
    OFFERED = 16  # under WILDCARD_NAME: a expression: every name that it offers is bound


HELD = 1
"""The c of a VALUE or RETURN: a variable holds the value itself, a function gives one, and no
pointer or reference to it; a name of a type stands for the type itself."""
REFERRED = 2
"""The same of a reference to the value."""
OF_OUTER = 0xFE
"""The c of a BASE: type parameters not of the class itself, but of the one that it lies in."""
EARLIER = 0x8000_0000
"""Added to the place of a binding in an ASSIGNED: any of the bindings before that one was it."""

BASE_NAME = "<base>"
RETURN_NAME = "<return>"
DECORATOR_NAME = "<decorator>"
EXPORTS_NAME = "<exports>"
UNLISTED = frozenset((Kind.PARAMETER, Kind.IMPORT))
"""Kinds of symbols that no list shows."""
WILDCARD_NAME = "*"
REEXPORT_NAME = "<reexport>"
"""Under it a WILDCARD adds to what a module exports and binds no name in the file."""
MODULE_VALUE_NAME = "export="
"""The one value that a module is, if it is one."""
COMMON_NAME = "<common>"
"""Bound in a module that exports members of an object, and is that object to who imports it."""
PARAMETERS_NAME = "<parameters>"
"""Under it a function that others may give the type holds how many parameters it has, as c."""
GUARD_NAME = "<guard>"
"""Under it a function holds, as an annotation, what its first argument is if it says so."""
MADE_NAME = "<made>"
"""Under it a function holds that it makes objects, whose members others assign."""
FIELDS_NAME = "<fields>"
"""Under it a record holds its fields, as a VALUE each, in the order of its constructor."""
METACLASS_NAME = "<metaclass>"
"""Under it a class holds the class that it is an instance of, as a VALUE."""
SPREAD_NAME = "<spread>"
IMPLEMENTS_NAME = "<implements>"
EXTENDED_NAME = "<extended>"
"""Under it the body of an extension holds the type that it adds to, as a VALUE."""
PACKAGE_NAME = "<package>"
"""Under it a file holds, as a SETTING, the package that it says it is part of."""
SIGNATURE_NAME = "<signature>"
"""Under it a method holds, as a SETTING, how its parameters and results are written, where types
are of a kind by their methods."""
CONSTANT_NAME = "<const>"
"""Under it a scope holds, as EXPORTS, the names in it that stand for, or point at, what must not
change; of a function RETURN_NAME, if what it gives must not."""
INCLUDES_NAME = "<includes>"
"""Under it a file holds, as a SETTING, the list of the files that it includes, as spelled."""
CONDITIONS_NAME = "<conditions>"
"""Under it a file holds, as a SETTING, what the preprocessor asks in it, and where."""
COMPILED_NAME = "<compiled>"
"""Under it a file holds, as a SETTING, what it says of the platform that all of it is for."""
TAGS_NAME = "<tags>"
"""Under it a file holds that it names structures plainly, those of files too that do not."""
USING_NAME = "<using>"
"""Under it a file holds, as a SETTING each, the namespaces whose names it uses without them."""
OPENED_NAME = "<opened>"
"""With the whole name of a namespace before it, a file announces so that a macro of its opens that
namespace: what other files have in no namespace may stand in it."""
PACKAGES_NAME = "<packages>"
"""Under it a file holds, as SETTINGs, the other packages all of whose names it sees."""
CALL_NAME = "<call>"
CONSTRUCT_NAME = "<new>"
INDEX_NAME = "<index>"
"""Under these a type holds what calling, constructing and indexing it gives."""


def extension_name(name: str) -> str:
    """Under it a file binds, and announces, its extensions of types called `name`."""
    return f"<extends {name}>"


ANY_TYPE = "*"
"""What is extended where every type is that a type parameter may stand for."""


def global_name(name: str) -> str:
    """Under it a file binds, and announces, what every file knows by a name without an import."""
    return f"<global {name}>"


def members_name(macro: str) -> str:
    """Under it a file holds, as a SETTING each, the position of a parameter of a macro that it
    takes for a member, that of the one which has the member, and whether that is a type."""
    return f"<members of {macro}>"


def by_name(name: str) -> str:
    """Under it a file of which no more is known binds all its symbols of a name."""
    return f"<named {name}>"


def defining_name(qualified: str) -> str:
    """Under it a file binds, and announces, its definitions of what is declared elsewhere."""
    return f"<defines {qualified}>"


def listed_name(name: str) -> str:
    """Under it a file binds, and announces, what macros of other files may make of a name that it
    lists (`ENTRY(NAME)`)."""
    return f"<lists {name}>"


TAG = "\0"
"""Follows the names of structures where they are apart from other names (`struct name`), in what
files bind and announce; never what people see."""


QUALIFIER = "::"
"""Follows a name before `::` in a class that may inherit a member of that name, in expressions: of
members only types are meant; never part of a symbol's name."""
CALLABLE = "()"
"""Follows the names under which callables are bound and looked up in languages in which a method
and a value of one name are two things; never part of a symbol's name."""
CONSTRUCTOR_NAME = "this()"
"""Under it classes of such languages hold their constructors."""


def without_tag(name: str) -> str:
    """A name as it is spelled."""
    if name[-2:] == CALLABLE or name[-2:] == QUALIFIER:
        return name[:-2]
    return name[:-1] if name[-1:] == TAG else name
