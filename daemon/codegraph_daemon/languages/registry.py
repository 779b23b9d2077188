"""Which language a file is written in, from its name or its first line.

A language is a folder beside this module whose `__init__` has a `LANGUAGE`; adding one touches
nothing else. Stays out: everything about the content of a file but its first line, and
`tree_sitter`, which the process that scans a tree must not have to load.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from codegraph_daemon import languages


class Language(NamedTuple):
    """How files of one language are recognised.

    `extensions` begin with a dot and are in lower case; `file_names` are whole names;
    `interpreters` are the programs that a `#!` line may name, without their version;
    `name_patterns` are regular expressions for whole names, tried last. Of files with an extension
    of `in_folders` those are of the language whose path is found by the regular expression.

    Files of a language that is no code say how the modules of others are named.  They have facts
    like all, but are no modules that people look for.  `announcing` are the names of files that
    may announce names by which others find them from anywhere; `announces`: any file may.

    Files of `settings` configure something: they are read for what they name, and a search shows
    them after what they configure.

    Symbols of the kinds `sunken` are found in a search after what others have, for they are many
    and few look for them.

    `libraries` are parts of absolute paths: files without an extension in folders of libraries that
    have one of them are of it.

    Where `structural`, a type that has the methods of an interface is of its kind.  Where
    `takes_are_calls`, whoever takes a function calls it.  Where `follows_overrides`, who uses a
    method of a base uses each that overrides it; where `calls_overrides`, who calls it does.  Where
    `declared_in_bases`, the definition of a method that a base has is asked for at the method.
    Where `overrides_are_apart`, uses of a method count for those that it overrides no more than for
    those beside it, unless an interface has them, and what tells methods of one name apart tells
    which of them it overrides; where `implemented_are_used` as well, unless the method has no body.
    `own_word` stands for an instance of the class around it, as `this`, without being a name.
    Where `takes_by_name`, a name that a pattern binds to the member of that name is a use of it.
    Where `generated_is_read`, files that say that they are generated are read as all others, for
    they are kept among those that are written by hand and use them.
    """

    id: str
    extensions: tuple[str, ...]
    file_names: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    name_patterns: tuple[str, ...] = ()
    is_code: bool = True
    settings: bool = False
    follows_overrides: bool = False
    calls_overrides: bool = False
    declared_in_bases: bool = False
    overrides_are_apart: bool = False
    implemented_are_used: bool = False
    takes_by_name: bool = False
    own_word: str = ""
    structural: bool = False
    takes_are_calls: bool = False
    announcing: tuple[str, ...] = ()
    announces: bool = False
    sunken: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    in_folders: tuple[tuple[str, str], ...] = ()
    generated_is_read: bool = False


class _Tables(NamedTuple):
    by_id: Mapping[str, Language]
    by_extension: Mapping[str, str]
    by_name: Mapping[str, str]
    by_interpreter: Mapping[str, str]
    by_pattern: tuple[tuple[re.Pattern[str], str], ...]
    announcing: frozenset[str]
    all_announcing: frozenset[str]
    by_library: tuple[tuple[str, str], ...]
    """Languages of which any file may announce names."""
    by_folder: Mapping[str, tuple[re.Pattern[str], str]]
    """By extension the paths whose folders tell the language."""


# Names without an extension that are so common, and so surely no script, that reading the first
# line of each would cost a large tree seconds.
_NO_SCRIPTS_TEXT = """
    authors changelog changes codeowners containerfile contributing contributors copying credits
    dockerfile gemfile history install jenkinsfile kbuild kconfig license licence maintainers
    makefile manifest news notice owners pipfile procfile rakefile readme thanks todo vagrantfile
    version
