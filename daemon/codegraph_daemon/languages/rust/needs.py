"""Why something of Rust may be needed though nothing uses it."""

from __future__ import annotations

import re

from ..needs import INHERITED, OWN, Needs, Says, end_of_brackets


def _access(name: str, says: Says) -> int:
    return INHERITED if says(b"pub") else OWN


NEEDS = Needs(
    family="rust",
    packages=("Cargo.toml",),
    library="src/lib.rs",
    access=_access,
    idle=frozenset(
        (
            *("derive", "inline", "cfg", "cfg_attr", "must_use", "doc", "non_exhaustive", "repr"),
            *("track_caller", "cold", "warn", "deny", "forbid", "expect", "rustfmt", "clippy"),
            *("allow", "deprecated"),
        )
    ),
    kept=re.compile(rb"allow\s*\([^)]*(?:dead_code|unused)"),
    test_modules=frozenset(("tests", "test")),
    macro=re.compile(rb"\bmacro_rules!\s*\w+\s*(?=[{(\[])"),
    macro_end=end_of_brackets,
    traits_apart=True,
)
