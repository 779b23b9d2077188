"""Why something of Java may be needed though nothing uses it."""

from __future__ import annotations

import re

from ..needs import INHERITED, OWN, Needs, Says

_SERIALISED = frozenset(
    (
        *("serialVersionUID", "serialPersistentFields", "readObject", "writeObject"),
        *("readObjectNoData", "readResolve", "writeReplace", "readExternal", "writeExternal"),
    )
)
"""What the library of Java looks for in classes."""


def _access(name: str, says: Says) -> int:
    return INHERITED if says(b"(?:public|protected)") else OWN


NEEDS = Needs(
    family="java",
    packages=("pom.xml", "build.gradle", "build.gradle.kts"),
    access=_access,
    entries_inside=frozenset(("main",)),
    called=_SERIALISED.__contains__,
    tests=re.compile(r"(?:test|Test)(?![a-z])|(?:setUp|tearDown)$"),
    idle=frozenset(
        (
            *("Deprecated", "SuppressWarnings", "Nullable", "NonNull", "NotNull", "SafeVarargs"),
            *("FunctionalInterface", "VisibleForTesting", "CanIgnoreReturnValue", "Override"),
            *("CheckReturnValue", "Documented", "Immutable", "ThreadSafe", "GuardedBy"),
        )
    ),
    overrides=re.compile(rb"@Override\b"),
)