"""
_NO_SCRIPTS = frozenset(_NO_SCRIPTS_TEXT.split())

_SHEBANG = re.compile(rb"#!\s*(\S+)(.*)")
_VERSION = re.compile(r"[0-9.]+$")


def language_of(path: str) -> str | None:
    """The id of the language of `path` by its name; None if the name does not tell."""
    tables = _tables()
    # An extension never holds a slash, so a dot in a folder's name finds nothing in the table.
    dot = path.rfind(".")
    if dot >= 0:
        extension = path[dot:]
        found = tables.by_extension.get(extension) or tables.by_extension.get(extension.lower())
        if found is not None:
            return found
    name = path[path.rfind("/") + 1 :]
    found = tables.by_name.get(name)
    if found is None:
        for pattern, language_id in tables.by_pattern:
            if pattern.fullmatch(name):
                return language_id
        if dot >= 0 and is_by_folder(path):
            return tables.by_folder[path[dot:]][1]
    if found is None and path[:1] in _ABSOLUTE and "." not in name:
        for part, language_id in tables.by_library:
            if part in path:
                return language_id
    return found


_NONE = Language(id="", extensions=())
"""What is said of files in no language."""


def _language(path: str) -> Language:
    known = language_of(path)
    return _NONE if known is None else _tables().by_id[known]


def is_by_folder(path: str) -> bool:
    """Whether of such names the folders tell which language a file is in, and those of `path` do.

    Then its content has to say it too.
    """
    known = _tables().by_folder.get(path[path.rfind(".") :])
    return known is not None and path[:1] not in _ABSOLUTE and known[0].search(path) is not None


def is_read_if_generated(path: str) -> bool:
    """Whether a file that says that it is generated is read nevertheless."""
    return _language(path).generated_is_read


def may_have_language(name: str) -> bool:
    """Whether files of that name have a language, perhaps in some folders alone."""
    return language_of(name) is not None or name[name.rfind(".") :] in _tables().by_folder


_ABSOLUTE = ("/", "\0")
"""How paths of libraries begin; no file of a workspace has such a path."""


def is_code(path: str) -> bool:
    """Whether `path` is a module that people look for; not so what configures others."""
    return _language(path).is_code


def is_settings(path: str) -> bool:
    """Whether the file `path` configures something."""
    return _language(path).settings


def sunken(path: str) -> tuple[str, ...]:
    """The kinds of symbols of the file `path` that a search shows after what others have."""
    return _language(path).sunken


def follows_overrides(path: str) -> bool:
    """Whether a use of a method of a base counts for those that override it, in the file `path`."""
    return _language(path).follows_overrides


def calls_overrides(path: str) -> bool:
    """Whether a call of a method of a base counts for those that override it, in `path`."""
    found = _language(path)
    return found.calls_overrides or found.follows_overrides


def overrides_are_apart(path: str) -> bool:
    """Whether a use of a method counts for none that is beside it or above it, in `path`."""
    return _language(path).overrides_are_apart


def implemented_are_used(path: str) -> bool:
    """Whether who uses what implements a method without a body uses that as well, in `path`."""
    return _language(path).implemented_are_used


def own_word(path: str) -> str:
    """The word that stands in the file `path` for an instance of the class around it, if any."""
    return _language(path).own_word


def takes_by_name(path: str) -> bool:
    """Whether a name that a pattern binds to the member of that name uses it, in `path`."""
    return _language(path).takes_by_name


def declared_in_bases(path: str) -> bool:
    """Whether a method of a base is what is asked for where a method overrides it."""
    return _language(path).declared_in_bases


def is_structural(path: str) -> bool:
    """Whether a type in the file `path` is of an interface's kind by its methods alone."""
    return _language(path).structural


def takes_are_calls(path: str) -> bool:
    """Whether whoever takes a function that the file `path` defines calls it."""
    return _language(path).takes_are_calls


def may_announce(path: str) -> bool:
    """Whether the file `path` may announce names by which others find it from anywhere."""
    tables = _tables()
    if path[path.rfind("/") + 1 :] in tables.announcing:
        return True
    return language_of(path) in tables.all_announcing


def may_be_shebang(path: str) -> bool:
    """Whether the first line of `path` is worth reading: it has no extension and no usual name."""
    name = path[path.rfind("/") + 1 :]
    return "." not in name and name.lower() not in _NO_SCRIPTS


def language_by_shebang(first_line: bytes) -> str | None:
    """The id of the language whose interpreter a `#!` line names; None if it names no such."""
    match = _SHEBANG.match(first_line)
    if match is None:
        return None
    words = [match[1].decode("utf-8", "replace"), *match[2].decode("utf-8", "replace").split()]
    if words[0].rpartition("/")[2] == "env":
        # What follows `env` may be its options (-S, -i) and variables before the program.
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    if not words:
        return None
    program = _VERSION.sub("", words[0].rpartition("/")[2])
    return _tables().by_interpreter.get(program)


def language(language_id: str) -> Language:
    """The language with that id; `KeyError` if there is none."""
    return _tables().by_id[language_id]


def all_languages() -> tuple[Language, ...]:
    """Every language, by id."""
    return tuple(_tables().by_id.values())


def _folders(path: str) -> list[str]:
    """The packages in a folder."""
    return [name for name in os.listdir(path) if os.path.exists(f"{path}/{name}/__init__.py")]


@cache
def _tables() -> _Tables:
    found = {}
    for name in sorted([name for folder in languages.__path__ for name in _folders(folder)]):
        loaded = importlib.import_module(f"{languages.__name__}.{name}")
        entry = getattr(loaded, "LANGUAGE", None)
        if isinstance(entry, Language):
            found[entry.id] = entry
    return _Tables(
        by_id=found,
        by_extension={name: each.id for each in found.values() for name in each.extensions},
        by_name={name: each.id for each in found.values() for name in each.file_names},
        by_interpreter={name: each.id for each in found.values() for name in each.interpreters},
        by_pattern=tuple(
            (re.compile(text), each.id) for each in found.values() for text in each.name_patterns
        ),
        announcing=frozenset(name for each in found.values() for name in each.announcing),
        all_announcing=frozenset(each.id for each in found.values() if each.announces),
        by_library=tuple((part, each.id) for each in found.values() for part in each.libraries),
        by_folder={
            extension: (re.compile(pattern), each.id)
            for each in found.values()
            for extension, pattern in each.in_folders
        },
    )
