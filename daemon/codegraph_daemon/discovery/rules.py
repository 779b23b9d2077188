"""The built-in rules: what is left out of every index, decided from names alone.

Two kinds. *Hard* rules (version control folders, secrets) hold always. *Conventions* (installed
dependencies, caches, build output, minified and generated names) can be taken back by a negated
pattern such as `!build/` in `.codegraphignore` or the user's `index.exclude`.

Belongs here: tables of names with the reason that a person reads. Stays out: the file system.
"""

from __future__ import annotations

import re
from collections.abc import Container
from fnmatch import translate
from functools import cache
from typing import NamedTuple

BUILT_IN = "built-in rules"


class Rule(NamedTuple):
    """Why a path is left out: `pattern` is what it matched, `reason` a clause for a person.

    `source` is where the rule stands, as `file:line` or a name; `hard` rules cannot be taken back.
    """

    pattern: str
    reason: str
    hard: bool = False
    source: str = BUILT_IN


def _rules(names: str, reason: str, *, hard: bool = False) -> dict[str, Rule]:
    return {name: Rule(f"{name}/", reason, hard) for name in names.split()}


_FOLDERS: dict[str, Rule] = {
    **_rules(
        ".git .hg .svn .bzr .jj .sl .pijul _darcs CVS .fslckout",
        "it is a folder of a version control system",
        hard=True,
    ),
    **_rules(
        ".ssh .gnupg .password-store .secrets",
        "it is where credentials are kept, which are never read",
        hard=True,
    ),
    **_rules(
        "node_modules bower_components jspm_packages site-packages dist-packages __pypackages__ "
        ".eggs .yarn .pnpm-store",
        "it holds installed dependencies",
    ),
    **_rules(
        "__pycache__ .mypy_cache .pytest_cache .ruff_cache .hypothesis .pytype .pyre .tox .nox "
        ".ipynb_checkpoints .cache .gradle .next .nuxt .svelte-kit .turbo .parcel-cache "
        ".terraform .import_linter_cache .scannerwork .nyc_output htmlcov",
        "it is a cache of a tool",
    ),
    **_rules(".idea .vs .vscode-test", "it is the state of an editor"),
}

_FOLDER_SUFFIXES: dict[str, Rule] = {
    ".egg-info": Rule("*.egg-info/", "it is the record of an installed package"),
    ".dist-info": Rule("*.dist-info/", "it is the record of an installed package"),
    ".egg": Rule("*.egg/", "it is an installed package"),
}

_BUILD_OUTPUT = frozenset({"build", "dist", "_build", "target", "out"})
_BUILD_REASON = "it is named like build output, git tracks nothing in it, and it is no package"

_MARKERS: dict[str, Rule] = {
    ".git": Rule(".git", "it is a repository of its own: open it as its own root", hard=True),
    "pyvenv.cfg": Rule("pyvenv.cfg", "it is a Python virtual environment"),
    "conda-meta": Rule("conda-meta/", "it is a conda environment"),
    "CACHEDIR.TAG": Rule("CACHEDIR.TAG", "a program has marked it as its cache"),
}

_PRIVATE = "it may hold a secret, so it is never opened"
_PRIVATE_NAMES_TEXT = (
    ".npmrc .pypirc .netrc _netrc .git-credentials .htpasswd .pgpass .my.cnf .mylogin.cnf "
    ".dockercfg .boto .s3cfg .vault-token .terraformrc .gem_credentials .rediscli_auth "
    "credentials credentials.json credentials.xml application_default_credentials.json "
    "service-account.json service_account.json client_secret.json master.key "
    "secrets.yml secrets.yaml secrets.json secrets.toml secrets.env .secrets "
    "wallet.dat shadow gshadow passwd- .bash_history .zsh_history .psql_history "
    ".python_history .mysql_history"
)
_PRIVATE_NAMES = frozenset(_PRIVATE_NAMES_TEXT.split())
_PRIVATE_KEYS = re.compile(r"id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?(?:[.-].*)?")
_PRIVATE_PATHS = frozenset({".kube/config", ".docker/config.json", ".aws/config"})
_PRIVATE_LAST = frozenset(path.rpartition("/")[2] for path in _PRIVATE_PATHS)
_PRIVATE_SUFFIXES_TEXT = (
    ".pem .key .p12 .pfx .p8 .jks .keystore .kdbx .kdb .ppk .ovpn .tfstate .tfstate.backup "
    ".tfvars .agilekeychain .opvault .keychain .gpg .pgp .asc .env .der .pkcs12"
)
_PRIVATE_SUFFIXES = tuple(_PRIVATE_SUFFIXES_TEXT.split())

