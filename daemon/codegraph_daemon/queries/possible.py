"""What a use may mean whose receiver is not known, and who may use a member so.

Nothing of it is stored: it depends on every class there is, and any new one changes it.  Links
hold where such uses stand, by the name of the member (`unknown_member`); here these are brought
together with the members of that name, when somebody asks for what is only possible.
A receiver that is known to lie outside the workspace has no place in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import NamedTuple

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import POSSIBLE, Result
from codegraph_client.table import Rows, as_rows

from ..facts import (
    CALLABLE,
    KIND_NAMES,
    PARAMETERS_NAME,
    ROLE_NAMES,
    Expr,
    Facts,
    Kind,
    Role,
    ScopeKind,
    shortened,
    unpack_occurrence,
    without_tag,
)
from ..facts.naming import takes
from ..languages.semantics import modules_of
from ..resolve.links import Target, unknown_member
from ..resolve.values import TRUST, Origin
from ..search.hits import Hit
from ..store.postings import Postings
from .answering import Asked, Results, definitions
from .reading import File, Snapshot, module_name, symbol_name
from .symbols import Names
from .targets import is_type, locate, occurrence_at

MOST_MEMBERS = 20
"""So many of the members of a name are given, the nearest first; more tell nobody anything."""
MOST_USES = 500
"""So many uses of a member are given, the nearest first."""
TOO_MANY = f"there are more possible uses than {MOST_USES:,}; the nearest are given"
_SURE_OF_ALL = 0.1
"""How often one of the members of a name is what a use means: most of what is not known comes from
outside the workspace."""
_LEAST = 0.01

_POSSIBLE = TRUST[Origin.MEMBER].tier
_METHOD = KIND_NAMES[Kind.METHOD]
_CALLED = frozenset((_METHOD,))
_HELD = frozenset(KIND_NAMES[kind] for kind in (Kind.PROPERTY, Kind.FIELD, Kind.ENUM_MEMBER))
_ANY = _CALLED | _HELD


def policy(asked: Asked) -> str:
    """What is to be done with what is only possible: by the request, else by the setting.

    "auto": given only where no more than names is known of a language; "always": given wherever
    a receiver is not known, too; "never".
    """
    wanted = asked.params.get("possible")
    if wanted is None:
        return asked.workspace.settings.text("query.possible")
    if wanted not in POSSIBLE:
        raise BadRequest(f"possible must be one of {', '.join(POSSIBLE)}")
    return str(wanted)


def allowed(
    asked: Asked, compute: Callable[[], Awaitable[Results]]
) -> Callable[[], Awaitable[Results]]:
    """What `compute` finds, without what is only possible if that is not wanted at all."""
    if policy(asked) != "never":
        return compute

    async def without() -> Results:
        found = await compute()
        if not isinstance(found, Rows):
            return [result for result in found if result["tier"] != _POSSIBLE]
        if _POSSIBLE not in found.columns["tier"]:
            return found
        kept = [row for row in found if row["tier"] != _POSSIBLE]
        return as_rows(kept, inner=("calls",))

    return without


class Choice(NamedTuple):
    """The members that a use may mean."""

    hits: list[Hit]
    """The nearest of them."""
    total: int
    what: str
    """What all of them are: "method" or "member"."""

    def why(self, name: str) -> str:
        """The reason in words."""
        if self.total == 1:
            return f"the only {self.what} called `{name}`; what it is used on is not known"
        among = f"one of {self.total} {self.what}s called `{name}`"
        return f"{among}; what it is used on is not known"

    @property
    def confidence(self) -> float:
        """Of each of them."""
        return max(round(_SURE_OF_ALL / self.total, 2), _LEAST) if self.total else 0.0


async def choice(
    asked: Asked, names: Names, name: str, path: str, role: int, near: Iterable[int] = ()
) -> Choice:
    """The members called `name` that a use in the file `path` may mean; `near` are the ids of the
    files that it knows.

    What is called is a method where there is one of that name.
    """
    hits: list[Hit] = []
    paths: dict[int, str] = {}
    for hit in await names.called(asked, name):
        if hit.kind in _ANY and hit.container:
            where = asked.path_of(hit.path_id)
            if where is not None and _family(where) == _family(path):
                hits.append(hit)
                paths[hit.path_id] = where
    methods = [hit for hit in hits if hit.kind in _CALLED]
    if role == Role.CALL and methods:
        hits = methods
    elif role == Role.WRITE:
        hits = [hit for hit in hits if hit.kind not in _CALLED] or hits
    rank = _nearness(path, frozenset(near))
    hits.sort(key=lambda hit: (*rank(hit.path_id, paths[hit.path_id]), hit.line, hit.column))
    what = _METHOD if all([hit.kind == _METHOD for hit in hits]) else "member"
    return Choice(hits[:MOST_MEMBERS], len(hits), what)


def _nearness(path: str, known: frozenset[int]) -> Callable[[int, str], tuple[int, int, str]]:
    """How far files are from the one at `path`, which knows some others."""
    folders = path.split("/")[:-1]

    @cache
    def rank(path_id: int, other: str) -> tuple[int, int, str]:
        if other == path:
            return 0, 0, other
        shared = 0
        for one, two in zip(folders, other.split("/")[:-1], strict=False):
            if one != two:
                break
            shared += 1
        return (1 if path_id in known else 2), -shared, other

    return rank


@cache
def _family(path: str) -> str:
    return modules_of(path).NAME


async def may_mean(
    asked: Asked, names: Names, snapshot: Snapshot, file: File, start: int
) -> list[Result]:
    """The definitions that the use at a byte offset may mean; none if its receiver is known."""
    links = snapshot.contents.links(file.entry)
    unknown = None if links is None else links.unknown_at(*file.facts.position(start))
    found = occurrence_at(file.facts, start)
    if links is None or unknown is None or found is None:
        return []
    _, role = unknown
    facts = file.facts
    name = without_tag(facts.names[facts.expr_name(found[0][0])])
    near = [path_id for path_id, _ in links.targets]
    chosen = await choice(asked, names, name, file.path, role, near)
    given = _arguments(facts, found[0], start) if role == Role.CALL else None
    results: list[Result] = []
    why, confidence = chosen.why(name), chosen.confidence
    for hit in chosen.hits:
        await asked.pace.breathe()
        home = snapshot.file_by_id(hit.path_id)
        if home is None or hit.symbol >= len(home.facts.symbol_kind):
            continue
        if not is_type(home.facts, home.facts.symbol_container[hit.symbol]):
            continue
        if given is not None and not _takes(home.facts, hit.symbol, given):
            continue
        for result in definitions(home, hit.symbol, Origin.MEMBER)[:1]:
            result["confidence"], result["why"] = confidence, why
            results.append(result)
    return results


def _arguments(facts: Facts, exprs: Iterable[int], start: int) -> int | None:
    """How many arguments the call gives whose name starts at an offset, where facts tell."""
    for expr in exprs:
        if facts.expr_kind[expr] != Expr.CHOSEN:
            continue
        if all(unpack_occurrence(each)[0] != start for each in facts.occurrences_of(expr)):
            continue
        count, rest = 0, facts.expr_b[expr]
        while rest and facts.expr_kind[rest] == Expr.TUPLE:
            count, rest = count + 1, facts.expr_b[rest]
        return count + bool(rest)
    return None


def _takes(facts: Facts, symbol: int, given: int) -> bool:
    """Whether a method takes so many arguments, as far as its file tells."""
    if facts.bound_as(symbol).endswith(CALLABLE):
        return takes(facts.names[facts.symbol_variant[symbol]], given)
    body = facts.symbol_body[symbol]
    for scope in (body,) if body < len(facts.scope_kind) else ():
        if facts.scope_kind[scope] != ScopeKind.FUNCTION:
            continue
        for row in facts.bindings_of(scope, PARAMETERS_NAME):
            number = facts.bind_c[row]
            return number & 0xFF <= given and (number >> 8 == 0xFF or given <= number >> 8)
    return True


class Uses(NamedTuple):
    """Uses of members of one name whose receivers are not known."""

    target: Target
    """What `unknown_member` gives for the name."""
    name: str
    kind: str
    path_ids: list[int]
    """Files that have such uses, the nearest first."""
    roles: frozenset[int]
    """The roles in which a use fits."""
    why: str
    confidence: float


async def uses_of(
    asked: Asked,
    names: Names,
    snapshot: Snapshot,
    postings: Postings,
    targets: Iterable[Target],
) -> list[Uses]:
    """Where members may be used by who does not say on what; one for each of their names."""
    found: dict[str, Uses] = {}
    for target in targets:
        where = locate(snapshot, target)
        if where is None or not is_member(*where):
            continue
        home, symbol = where
        name = without_tag(symbol_name(home.path, home.facts, symbol))
        if name in found:
            continue
        is_method = home.facts.symbol_kind[symbol] == Kind.METHOD
        role = Role.CALL if is_method else Role.READ
        chosen = await choice(asked, names, name, home.path, role)
        unknown = unknown_member(name)
        ids = [each for each in postings.read_refs(*unknown) if asked.path_of(each) is not None]
        paths = {each: asked.path_of(each) or "" for each in ids}
        rank = _nearness(home.path, frozenset(postings.read_refs(*target)))
        ids = [each for each in ids if _family(paths[each]) == _family(home.path)]
        ids.sort(key=lambda each: rank(each, paths[each]))
        roles = frozenset((Role.CALL, Role.READ) if is_method else (Role.READ, Role.WRITE))
        if not is_method and chosen.what == "member":
            roles |= {Role.CALL}
        kind = KIND_NAMES[home.facts.symbol_kind[symbol]]
        found[name] = Uses(unknown, name, kind, ids, roles, chosen.why(name), chosen.confidence)
    return list(found.values())


def is_member(file: File, symbol: int) -> bool:
    """Whether a symbol is a member of a type, as others may use it on a value."""
    facts = file.facts
    if KIND_NAMES[facts.symbol_kind[symbol]] not in _ANY:
        return False
    return is_type(facts, facts.symbol_container[symbol])


async def used(asked: Asked, snapshot: Snapshot, uses: Uses) -> list[Result]:
    """The places of such uses as results."""
    trust = TRUST[Origin.MEMBER]
    results: list[Result] = []
    for path_id, _, links in snapshot.linked(uses.path_ids):
        await asked.pace.breathe()
        path = snapshot.generation.path_of(path_id)
        for link in links.of_target(uses.target):
            if link.role not in uses.roles:
                continue
            result: Result = {
                "path": path,
                "line": link.line,
                "column": link.column,
                "end_line": link.line,
                "end_column": link.column + link.length,
                "name": uses.name,
                "kind": uses.kind,
                "container": shortened(link.container) or module_name(path),
                "role": ROLE_NAMES[link.role],
                "tier": trust.tier,
                "confidence": uses.confidence,
                "origin": trust.name,
                "why": uses.why,
            }
            if link.wide:
                result["text"] = ""
            results.append(result)
        if len(results) >= MOST_USES:
            break
    if len(results) > MOST_USES:
        del results[MOST_USES:]
        asked.reason = asked.reason or TOO_MANY
    return results


def names_of_unknown(facts: Facts) -> dict[Target, str]:
    """The names that a file spells, by what stands for members of them (`unknown_member`)."""
    spelled = (without_tag(name) for name in facts.names)
    return {unknown_member(name): name for name in spelled}
