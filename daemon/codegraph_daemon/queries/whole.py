"""What all files of one generation declare and spell, put together for the search for dead code.

Belongs here: from the parts of files to the columns of `overview.dead`, and what only all files
together tell. Stays out: what is found in one file (`overview.declared`), the search itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from ..chunks.places import traits_of_path
from ..chunks.traits import Trait
from ..facts import MODULE_HASH, Kind, announced_hash
from ..graph.columns import keys_of
from ..graph.symbol_graph import SymbolGraph
from ..languages.needs import OWN, needs_of
from ..languages.registry import language_of
from ..overview import dead as search
from ..overview.declared import COLUMNS, DEFAULT, TYPES, Declares
from ..overview.marks import Mark
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .answering import Asked
from .reading import Snapshot, module_name

_SECONDS: Final = 120.0
_CONVENTION: Final = 3
"""So many files of one folder that have the same name in them follow a convention."""
_CONVENTION_SHARE: Final = 5
"""And one in so many of those that have it."""
_OF_FOLDERS: Final = ("__init__.", "__main__.", "index.", "mod.", "main.", "lib.")
"""Files that stand for their folder, of which every folder may have one."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_DECLARING: Final = (".d.ts", ".d.mts", ".d.cts", ".pyi")
"""How files end that say what there is elsewhere."""
_MOST_LEFT_OUT: Final = 2000
"""So many files are looked into that are left out of the index, because a program wrote them, say:
they use what they use nevertheless."""
_BY_NAME: Final = re.compile(
    r"(?:^|/)(?:app|src)/(?:.*/)?(?:page|layout|route|loading|error|not-found|template|default"
    r"|global-error|middleware|instrumentation|sitemap|robots|manifest|opengraph-image|icon)\.[jt]sx?$"
    r"|(?:^|/)pages/.*\.[jt]sx?$|(?:^|/)\+(?:page|layout|server|error)\S*$"
    r"|\.config\.[cm]?[jt]sx?$|(?:^|/)(?:magefile|noxfile|fabfile|dodo|tasks|wsgi|asgi)\.\w+$"
)
"""Files that frameworks and tools load by their names, wherever they lie."""
_OF_TESTS: Final = re.compile(
    r"(?:^|/)(?:cypress|e2e|playwright|__mocks__|test_?utils?|test_?helpers?|test-\w+)/"
    r"|\.(?:stories|test-utils)\.\w+$"
)
"""What is there for tests and for showing, beside what `ranking.paths` knows."""