_MINIFIED = "*.min.* *-min.js *.bundle.js *.chunk.js *.map"
_GENERATED = (
    "*_pb2.py *_pb2.pyi *_pb2_grpc.py *_pb2_grpc.pyi *.pb.go *.pb.cc *.pb.h *_generated.* "
    "*.g.dart *.freezed.dart *.designer.cs *.g.cs *-lock.json *-lock.yaml *.lock"
)
_FILE_RULES: tuple[Rule, ...] = (
    *(Rule(pattern, "it is minified or bundled") for pattern in _MINIFIED.split()),
    *(Rule(pattern, "it is generated") for pattern in _GENERATED.split()),
)


def folder_rule(name: str) -> Rule | None:
    """The rule that leaves out every folder of that name."""
    rule = _FOLDERS.get(name)
    if rule is None and "." in name:
        rule = _FOLDER_SUFFIXES.get(name[name.rfind(".") :])
    return rule


def is_build_output(name: str) -> bool:
    """Whether a folder of that name is build output unless git tracks something in it."""
    return name in _BUILD_OUTPUT


def marker_rule(names: Container[str]) -> Rule | None:
    """The rule that leaves out a folder because of an entry in it; `names` are its entries.

    Not for the root itself, which has a `.git` by right.
    """
    for name, rule in _MARKERS.items():
        if name in names:
            return rule
    return None


def build_rule(path: str, names: Container[str], tracked: bool) -> Rule | None:
    """The rule that leaves out build output.

    A folder with `__init__.py`, or somewhere below a folder `src`, is a package instead.
    """
    above, _, name = path.rpartition("/")
    if name not in _BUILD_OUTPUT or tracked or "__init__.py" in names:
        return None
    if "/src/" in f"/{above}/":
        return None
    return Rule(f"{name}/", _BUILD_REASON)


def secret_rule(path: str) -> Rule | None:
    """The rule that forbids opening the file `path` (posix)."""
    lower = path.lower()
    name = lower[lower.rfind("/") + 1 :]
    if name in _PRIVATE_NAMES:
        return Rule(name, _PRIVATE, hard=True)
    if name.startswith(".env"):
        return Rule(".env*", _PRIVATE, hard=True)
    if name.endswith(_PRIVATE_SUFFIXES):
        return Rule(f"*{name[name.rfind('.') :]}", _PRIVATE, hard=True)
    if name.startswith("id_") and _PRIVATE_KEYS.fullmatch(name):
        return Rule("id_*", _PRIVATE, hard=True)
    if name not in _PRIVATE_LAST:
        # Nearly all: this is asked of every file of a tree.
        return None
    last_two = "/".join(lower.rsplit("/", 2)[-2:])
    return Rule(last_two, _PRIVATE, hard=True) if last_two in _PRIVATE_PATHS else None


def file_rule(name: str) -> Rule | None:
    """The convention that leaves out a file of that name."""
    match = _file_patterns().match(name)
    if match is None:
        return None
    return _FILE_RULES[(match.lastindex or 1) - 1]


MARKER_NAMES = tuple(_MARKERS)
"""Entries that make the folder around them one that is left out."""


@cache
def _file_patterns() -> re.Pattern[str]:
    # One expression for all, because it is tried for every file of a tree.
    return re.compile("|".join(f"({translate(rule.pattern)})" for rule in _FILE_RULES))
