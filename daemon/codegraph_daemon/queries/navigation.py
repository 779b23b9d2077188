"""Definitions and references: of what stands at a position, or of a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..facts import (
    CONSTRUCTOR_NAME,
    MODULE_HASH,
    ROLE_NAMES,
    Kind,
    Role,
)
from ..languages.registry import declared_in_bases, is_structural, overrides_are_apart
from ..languages.semantics import modules_of, scoping_of
from ..resolve.links import Target
from ..resolve.values import Origin
from ..store.postings import Postings
from . import inside, possible
from .answering import Asked, Results, definitions, fresh_answer, in_order
from .built import built_together
from .conditional import compiled_together
from .inherited import inherited
from .local import local_uses, uses_by_their_functions
from .mentions import mentioned
from .namesakes import goes_on, namesakes
from .outside import LibraryFile, Outside, leads_out
from .overloaded import has_implementation, signatures_or_body, told_by_arguments
from .overrides import declared_above, family, implementing, is_associated_type
from .own_word import class_meant
from .passed_on import passed_on
from .reading import File, Snapshot, module_name
from .relations import ImportedRelations
from .source import Lines
from .symbols import Names
from .taken import elsewhere, takes_out
from .targets import (
    Meaning,
    declared_at,
    defined,
    is_type,
    locate,
    meaning_at,
    module_meant,
    names_required,
)
from .uses import together, uses_of

_UNKNOWN = "what this name is used on is not known"
_OUTSIDE = "what this name refers to is not in this workspace"
_OVERRIDE = "override"
"""The role of a definition, found among references, of what overrides the symbol or is overridden
by it."""


async def definition(
    asked: Asked, names: Names, postings: Postings, outside: Outside | None = None
) -> Answer:
    """Where the symbol at a position, or of a name, is defined; `outside`: also in libraries.

    Who asks at the definition itself, of what is declared elsewhere, asks for the declaration; so
    does who says so (`declaration`), from anywhere.
    """

    async def compute() -> list[Result]:
        of_library = await inside.in_library(asked, outside, inside.definitions)
        if of_library is not None:
            return of_library
        snapshot, meaning, file = await meaning_of(asked, names)
        if outside is not None and file is not None and leads_out(file, meaning):
            found = in_order(await outside.definitions(asked, file, meaning.start))
            if found:
                asked.found()
                return found
        results = in_order(defined_at(snapshot, meaning, file))
        if not results and meaning.symbols:
            asked.reason = asked.reason or _OUTSIDE
        if file is not None and not meaning.symbols and meaning.local is None:
            results += _of_own_word(asked, file)
        lines = Lines(asked)
        if file is not None and takes_out(file, meaning.start, lines):
            if meaning.local is not None:
                results = []
            results = elsewhere(file, meaning.start, results)
            if not results:
                if outside is not None:
                    results = in_order(await outside.definitions(asked, file, meaning.start))
                asked.reason = asked.reason if results else _UNKNOWN
        if file is not None:
            results = await compiled_together(
                asked, snapshot, file, meaning.start, results, outside
            )
            results = built_together(snapshot, file, meaning.start, results, lines)
            results = told_by_arguments(snapshot, file, meaning, results, lines)
        if file is not None and not results and possible.policy(asked) == "always":
            return await possible.may_mean(asked, names, snapshot, file, meaning.start)
        if not results or not scoping_of(modules_of(results[0]["path"])).declares:
            return results
        if len(results) > 1 and len(meaning.symbols) != 1:
            return results
        here = None if file is None else (file.path, *file.facts.position(meaning.start))
        places = [(each["path"], each["line"], each["column"]) for each in results]
        if here not in places and not asked.params.get("declaration"):
            return results
        targets = [target for target, _ in meaning.symbols]
        snapshot = await mentioned(asked, postings, snapshot, targets)
        declared: list[Result] = []
        for target in targets:
            declared += _declarations(snapshot, postings, target, results[0])
        return in_order(declared) or results

    return await fresh_answer(asked, possible.allowed(asked, compute))


def _of_own_word(asked: Asked, file: File) -> list[Result]:
    """The class that `this` stands for at the position of the request."""
    offset = file.facts.offset(asked.params["line"], asked.params["column"])
    symbol = None if offset is None else class_meant(file, offset, Lines(asked).of(file))
    if symbol is None:
        return []
    asked.found()
    return definitions(file, symbol, Origin.IMPLIED)


def _declarations(
    snapshot: Snapshot, postings: Postings, target: Target, defined: Result
) -> list[Result]:
    """Where a symbol is declared that is defined elsewhere."""
    found: list[Result] = []
    for path_id in postings.read_refs(*target):
        file = snapshot.file_by_id(path_id)
        links = None if file is None else snapshot.contents.links(file.entry)
        for link in links.of_target(target) if links is not None else ():
            if file is not None and link.role == Role.DECLARATION:
                result = defined.copy()
                result["path"], result["role"] = file.path, ROLE_NAMES[Role.DECLARATION]
                result["line"] = result["end_line"] = link.line
                result["column"] = link.column
                result["end_column"] = link.column + link.length
                if link.wide:
                    result["text"] = ""
                found.append(result)
    return found


def defined_at(snapshot: Snapshot, meaning: Meaning, file: File | None) -> list[Result]:
    """The definitions of what stands at a position of `file`, or has a name."""
    results: list[Result] = []
    if file is not None and names_required(file.facts, meaning.expr):
        meaning = module_meant(snapshot, file, meaning)
    wanted = meant_first(snapshot, [target for target, _ in meaning.symbols], file)
    kinds: set[int] = set()
    for target in wanted if len(wanted) > 1 else ():
        found = locate(snapshot, target)
        if found is not None:
            kinds.add(found[0].facts.symbol_kind[found[1]])
    for target, origin in meaning.symbols:
        found = locate(snapshot, target) if target in wanted else None
        if found is None:
            continue
        if Kind.CLASS in kinds and found[0].facts.symbol_kind[found[1]] == Kind.CONSTRUCTOR:
            # Who writes a class's name to make one of it asks for the class.
            continue
        sites = definitions(*found, origin, signatures_or_body(*found, file, meaning))
        if len(sites) > 1 and goes_on(*found):
            sites = sites[:1]
        if len(sites) > 1 and has_implementation(*found):
            sites = sites[-1:]
        is_parameter = found[0].facts.symbol_kind[found[1]] == Kind.PARAMETER
        others = len(meaning.symbols) > 1 or (meaning.local is not None and not is_parameter)
        if others and file is not None and target[0] == file.entry.path_id:
            # What stands there defines one symbol and refers to others: those are asked for.
            own = [file.facts.offset(site["line"], site["column"]) for site in sites]
            if meaning.start in own:
                continue
        if file is not None and declared_in_bases(file.path):
            own = [file.facts.offset(site["line"], site["column"]) for site in sites]
            at_itself = target[0] == file.entry.path_id and meaning.start in own
            if at_itself or is_associated_type(snapshot, target):
                above = declared_above(snapshot, target)
                declared = [locate(snapshot, each) for each in above or ()]
                results += [r for each in declared if each for r in definitions(*each, origin)]
                if above is not None:
                    continue
        results += sites
    if file is not None and meaning.local is not None:
        results += [r for r in local_uses(file, meaning.local) if r["role"] == "definition"]
    return results


def meant_first(snapshot: Snapshot, targets: list[Target], file: File | None) -> list[Target]:
    """Targets without those that are not meant beside others: at a position in `file`, or by name.

    By its name a class is asked for: not what makes one of it, nor the file that is called like it,
    nor what other places add to it.
    """
    if file is not None:
        return constructors_first(snapshot, targets)
    left_out: set[Target] = set()
    parts: list[Target] = []
    is_whole, among = False, set(targets)
    for target in targets if len(targets) > 1 else ():
        found = locate(snapshot, target)
        if found is None:
            continue
        facts, symbol = found[0].facts, found[1]
        if facts.bound_as(symbol) == CONSTRUCTOR_NAME:
            if (target[0], facts.symbol_hash[facts.symbol_container[symbol]]) in among:
                left_out.add(target)
        elif facts.symbol_kind[symbol] == Kind.EXTENSION:
            parts.append(target)
        elif is_type(facts, symbol):
            is_whole = True
            name = facts.names[facts.symbol_name[symbol]]
            if module_name(found[0].path).rpartition(".")[2] == name:
                left_out.add((target[0], MODULE_HASH))
    left_out.update(parts if is_whole else ())
    return [target for target in targets if target not in left_out]


def constructors_first(snapshot: Snapshot, targets: list[Target]) -> list[Target]:
    """Targets without the classes of which constructors are among them that calls choose:
    `new Name()` uses both, and who asks there asks for what is called."""
    classes: set[Target] = set()
    for target in targets if len(targets) > 1 else ():
        found = locate(snapshot, target)
        if found is not None and found[0].facts.bound_as(found[1]) == CONSTRUCTOR_NAME:
            facts = found[0].facts
            classes.add((target[0], facts.symbol_hash[facts.symbol_container[found[1]]]))
    return [target for target in targets if target not in classes]


async def references(
    asked: Asked, names: Names, postings: Postings, outside: Outside | None = None
) -> Answer:
    """Every place that uses the symbol at a position, or of a name; `outside`: also a library's.

    The uses of a library's symbol come in parts if the parameter `after` is given, -1 at first: an
    answer that is not the last has in `rest` what it is for the next.
    """
    with_definition = bool(asked.params.get("definition"))
    after = asked.params.get("after")
    if after is not None and type(after) is not int:
        raise BadRequest("after must be what an answer gave as rest")
    goes_on = after is not None and after >= 0
    rest: int | None = None

    async def from_library(asked: Asked, outside: Outside, file: LibraryFile) -> list[Result]:
        nonlocal rest
        found, rest = await inside.references(asked, outside, file, after)
        return found

    async def compute() -> Results:
        nonlocal rest
        of_library = await inside.in_library(asked, outside, from_library)
        if of_library is not None:
            return of_library
        snapshot, meaning, file = await meaning_of(asked, names)
        if outside is not None and file is not None and leads_out(file, meaning):
            beyond, rest = await outside.references(asked, file, meaning.start, after)
            if beyond or rest is not None:
                asked.found()
                if with_definition and not goes_on:
                    beyond += await outside.definitions(asked, file, meaning.start)
                return in_order(beyond)
        if goes_on:
            return []
        if file is not None and names_required(file.facts, meaning.expr):
            # A variable of its own, and not another name of what its module is.
            bound = file.facts.expr_b[meaning.expr], file.facts.expr_a[meaning.expr]
            meaning = meaning._replace(symbols=[], local=bound)
        wanted = meant_first(snapshot, meaning.stands_for, file)
        if len(wanted) > 1:
            # Who asks at the name of an imported module asks for that name.
            wanted = [target for target in wanted if target[1] != MODULE_HASH] or wanted
        if file is not None and is_structural(file.path):
            wanted = declared_at(file, meaning.start, wanted)
        snapshot = await mentioned(asked, postings, snapshot, wanted)
        related = await family(asked, snapshot, postings, names, wanted)
        if related.why_cut:
            asked.incomplete(related.why_cut)
        own = set(wanted)
        parts = [(target, "") for target in wanted]
        others = dict.fromkeys(
            [*related.others, *ImportedRelations(asked, snapshot).used_with(wanted)]
        )
        parts += [(target, _as_part_of_family(snapshot, target)) for target in others]
        shown = [(target, "definition" if with_definition else role) for target, role in parts]
        # What is said where no code is, is said of the symbol alone.
        found = [await uses_of(asked, snapshot, postings, shown, own, related.beyond)]
        for target, _ in parts:
            found.append(await namesakes(asked, snapshot, postings, target))
        wanted += others
        bodies = await implementing(asked, snapshot, postings, wanted)
        if bodies.why_cut:
            asked.incomplete(bodies.why_cut)
        implemented = [(each, "") for each in bodies.others]
        found.append(await uses_of(asked, snapshot, postings, implemented, ()))
        inside_functions = uses_by_their_functions(snapshot, wanted, file, meaning.local)
        found.append([r for r in inside_functions if with_definition or r["role"] != "definition"])
        results = together(*found)
        if possible.policy(asked) == "always":
            maybe = await _possible_uses(asked, names, snapshot, postings, wanted)
            results = [*cast("Iterable[Result]", results), *maybe] if maybe else results
        return results

    answer = await fresh_answer(asked, possible.allowed(asked, compute))
    if rest is not None:
        answer["rest"] = rest
    return answer


async def _possible_uses(
    asked: Asked, names: Names, snapshot: Snapshot, postings: Postings, targets: list[Target]
) -> list[Result]:
    """The uses of these members, or of others of their names, whose receivers are not known."""
    results: list[Result] = []
    for uses in await possible.uses_of(asked, names, snapshot, postings, targets):
        results += in_order(await possible.used(asked, snapshot, uses))
    return results


def _as_part_of_family(snapshot: Snapshot, target: Target) -> str:
    """The role of the definition of a member that overrides, or is overridden: where the members
    of a family are one to their users, each definition is about all of them.  Where a header
    declares what others define, what a base says of a member is how it is used."""
    home = snapshot.file_by_id(target[0])
    if home is None or is_structural(home.path):
        return ""
    if overrides_are_apart(home.path) and not scoping_of(modules_of(home.path)).declares:
        return ""
    return _OVERRIDE


async def meaning_of(asked: Asked, names: Names) -> tuple[Snapshot, Meaning, File | None]:
    """What the request points at, once the file that it points into is up to date."""
    params = asked.params
    if "symbol" in params:
        # A name is known as soon as its file is parsed.
        await asked.settled(lambda path_id: False)
        found, origin = await names.named(asked, params["symbol"]), Origin.DEFINITION
        if not found:
            found, origin = await inherited(asked, names, params["symbol"]), Origin.INHERITED
        if not found:
            found, origin = await passed_on(asked, names, params["symbol"]), Origin.IMPORT
        snapshot = asked.snapshot()
        # What is declared in several places and defined in one is one thing.
        meant = dict.fromkeys([defined(snapshot, target) for target in found])
        return snapshot, Meaning(0, 0, [(target, origin) for target in meant], None), None
    nothing = Meaning(0, 0, [], None)
    line, column = params.get("line"), params.get("column")
    # A bool is an int to Python, and none to whoever sent it.
    if type(line) is not int or type(column) is not int:
        raise BadRequest("either path, line and column or symbol must be given")
    path = asked.path(params.get("path"))
    paths = asked.workspace.store.paths
    asked.look_at(path)

    def is_asked(path_id: int) -> bool:
        # Asked again each time: in a cold index the file gets its id while we wait.
        return paths.find(path) == path_id

    await asked.settled(is_asked)
    snapshot = asked.snapshot()
    file = await asked.file(lambda: snapshot)
    if file is None:
        return snapshot, nothing, None
    offset = file.facts.offset(line, column)
    if offset is None:
        raise BadRequest(f"{path} has no position {line + 1}:{column + 1} (line:byte)")
    found_meaning = meaning_at(snapshot, file, offset)
    if found_meaning is None:
        asked.reason = asked.reason or f"no name stands at {path}:{line + 1}"
        return snapshot, nothing, file
    if not found_meaning.symbols and found_meaning.local is None:
        links = snapshot.contents.links(file.entry)
        at = file.facts.position(found_meaning.start)
        if links is not None and links.unknown_at(*at) is not None:
            why = _UNKNOWN
        else:
            why = _OUTSIDE
        asked.reason = asked.reason or why
    return snapshot, found_meaning, file
