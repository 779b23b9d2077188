"""Why something of Python may be needed though nothing uses it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..needs import INHERITED, OWN, UNTOLD, Needs, Says

_BUILT = re.compile(rb"^\s*\[(?:build-system|project)\]|\bsetup\s*\(|^\s*\[metadata\]", re.M)


def _offers(name: str, text: bytes) -> bool:
    return _BUILT.search(text) is not None


def _keeps(steps: Sequence[str], beside_program: bool) -> bool:
    return any(step.startswith("_") and step != "__init__.py" for step in steps)


def _access(name: str, says: Says) -> int:
    if not name.startswith("_") or name.endswith("__"):
        return INHERITED
    # A name with one underscore is nobody's business, and yet what hooks are called.
    return OWN if name.startswith("__") else UNTOLD


def _called(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


NEEDS = Needs(
    family="python",
    packages=("pyproject.toml", "setup.py", "setup.cfg"),
    offers=_offers,
    keeps=_keeps,
    access=_access,
    called=_called,
    tests=re.compile(
        r"(?:test|Test)(?![a-z])|pytest_|set[uU]p(?:_?[cC]lass|TestData|Module|_method)?$"
        r"|tear[dD]own(?:_?[cC]lass|Module|_method)?$|load_tests$"
    ),
    idle=frozenset(
        (
            *("staticmethod", "classmethod", "property", "cached_property", "abstractmethod"),
            *("override", "overload", "final", "lru_cache", "cache", "wraps", "contextmanager"),
            *("asynccontextmanager", "dataclass", "total_ordering", "singledispatch", "setter"),
            *("getter", "deleter", "deprecated", "no_type_check", "runtime_checkable", "frozen"),
            *("define", "attrs", "unique", "classproperty", "abstractproperty"),
            "cachedproperty",
        )
    ),
)
