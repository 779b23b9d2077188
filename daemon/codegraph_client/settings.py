"""Settings: their values for one root, and where each value comes from.

Belongs here: the readers of the places that can set a value, and the rules that bind them. The
schema is ``settings_schema.SCHEMA``. Precedence, highest first: command line, ``CODEGRAPH_*``
variables, ``codegraph.toml`` at the root, the user's ``config.toml``, the default.

The root's file came with the repository and is untrusted: it may only narrow. It can add excludes,
lower a limit and name folders inside the root; whatever else it says is ignored with a problem that
``codegraph config`` shows.

Must stay out: anything that acts on a value, printing, and imports that cost time (the command
line loads this on every call; ``tomllib`` is imported only when a file exists).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from codegraph_client.errors import ConfigError
from codegraph_client.layering import Rules, rules_of
from codegraph_client.settings_schema import SCHEMA, Setting, Value

__all__ = [
    "ROOT_FILE",
    "SCHEMA",
    "Problem",
    "Setting",
    "Settings",
    "Source",
    "Value",
    "load",
    "load_rules",
    "settings_with",
    "user_file",
]

Kind = Literal["command line", "environment", "root file", "user file", "default"]

ROOT_FILE = "codegraph.toml"
"""Name of the file at the root; its presence also makes a folder a root."""

_MAX_FILE_BYTES = 1_000_000
"""A settings file beyond this is not one; the root's file is untrusted, so it is bounded."""


_RULES = "rules"
"""What the root's file holds beside settings: `[[rules]]`, which bind nobody but who asks."""

_BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SCHEMA}


class Source(NamedTuple):
    """Where a value came from; ``where`` is a file, a variable or an option, or empty."""

    kind: Kind
    where: str = ""


class Problem(NamedTuple):
    """Something in a file or a variable that was ignored.

    ``broken`` means that nothing of the file could be read (for instance a syntax error).
    """

    where: str
    key: str
    message: str
    broken: bool = False

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.key, self.message) if part)


class Settings(NamedTuple):
    """A value and its source for every name of ``SCHEMA``, and the problems met on the way."""

    values: Mapping[str, Value]
    sources: Mapping[str, tuple[Source, ...]]
    problems: tuple[Problem, ...] = ()

    def get(self, name: str) -> Value:
        """The value of any setting; ``KeyError`` for a name that the schema does not have."""
        return self.values[name]

    def integer(self, name: str) -> int:
        """The value of an ``integer`` setting."""
        value = self.values[name]
        assert isinstance(value, int), name
        return value

    def number(self, name: str) -> float:
        """The value of an ``integer`` or ``number`` setting."""
        value = self.values[name]
        assert isinstance(value, (int, float)), name
        return float(value)

    def text(self, name: str) -> str:
        """The value of a ``choice`` setting."""
        value = self.values[name]
        assert isinstance(value, str), name
        return value

    def strings(self, name: str) -> tuple[str, ...]:
        """The value of a ``strings`` setting."""
        value = self.values[name]
        assert isinstance(value, tuple), name
        return value

    def raise_if_broken(self) -> None:
        """Raise ``ConfigError`` for the first file that could not be read at all."""
        for problem in self.problems:
            if problem.broken:
                raise ConfigError(str(problem))


def user_file(env: Mapping[str, str] | None = None) -> Path:
    """Path of the user's settings file, existing or not (XDG rules: relative values are void)."""
    environ = os.environ if env is None else env
    base = environ.get("XDG_CONFIG_HOME", "")
    if not base.startswith("/"):
        base = os.path.join(environ.get("HOME") or os.path.expanduser("~"), ".config")
    return Path(base) / "codegraph" / "config.toml"


