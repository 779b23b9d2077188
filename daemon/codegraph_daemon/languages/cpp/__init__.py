"""C++. This file only says which files are C++; it is loaded by every scan of a tree."""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="cpp",
    extensions=(
        *(".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++"),
        *(".ipp", ".tpp", ".tcc", ".txx", ".inl", ".ixx", ".cppm"),
    ),
    announces=True,
    libraries=("/c++/",),
    follows_overrides=True,
    overrides_are_apart=True,
    takes_are_calls=True,
)
