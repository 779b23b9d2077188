"""Which places of a name are compiled together, by the conditions that they stand under.

What conditions say is `conditions`' business; here it is held against what is known of macros: by
the platform, by what the compiler is told, and by what code defines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from .conditions import Literal, holds, literals
from .platforms import PLATFORMS, UNDEFINED, Macro, Macros, macros_of

_NAME = re.compile(r"(?<!\w)[A-Za-z_]\w*")
_CHARACTER = re.compile(r"'[^']*'")
_NO_MACRO = frozenset(("defined", "true", "false", "and", "or", "not"))
_OPTION = re.compile(
    r"(?:^|_)(?:HAVE|HAS|USE|USES|USING|WITH|WITHOUT|ENABLE|ENABLED|DISABLE|DISABLED|CONFIG|DEBUG"
    r"|NDEBUG|TEST|TESTING)(?:_|$)|^HAVE"
)
"""Names by which builds tell code what there is and what is wanted, in files that no code is."""
_DEFINED = Macro(True)


def macros_on(
    platform: str,
    told: Mapping[str, str | None],
    language: Macros,
    settled: Mapping[str, bool] | None = None,
) -> Macros:
    """All macros that are known on a platform; `told` are those that the compiler was given, with
    their values, None for those that it was told to leave undefined; `settled` are those of which
    code tells whether they are defined."""
    found = {name: _DEFINED if is_so else UNDEFINED for name, is_so in (settled or {}).items()}
    found |= {**macros_of(platform), **language}
    for name, value in told.items():
        if value is None:
            found[name] = UNDEFINED
        else:
            number = int(value) if value.isdigit() else None
            found[name] = Macro(True, None if number is None else (number, number))
    return found


def _exclude(some: frozenset[Literal], others: frozenset[Literal]) -> bool:
    """Whether some of these deny what the others say."""
    return any([others.issuperset(literals(text, not wanted)) for text, wanted in some])


def is_left_out(conditions: Iterable[Literal], macros: Macros) -> bool:
    """Whether one of these is known not to be so."""
    return any([holds(text, macros) is (not wanted) for text, wanted in conditions])


def meant(
    use: frozenset[Literal],
    defined: Sequence[frozenset[Literal]],
    platform: str,
    told: Mapping[str, str | None],
    language: Macros,
    settled: Mapping[str, bool],
) -> list[int]:
    """Which of the places that define a name can be meant where it is used, by their numbers.

    None that excludes what the use stands under, or that is not compiled where the use is, if
    there are others; and if some need what the use needs too, those that need the most of it.
    What stands under conditions for another platform is taken for that platform's.
    """
    found = [
        number
        for number, each in enumerate(defined)
        if not _exclude(each, use) and not _exclude(use, each)
    ]
    if len(found) > 1:
        macros = macros_on(platform, told, language, settled)
        if is_left_out(use, macros):
            for other in PLATFORMS:
                there = macros_on(other, told, language, settled)
                if not is_left_out(use, there):
                    macros = there
                    break
        found = [n for n in found if not is_left_out(defined[n], macros)] or found
    if len(found) > 1:
        shared = {n: len(defined[n]) for n in found if defined[n] and defined[n] <= use}
        most = max(shared.values(), default=0)
        if most:
            found = [n for n in found if shared.get(n) == most]
    return found or list(range(len(defined)))


def undecided(conditions: Iterable[Literal], macros: Macros) -> list[str]:
    """The names that conditions ask for and of which only code can tell whether they are defined.

    What begins with an underscore belongs to compiler and library, and of options of a build no
    code tells.
    """
    found: dict[str, None] = {}
    for text, _ in conditions:
        for name in _NAME.findall(_CHARACTER.sub("", text)):
            known = name in macros or name in _NO_MACRO or name.startswith("_")
            if not known and not _OPTION.search(name.upper()):
                found[name] = None
    return list(found)


def are_there(conditions: Iterable[Literal], macros: Macros) -> bool | None:
    """Whether all of these hold; None if that is not known."""
    result: bool | None = True
    for text, wanted in conditions:
        found = holds(text, macros)
        if found is None:
            result = None
        elif found is not wanted:
            return False
    return result


def is_default(conditions: Iterable[Literal], name: str) -> bool:
    """Whether these hold only where a macro is not defined yet."""
    return any([each in literals(f"defined {name}", False) for each in conditions])