class Whole:
    """What all files of one generation declare, put together."""

    def __init__(
        self, asked: Asked, snapshot: Snapshot, graph: SymbolGraph, parts: Mapping[int, Declares]
    ) -> None:
        self._asked, self._snapshot, self._graph, self._parts = asked, snapshot, graph, parts
        path_of = snapshot.generation.path_of
        self._paths = {path_id: path_of(path_id) for path_id in parts}
        self._tests: set[int] = set()
        """Path ids of files that are there for tests."""
        self._beside: Mapping[str, Any] = {
            "names": b"",
            "modules": b"",
            "parts": [],
            "packages": [],
        }

    async def look_beside(self, pool: Pool) -> None:
        """Look at what is in no index and may name code."""
        workspace = self._asked.workspace
        root = str(workspace.root)
        folders = {path.rpartition("/")[0] for path in self._paths.values()}
        folders.update(workspace.commits.views.folders(root))
        left_out = sorted(workspace.indexing.left_out)[:_MOST_LEFT_OUT]
        payload = {"root": root, "folders": sorted(folders), "left_out": left_out}
        try:
            self._beside = await pool.submit("beside", payload, lane="bulk", step_seconds=_SECONDS)
        except (Full, TaskFailed, WorkerDied) as error:
            self._asked.incomplete(f"configuration could not be looked at: {error}")

    async def columns(self) -> tuple[search.Uses, search.Symbols, search.More]:
        """Everything as columns."""
        breathe = self._asked.pace.breathe
        for path_id, spelled in self._paths.items():
            if path_id in self._graph.tests or is_of_tests(spelled):
                self._tests.add(path_id)
            await breathe()
        own = {path_id: part for path_id, part in self._parts.items() if part.columns is not None}
        ids = list(own)
        joined = {
            name: _joined([own[path_id].column(name) for path_id in ids], TYPES[name])
            for name in COLUMNS[:-1]
        }

        def path_column(name: str) -> Any:
            size = np.dtype(TYPES[name]).itemsize
            counts = [len(own[path_id].column(name)) // size for path_id in ids]
            return np.repeat(np.array(ids, np.uint32), np.array(counts, np.int64))

        path, user_path = path_column("hash"), path_column("user")
        await breathe()
        names, modules, parts = self._spelled()
        await breathe()
        in_tests, _, _ = self._spelled(tests=True)
        await breathe()
        whole = await self._whole_modules(own, modules)
        loaded = await self._loaded_classes(own, modules)
        made = await self._put_together(own, parts)
        named = np.isin(joined["name"], names) | made
        is_exported = np.isin(joined["exported"], (1, DEFAULT))
        declares: list[int] = []
        for path_id in ids:
            if self._is_apart(self._paths[path_id]):
                declares.append(path_id)
            await breathe()
        offered = await self._libraries(own)
        by_convention = self._by_convention(path, joined)
        await breathe()
        symbols = search.Symbols(
            key=keys_of(path, joined["hash"]),
            path=path,
            name=joined["name"],
            kind=joined["kind"],
            mark=np.where(np.isin(path, declares), np.uint8(Mark.WITHIN), joined["mark"]),
            exported=is_exported,
            public=is_exported & np.isin(path, offered),
            container=keys_of(path, joined["container"]),
            in_type=joined["in_type"].astype(np.bool_),
            named=named,
            named_in_tests=np.isin(joined["name"], in_tests),
            own=joined["exported"] == OWN,
            whole=np.isin(path, whole) | by_convention,
        )
        every = np.array(sorted(self._paths), np.uint32)
        more = search.More(
            user=keys_of(user_path, joined["user"]),
            user_path=user_path,
            used_name=joined["used_name"],
            unexplained=np.unique(joined["unexplained"]),
            unexplained_members=np.unique(joined["unexplained_members"]),
            extended=keys_of(joined["extended_path"], joined["extended_hash"]),
            extension=keys_of(path_column("extension"), joined["extension"]),
            outside=np.concatenate(
                (
                    keys_of(path_column("outside"), joined["outside"]),
                    # Who loads a class may call whatever it has.
                    symbols.key[loaded | (by_convention & (symbols.kind == Kind.CLASS))],
                )
            ),
            tests=np.array(sorted(self._tests), np.uint32),
            modules=search.module_keys(every),
            module_path=every,
        )
        await breathe()
        return self._uses(), symbols, more

    @staticmethod
    def _is_apart(path: str) -> bool:
        """Whether what a file has is nobody's to take away: it only declares, or it is another
        project's."""
        return path.endswith(_DECLARING) or bool(traits_of_path(path) & Trait.VENDORED)

    def _uses(self) -> search.Uses:
        graph = self._graph
        source, target, use = graph.all_edges()
        paths = graph.paths(source)
        return search.Uses(
            keys_of(paths, graph.hashes(source)),
            keys_of(graph.paths(target), graph.hashes(target)),
            use.astype(np.uint8),
            paths,
        )

    def _spelled(self, *, tests: bool = False) -> tuple[Any, Any, set[str]]:
        """Names, dotted names and parts of names that are spelled, in tests or outside of them."""
        some = [part for path_id, part in self._parts.items() if (path_id in self._tests) == tests]
        names = [part.names for part in some]
        modules = [part.modules for part in some]
        parts = {each for part in some for each in part.parts}
        if not tests:
            names.append(self._beside["names"])
            modules.append(self._beside["modules"])
            parts.update(self._beside["parts"])
        return np.unique(_joined(names, "Q")), np.unique(_joined(modules, "Q")), parts

    async def _whole_modules(self, own: Mapping[int, Declares], modules: Any) -> Any:
        """Path ids of modules of which anything may be meant."""
        whole = _joined((part.column("whole") for part in own.values()), TYPES["whole"])
        found = set(whole.tolist())
        dotted = frozenset(modules.tolist())
        for path_id, path in self._paths.items():
            if _is_spelled(module_name(path), dotted) or _BY_NAME.search(path):
                found.add(path_id)
            await self._asked.pace.breathe()
        return np.array(sorted(found), np.uint32)

    async def _loaded_classes(self, own: Mapping[int, Declares], modules: Any) -> Any:
        """Which symbols are classes that are spelled with their module: who loads one so may call
        whatever it has."""
        dotted = frozenset(modules.tolist())
        found: list[bool] = []
        for path_id, part in own.items():
            names, kinds = _names(part), part.column("kind")
            module = module_name(self._paths[path_id])
            for kind, name in zip(kinds, names, strict=True):
                found.append(kind == Kind.CLASS and _is_spelled(f"{module}.{name}", dotted))
            await self._asked.pace.breathe()
        return np.array(found, np.bool_)

    def _by_convention(self, path: Any, joined: Mapping[str, Any]) -> Any:
        """Which symbols have a name that several files of a folder define, and that nobody imports
        from them: whoever loads such files asks each for it. So with what modules are."""
        graph = self._graph
        source, target, _ = graph.all_edges()
        from_, to = graph.paths(source), graph.paths(target)
        apart = (from_ != to) & ~np.isin(from_, np.array(sorted(self._tests), np.uint32))
        used = np.unique(to[apart])
        folders = {path_id: each.rpartition("/")[0] for path_id, each in self._paths.items()}
        number = {folder: at for at, folder in enumerate(dict.fromkeys(folders.values()))}
        places = np.array([number[folders[each]] for each in path.tolist()], np.uint64)
        outermost = joined["container"] == MODULE_HASH
        found = np.zeros(len(path), np.bool_)
        by_default = joined["exported"] == DEFAULT
        for names, wanted in ((joined["name"], outermost), (np.uint64(0), by_default)):
            pairs = places * _MIX ^ names
            alone = wanted & ~np.isin(path, used)
            named, counts = np.unique(pairs[alone], return_counts=True)
            every, all_counts = np.unique(pairs[wanted], return_counts=True)
            of_all = all_counts[np.searchsorted(every, named)]
            follows = (counts >= _CONVENTION) & (counts * _CONVENTION_SHARE >= of_all)
            found |= alone & np.isin(pairs, named[follows])
        return found | (outermost & self._is_of_loaded_file(path, set(used.tolist())))

    def _is_of_loaded_file(self, path: Any, used: set[int]) -> Any:
        """Which symbols are of files that nobody imports and that have a name of which there are
        several such: whoever loads them looks for it in each folder (`apps.py`, `page.tsx`)."""
        by_name: dict[str, list[int]] = {}
        for path_id, spelled in self._paths.items():
            name = spelled.rpartition("/")[2]
            if path_id not in self._tests and not name.startswith(_OF_FOLDERS):
                by_name.setdefault(name, []).append(path_id)
        found: list[int] = []
        for every in by_name.values():
            alone = [path_id for path_id in every if path_id not in used]
            if len(alone) >= _CONVENTION and len(alone) * _CONVENTION_SHARE >= len(every):
                found += alone
        return np.isin(path, np.array(sorted(found), np.uint32))

    async def _put_together(self, own: Mapping[int, Declares], parts: Iterable[str]) -> Any:
        """Of each symbol whether its name may be put together while the program runs."""
        begins = tuple(part[:-1] for part in parts if part.endswith("*"))
        ends = tuple(part[1:] for part in parts if part.startswith("*"))
        found: list[bool] = []
        for part in own.values():
            names = _names(part)
            if begins or ends:
                found += [name.startswith(begins) or name.endswith(ends) for name in names]
            else:
                found += [False] * len(names)
            await self._asked.pace.breathe()
        return np.array(found, np.bool_)

    async def _libraries(self, own: Mapping[int, Declares]) -> Any:
        """Path ids of files that offer what they export to others."""
        by_folder: dict[tuple[str, str], bool] = {}
        for family, folder, offers in self._beside["packages"]:
            by_folder[family, folder] = by_folder.get((family, folder), False) or offers
        programs = self._programs(own)
        found: list[int] = []
        for path_id in own:
            path = self._paths[path_id]
            if path_id not in self._tests and self._is_offered(path, by_folder, programs):
                found.append(path_id)
            await self._asked.pace.breathe()
        return np.array(sorted(found), np.uint32)

    def _programs(self, own: Mapping[int, Declares]) -> set[str]:
        """Folders with a file in which a program begins."""
        main = announced_hash("main")
        found: set[str] = set()
        for path_id, part in own.items():
            names, marks = (
                np.frombuffer(part.column(name), TYPES[name]) for name in ("name", "mark")
            )
            if (names[marks == Mark.ENTRY] == main).any():
                found.add(self._paths[path_id].rpartition("/")[0])
        return found

    def _is_offered(
        self, path: str, by_folder: Mapping[tuple[str, str], bool], programs: set[str]
    ) -> bool:
        needs = needs_of(language_of(path) or "")
        folder = path.rpartition("/")[0]
        if needs is None or needs.keeps(path.split("/"), folder in programs):
            return False
        while True:
            offers = by_folder.get((needs.family, folder))
            if offers is not None:
                library = f"{folder}/{needs.library}" if folder else needs.library
                return offers and (not needs.library or library in self._snapshot.generation)
            if not folder:
                return False
            folder = folder.rpartition("/")[0]


def _names(part: Declares) -> list[str]:
    """The names of the symbols of a file."""
    if not part.column("hash"):
        return []
    return part.column("spelled").decode("utf-8", "replace").split("\n")


def _is_spelled(dotted: str, among: frozenset[int]) -> bool:
    """Whether a dotted name, or one with fewer of the outer parts, is one of those."""
    while "." in dotted:
        if announced_hash(dotted) in among:
            return True
        dotted = dotted.partition(".")[2]
    return False


def is_of_tests(path: str) -> bool:
    """Whether a file is there for tests, as far as its path tells."""
    return bool(traits_of_path(path) & Trait.TEST) or _OF_TESTS.search(path) is not None


def _joined(columns: Iterable[bytes], code: str) -> Any:
    return np.frombuffer(b"".join(columns), code)