def load(
    root: Path | None = None,
    cli: Mapping[str, object] | None = None,
    env: Mapping[str, str] | None = None,
) -> Settings:
    """Read every place and return the settings that hold for ``root``.

    ``cli`` maps names to values given on the command line (text is parsed like a variable's).
    ``env`` stands for ``os.environ`` if given.
    Never fails because of a file or a variable: what cannot be used is in ``.problems``.
    Raises ``ConfigError`` for a wrong name or value in ``cli``, which a person has just typed.
    """
    environ = os.environ if env is None else env
    values: dict[str, Value] = {setting.name: setting.default for setting in SCHEMA}
    sources: dict[str, tuple[Source, ...]] = {s.name: (Source("default"),) for s in SCHEMA}
    problems: list[Problem] = []

    def apply(entries: Iterable[tuple[str, object]], kind: Kind, where: str) -> None:
        for key, raw in entries:
            if key == _RULES and kind == "root file":
                problems.extend(Problem(where, key, each) for each in rules_of(raw).problems)
                continue
            setting = _BY_NAME.get(key)
            if setting is None:
                problems.append(Problem(where, _shown(key), "unknown setting" + _close_to(key)))
                continue
            try:
                value = _typed(setting, raw, root)
                if kind == "root file":
                    value = _narrowed(setting, value, values[key])
            except ValueError as error:
                problems.append(Problem(where, key, str(error)))
                continue
            added = kind == "root file" and setting.narrow == "add"
            kept = [s for s in sources[key] if added and s.kind != "default"]
            values[key] = value
            sources[key] = (*kept, Source(kind, where))

    user = user_file(environ)
    apply(_file_entries(user, None, problems), "user file", str(user))
    if root is not None:
        own = root / ROOT_FILE
        apply(_file_entries(own, root, problems), "root file", str(own))
    for setting in SCHEMA:
        if environ.get(setting.env, "") != "":
            apply(
                [(setting.name, _from_text(setting, environ[setting.env]))],
                "environment",
                setting.env,
            )
    problems.extend(_unknown_variables(environ))
    before = len(problems)
    for key, raw in (cli or {}).items():
        known = _BY_NAME.get(key)
        parsed = _from_text(known, raw) if known and isinstance(raw, str) else raw
        apply([(key, parsed)], "command line", "")
    if len(problems) > before:
        raise ConfigError(str(problems[before]))
    return _settings(values, sources, problems)


def load_rules(root: Path) -> Rules:
    """The layering rules of ``root``, and what of them cannot be used."""
    problems: list[Problem] = []
    entries = dict(_file_entries(root / ROOT_FILE, root, problems))
    rules = rules_of(entries.get(_RULES, []))
    return rules._replace(problems=(*(each.message for each in problems), *rules.problems))


def settings_with(values: Mapping[str, object] | None = None) -> Settings:
    """The defaults with ``values`` on top, reading no file and no variable.

    Raises ``ConfigError`` for a wrong name or value.
    """
    return load(None, values, env={"XDG_CONFIG_HOME": os.devnull})


def _settings(
    values: Mapping[str, Value],
    sources: Mapping[str, tuple[Source, ...]],
    problems: Iterable[Problem],
) -> Settings:
    return Settings(
        MappingProxyType(dict(values)), MappingProxyType(dict(sources)), tuple(problems)
    )


def _typed(setting: Setting, raw: object, root: Path | None) -> Value:
    """``raw`` as a value of the setting's type and bounds; ``ValueError`` says what is wrong."""
    if setting.type == "strings":
        if not isinstance(raw, (list, tuple)) or not all(isinstance(item, str) for item in raw):
            raise ValueError(f"must be a list of strings, not {_shown(raw)}")
        items = tuple(raw)
        for item in items:
            if "\0" in item or "\n" in item:
                raise ValueError(f"{_shown(item)} has a character that no path has")
            if setting.narrow == "inside":
                _check_inside(item, root)
        return items
    if setting.type == "choice":
        if not isinstance(raw, str) or raw not in setting.choices:
            raise ValueError(f"must be one of {', '.join(setting.choices)}, not {_shown(raw)}")
        return raw
    if setting.type == "integer":
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise ValueError(f"must be a whole number, not {_shown(raw)}")
    elif isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise ValueError(f"must be a number, not {_shown(raw)}")
    # Written so that a NaN, which compares false with everything, is refused.
    if not setting.minimum <= raw <= setting.maximum:
        raise ValueError(
            f"must be between {setting.minimum:g} and {setting.maximum:.10g}, not {_shown(raw)}"
        )
    return raw


