"""Manifests of Rust packages: what crates are called, and where crates that they name lie.

They are indexed for what they set, as other configuration is.  This file only says which files
they are; it is loaded by every scan of a tree.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="cargo",
    extensions=(),
    file_names=("Cargo.toml",),
    is_code=False,
    settings=True,
    announcing=("Cargo.toml",),
)
