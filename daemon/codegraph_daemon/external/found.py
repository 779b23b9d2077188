"""What one occurrence means outside of the workspace, be it in the workspace or in a library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..facts import MODULE_HASH, Bind, Expr, Kind
from ..languages.external import OUTSIDE, Libraries, Place
from ..resolve.file import File
from ..resolve.inference import Inference
from ..resolve.names import Found
from ..resolve.types_of import types_by
from ..resolve.values import Item, Origin, Value
from .evaluation import is_elsewhere
from .evaluator import evaluator_for
from .files import FIRST, state_of
from .lookups import ExternalLookups, libraries_of_file
from .told import External

_MODULE = int(Expr.MODULE)
_PLACES = frozenset(("symbol", "file"))


def find(look: ExternalLookups, path_id: int, exprs: Sequence[int]) -> list[External]:
    """The symbols of libraries that the expressions of one occurrence refer to.

    Their files are those on disk at this moment: what has changed since it was read is read again.
    """
    return _as_on_disk(look, lambda: _find(look, path_id, exprs))


def types(look: ExternalLookups, path_id: int, exprs: Sequence[int]) -> list[External]:
    """The types of what the expressions evaluate to, of those that libraries define; else as
    `find`."""
    return _as_on_disk(look, lambda: _types(look, path_id, exprs))


def _as_on_disk(look: ExternalLookups, found_now: Callable[[], list[External]]) -> list[External]:
    found = found_now()
    if any([state_of(each.path) != each.state for each in found]):
        look.look_again()
        found = found_now()
    return found


def library_file(look: ExternalLookups, path: str) -> External | None:
    """The file of a library at an absolute path, as it is on disk at this moment, for its module;
    None if there is none that may be read."""
    at = look.library_file(path)
    seen = None if at is None else look.files.state(at)
    if at is not None and seen is not None and seen != state_of(look.files.path(at)):
        look.look_again()
    file = None if at is None else look.file(at)
    libraries = None if file is None else libraries_of_file(file)
    if at is None or file is None or libraries is None:
        return None
    return _told(look, libraries, look.places(libraries, file), at, MODULE_HASH, Origin.DEFINITION)


class Use(NamedTuple):
    """Where a file uses a symbol of a library: an expression that spells it."""

    path_id: int
    facts_id: bytes
    expr: int
    origin: int


def uses(
    look: ExternalLookups, path_ids: Sequence[int], names: Sequence[str], path: str, symbol: int
) -> list[Use]:
    """The uses, in some files of the workspace or of libraries, of the symbol that the library's
    file at `path` calls by one of `names`: the one that it has, or those by which its module is
    imported."""
    found: list[Use] = []
    for path_id in path_ids:
        file = look.file(path_id)
        evaluator = None if file is None else evaluator_for(file, look)
        if file is None or evaluator is None:
            continue
        outside = path_id >= FIRST
        facts_id = look.files.facts_id(path_id) if outside else look.tree.files[file.path][1]
        is_module = symbol == MODULE_HASH
        spelled = _of_module(file, names) if is_module else _spellings(file, names[0])
        for expr, kind in enumerate(file.expr_kind):
            if file.facts.expr_name(expr) not in spelled and not (is_module and kind == _MODULE):
                continue
            for item, origin in evaluator.items(file, expr):
                hashed = item[2] if item[0] == "symbol" else MODULE_HASH
                if item[0] not in _PLACES or item[1] < FIRST or hashed != symbol:
                    continue
                if look.files.path(item[1]) == path:
                    found.append(Use(path_id, facts_id, expr, origin))
    return found


def _of_module(file: File, names: Sequence[str]) -> set[int]:
    """The names, by index, under which a file may use a module that is imported by one of
    `names`: these, and what imports make of them."""
    found = {file.name_index[name] for name in names if name in file.name_index}
    for row, kind in enumerate(file.bind_kind):
        if kind in (Bind.IMPORT_MODULE, Bind.IMPORT_FROM):
            told = file.names[file.bind_a[row]], file.names[file.bind_b[row]]
            if any([name in each for name in names for each in told]):
                found.add(file.facts.bind_name[row])
    return found


def _spellings(file: File, name: str) -> set[int]:
    """The names, by index, under which a file may use what a library calls `name`: that, and what
    an import makes of it."""
    wanted = file.name_index.get(name)
    if wanted is None:
        return set()
    found = {wanted}
    for row, kind in enumerate(file.bind_kind):
        if kind == Bind.IMPORT_FROM and file.bind_b[row] == wanted:
            found.add(file.facts.bind_name[row])
    return found


def _meant(evaluator: Inference, file: File, expr: int) -> Found:
    """What an expression refers to; of a field and a method of one name, the one that can be
    called is called."""
    found = evaluator.items(file, expr)
    if len(found) < 2 or not file.scoping.wrappers:
        return found
    fields: list[Item] = []
    for item, _ in found:
        where = evaluator.locate(item[1], item[2]) if item[0] == "symbol" else None
        if where is not None and where[0].symbol_kind[where[1]] == Kind.FIELD:
            fields.append(item)
    if not fields or len(fields) == len(found):
        return found
    calls = zip(file.expr_kind, file.expr_a, strict=True)
    is_called = any([kind == Expr.CALL and callee == expr for kind, callee in calls])
    return tuple([each for each in found if (each[0] in fields) != is_called])


def _find(look: ExternalLookups, path_id: int, exprs: Sequence[int]) -> list[External]:
    file = look.file(path_id)
    libraries = None if file is None else libraries_of_file(file)
    evaluator = None if file is None else evaluator_for(file, look)
    if file is None or libraries is None or evaluator is None:
        return []
    found: dict[tuple[int, int], int] = {}
    for expr in exprs:
        for item, origin in _meant(evaluator, file, expr):
            if item[0] in _PLACES and item[1] >= FIRST:
                found.setdefault((item[1], item[2] if item[0] == "symbol" else MODULE_HASH), origin)
    places = look.places(libraries, file)
    told = [_told(look, libraries, places, *symbol, origin) for symbol, origin in found.items()]
    return [each for each in told if each is not None]


def _types(look: ExternalLookups, path_id: int, exprs: Sequence[int]) -> list[External]:
    file = look.file(path_id)
    libraries = None if file is None else libraries_of_file(file)
    evaluator = None if file is None else evaluator_for(file, look)
    if file is None or libraries is None or evaluator is None:
        return []

    def known_as(value: Value) -> list[tuple[int, int]]:
        if is_elsewhere(value):
            return []
        items = evaluator.known_as(file, value[2])
        return [(item[1], item[2]) for item in items if item[0] == "symbol"]

    found = [each for each in types_by(evaluator, file, exprs, (), known_as) if each[0] >= FIRST]
    places = look.places(libraries, file)
    told = [_told(look, libraries, places, *symbol, int(Origin.TYPE)) for symbol in found]
    return [each for each in told if each is not None]


def _told(
    look: ExternalLookups,
    libraries: Libraries,
    places: tuple[Place, ...],
    at: int,
    symbol: int,
    origin: int,
) -> External | None:
    """What is told of a symbol of the file with a number; None if that cannot be read."""
    home = look.files.file(at)
    state = look.files.state(at)
    if home is None or state is None:
        return None
    path = home.path.removeprefix(OUTSIDE)
    inner = [p.folder for p in places if path.startswith(p.folder + "/")]
    name = path[len(max(inner, key=len)) + 1 :] if inner else path.rpartition("/")[2]
    library = libraries.library(look.files.disk, path, places)
    facts_id = look.files.facts_id(at)
    return External(path, name, library.shown, symbol, origin, facts_id, state, at, library[1:])