def _narrowed(setting: Setting, value: Value, current: Value) -> Value:
    """What the root's file may make of ``value``; ``ValueError`` if it does not narrow."""
    if setting.scope == "user":
        raise ValueError("only the user's own settings may set this; ignored in the root's file")
    if setting.narrow == "lower" and value > current:  # type: ignore[operator]
        raise ValueError(f"the root's file may only lower this; {value} is above {current}")
    if setting.narrow == "add":
        assert isinstance(value, tuple)
        assert isinstance(current, tuple)
        for pattern in value:
            if pattern.startswith("!"):
                raise ValueError(
                    f"the root's file may only add excludes; {_shown(pattern)} would take one back"
                )
        return (*current, *(pattern for pattern in value if pattern not in current))
    return value


def _check_inside(path: str, root: Path | None) -> None:
    """Refuse a folder that is not inside the root, be it by its spelling or by a symlink."""
    if path.startswith(("/", "~")) or ".." in path.split("/"):
        raise ValueError(f"{_shown(path)} is not a relative path inside the root")
    if root is not None:
        real = os.path.realpath(root)
        target = os.path.realpath(os.path.join(real, path))
        if target != real and not target.startswith(real.rstrip("/") + "/"):
            raise ValueError(f"{_shown(path)} leads outside the root")


def _file_entries(
    path: Path, inside: Path | None, problems: list[Problem]
) -> list[tuple[str, object]]:
    """The settings of one TOML file as dotted names; a file that is absent has none."""
    try:
        text = _read(path, inside)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError) as error:
        message = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        problems.append(Problem(str(path), "", f"cannot be read, {message}", broken=True))
        return []
    import tomllib  # Costs milliseconds that a call without a settings file does not pay.

    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = str(error) if isinstance(error, ValueError) else "nested too deeply"
        last = len(text.rstrip().splitlines()) or 1
        message = message.replace("at end of document", f"at line {last}, the end of the document")
        problems.append(Problem(str(path), "", f"not valid TOML: {message}", broken=True))
        return []
    return list(_dotted(table, ""))


def _read(path: Path, inside: Path | None) -> str:
    """The text of a settings file; ``inside`` is the root that a symlink must not leave."""
    if inside is not None:
        real, base = os.path.realpath(path), os.path.realpath(inside)
        if os.path.lexists(path) and not real.startswith(base.rstrip("/") + "/"):
            raise ValueError("a symbolic link that leads outside the root")
    # A FIFO would block open() for ever, so the flag comes before the check of the type.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("not a regular file")
        data = file.read(_MAX_FILE_BYTES + 1)
    if len(data) > _MAX_FILE_BYTES:
        raise ValueError("too large to be a settings file")
    return data.decode("utf-8-sig")


def _dotted(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        name = prefix + key
        if isinstance(value, dict) and name not in _BY_NAME and prefix.count(".") < 3:
            yield from _dotted(value, name + ".")
        else:
            yield name, value


def _from_text(setting: Setting, text: str) -> object:
    """A variable's or an option's text as the object a TOML file would have held.

    A list is written with commas, or as a TOML array when a pattern has a comma itself.
    """
    if setting.type == "strings":
        if text.lstrip().startswith("["):
            import tomllib

            try:
                return tomllib.loads(f"value = {text}").get("value")
            except (tomllib.TOMLDecodeError, RecursionError):
                return text
        return [item.strip() for item in text.split(",") if item.strip()]
    if setting.type in ("integer", "number"):
        try:
            return int(text)
        except ValueError:
            pass
        try:
            return float(text) if setting.type == "number" else text
        except ValueError:
            return text
    return text


def _unknown_variables(environ: Mapping[str, str]) -> Iterator[Problem]:
    """Variables that look like a setting (one of our sections) and name none: likely typing errors.

    Other ``CODEGRAPH_*`` variables may belong to another program and are left alone.
    """
    sections = tuple({f"CODEGRAPH_{s.name.split('.')[0].upper()}_" for s in SCHEMA})
    known = {setting.env for setting in SCHEMA}
    for variable in sorted(environ):
        if variable.startswith(sections) and variable not in known:
            yield Problem(variable, "", "unknown setting")


def _close_to(key: str) -> str:
    import difflib

    close = difflib.get_close_matches(key, list(_BY_NAME), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _shown(value: object) -> str:
    """``value`` for a message: short, on one line, without control characters."""
    text = ascii(value) if not isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
