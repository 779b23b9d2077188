"""How files of C and C++ see each other: by including, and what no include tells.

Where included files are looked for is what the compiler was told (`compile_commands.json`), or else
inferred: beside the file that includes them, then wherever the workspace has a file that the
spelling fits, nearest first.  A name means what the files say that its file includes, at whatever
distance, nearest first; a header that does not include what it needs sees what is included along
with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from ...facts import COMPILED_NAME
from ..semantics import Compiled, Here, Module, Paths, Scoping
from . import compiled, conditions
from .belonging import belonging
from .platforms import Macros, host, language_macros, macros_of

NAME = "cfamily"
T = TypeVar("T")
SCOPING = Scoping(members_in_scope=True, beyond=True, qualified="::", declares=True)

_DATABASES = (
    "compile_commands.json",
    "build/compile_commands.json",
    "out/compile_commands.json",
    "builddir/compile_commands.json",
    "cmake-build-debug/compile_commands.json",
    "cmake-build-release/compile_commands.json",
)
_STATIC = re.compile(r"\bstatic\b")
_FOLDERS = ("include", "src", "inc", "lib")
_HEADERS = (
    *(".h", ".hh", ".hpp", ".hxx", ".h++", ".inl", ".ipp", ".tpp", ".tcc", ".txx", ".inc", ".def"),
)
_STANDARD_TEXT = """
    assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign
    stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings tgmath threads
    time uchar wchar wctype unistd fcntl pthread dirent dlfcn getopt glob grp libgen netdb poll pwd
    regex sched semaphore syslog termios utime windows winsock2 malloc memory alloca endian
"""
_STANDARD = frozenset(name + ".h" for name in _STANDARD_TEXT.split())


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`; a specifier has its quotes or angle brackets."""
    found = _included(paths, folder, spec)
    return None if found is None else ("file", found, 0)


def _included(paths: Paths, folder: str, spec: str) -> int | None:
    name = spec[1:-1].replace("\\", "/")
    quoted = spec[:1] == '"'
    if not name or name.startswith("/"):
        return None
    if quoted:
        found = _file(paths, _joined(folder, name))
        if found is not None:
            return found
    for each in _search(paths):
        found = _file(paths, _joined(each, name))
        if found is not None:
            return found
    if not quoted and name in _STANDARD:
        return None
    at = folder
    while True:
        for each in ("", *_FOLDERS) if at != folder or not quoted else _FOLDERS:
            inner = f"{at}/{each}" if at and each else at or each
            found = _file(paths, _joined(inner, name))
            if found is not None:
                return found
        if not at:
            break
        at = at.rpartition("/")[0]
    return _anywhere(paths, folder, name)


def _anywhere(paths: Paths, folder: str, name: str) -> int | None:
    """The nearest file of the workspace whose path ends as the specifier does."""
    while name.startswith("../") or name.startswith("./"):
        name = name.partition("/")[2]
    inner, _, last = name.rpartition("/")
    fitting = [
        parent
        for parent in paths.folders_with_top(last)
        if not inner or parent == inner or parent.endswith("/" + inner)
    ]
    fitting.sort(key=lambda each: (-_shared(each, folder), each.count("/"), each))
    for parent in fitting:
        found = _file(paths, _joined(parent, last))
        if found is not None:
            return found
    return None


def _shared(a: str, b: str) -> int:
    """Number of leading path steps that two folders share."""
    count = 0
    for x, y in zip(a.split("/"), b.split("/"), strict=False):
        if x != y:
            break
        count += 1
    return count


def _file(paths: Paths, path: str | None) -> int | None:
    return None if path is None else paths.first_file(path, (path,))


def _joined(folder: str, name: str) -> str | None:
    """A path below a folder; None if it leads out of the workspace."""
    parts = folder.split("/") if folder else []
    for step in name.split("/"):
        if step == "..":
            if not parts:
                return None
            parts.pop()
        elif step and step != ".":
            parts.append(step)
    return "/".join(parts)


def _search(paths: Paths) -> Sequence[str]:
    """The folders of the workspace in which the compiler was told to look."""
    return paths.remembered("include folders", "", lambda: _told(paths)) or ()


def _told(paths: Paths) -> tuple[str, ...]:
    for path in _DATABASES:
        config = paths.config(path)
        if config is None:
            continue
        found: dict[str, None] = {}
        for folder in config.get("folders") or ():
            # Where the workspace lay when this was written, it does not say.
            steps = [step for step in str(folder).split("/") if step]
            for first in range(len(steps)):
                inner = "/".join(steps[first:])
                if paths.is_folder(inner):
                    found[inner] = None
                    break
        return tuple(found)
    return ()


def _includes(paths: Paths, path: str) -> tuple[int, ...]:
    """Path ids of the files that a file includes itself."""

    def compute() -> tuple[int, ...]:
        config = paths.config(path)
        folder = path.rpartition("/")[0]
        found: dict[int, None] = {}
        for spec in (config.get("<includes>") if config is not None else None) or ():
            path_id = _included(paths, folder, spec)
            if path_id is not None:
                found[path_id] = None
        return tuple(found)

    return paths.remembered("includes", path, compute) or ()


def closure(paths: Paths, path: str) -> dict[int, int]:
    """Path ids of all that a file includes, at whatever distance, with their order: nearest
    first."""

    def compute() -> dict[int, int]:
        found: dict[int, int] = {}
        level = [path]
        while level:
            following: list[str] = []
            for each in level:
                for path_id in _includes(paths, each):
                    if path_id not in found:
                        found[path_id] = len(found)
                        following.append(paths.path_of(path_id))
            level = following
        return found

    return paths.remembered("included", path, compute) or {}


def _around(paths: Paths, path: str) -> frozenset[int]:
    """Path ids of the files that are seen along with a header: who includes it, and what those
    include."""

    def compute() -> frozenset[int]:
        above: dict[str, None] = {}
        pending = [path]
        while pending:
            at = pending.pop()
            name = at.rpartition("/")[2]
            for path_id in paths.announced(f"<includes {name}>"):
                other = paths.path_of(path_id)
                if other in above or other == path:
                    continue
                if any(paths.path_of(each) == at for each in _includes(paths, other)):
                    above[other] = None
                    pending.append(other)
        found: set[int] = set()
        for other in above:
            found.update(closure(paths, other))
        return frozenset(found)

    return paths.remembered("around", path, compute) or frozenset()


def beyond(paths: Paths, here: Here, name: str) -> Sequence[int]:
    """See `Beyond.beyond`."""
    candidates = paths.announced(name)
    if not candidates:
        return ()
    reach = closure(paths, here.path)
    found = [each for each in candidates if each in reach]
    if len(found) > 1:
        found.sort(key=reach.__getitem__)
    if not found and here.path.endswith(_HEADERS):
        around = _around(paths, here.path)
        found = [each for each in candidates if each in around and paths.path_of(each) != here.path]
    return found


def reaches(paths: Paths, path: str, other: int) -> bool:
    """See `Includes.reaches`."""
    return other in closure(paths, path)


def first_seen(paths: Paths, path: str, name: str) -> int | None:
    """See `Includes.first_seen`."""
    announcing = frozenset(paths.announced(name))
    if not announcing:
        return None
    seen: set[int] = set()
    open_ones: dict[int, None] = {}
    # What a file includes is read before what it says itself, but for what includes it in turn:
    # that goes on with what the file began.
    pending = [(-1, iter(_includes(paths, path)))]
    while pending:
        path_id, following = pending[-1]
        inner = next((each for each in following if each not in seen), None)
        if inner is not None:
            included = _includes(paths, paths.path_of(inner))
            if any([each in open_ones or paths.path_of(each) == path for each in included]):
                continue
            seen.add(inner)
            open_ones[inner] = None
            pending.append((inner, iter(included)))
            continue
        pending.pop()
        open_ones.pop(path_id, None)
        if path_id in announcing and paths.path_of(path_id) != path:
            return path_id
    return None


def is_header(path: str) -> bool:
    """See `Includes.is_header`."""
    return path.endswith(_HEADERS)


Read = Callable[[str, str], Any]


def meant(
    read: Read,
    use: Compiled,
    defined: Sequence[Compiled],
    platform: str,
    settled: Mapping[str, bool],
) -> list[int]:
    """See `Includes.meant`."""
    return compiled.meant(
        _literals(use),
        [_literals(each) for each in defined],
        platform or host(),
        _given(read),
        language_macros(_is_cpp(use.path)),
        settled,
    )


def undecided(read: Read, place: Compiled, platform: str) -> Sequence[str]:
    """See `Includes.undecided`."""
    said = _literals(place)
    if not said:
        return ()
    macros = _macros(read, place, platform, {})
    told = {*_setting(read, "varying", list)}
    if place.conditions:
        # What a file insists on is told to the compiler by a build that no code knows.
        told.update(compiled.undecided(conditions.refused(place.conditions), macros))
    return [name for name in compiled.undecided(said, macros) if name not in told]


def is_there(
    read: Read, place: Compiled, platform: str, settled: Mapping[str, bool]
) -> bool | None:
    """See `Includes.is_there`."""
    return compiled.are_there(_literals(place), _macros(read, place, platform, settled))


def is_with(
    read: Read, use: Compiled, place: Compiled, platform: str, settled: Mapping[str, bool]
) -> bool | None:
    """See `Includes.is_with`."""
    asked = _literals(place) - _literals(use)
    return compiled.are_there(asked, _macros(read, use, platform, settled))


def is_default(place: Compiled, name: str) -> bool:
    """See `Includes.is_default`."""
    return compiled.is_default(_literals(place), name)


def _macros(read: Read, place: Compiled, platform: str, settled: Mapping[str, bool]) -> Macros:
    language = language_macros(_is_cpp(place.path))
    return compiled.macros_on(platform or host(), _given(read), language, settled)


def _given(read: Read) -> dict[str, str | None]:
    """The macros that the compiler is told for every file."""
    return _setting(read, "macros", dict)


def _setting(read: Read, name: str, kind: type[T]) -> T:
    """What a database of compiler calls says; empty if none does."""
    found = (read(path, name) for path in _DATABASES)
    return next((each for each in found if isinstance(each, kind)), kind())


def _literals(place: Compiled) -> frozenset[conditions.Literal]:
    whole = json.loads(place.whole) if place.whole else ()
    return belonging(place.path, whole) | conditions.at(place.conditions, place.offset)


def is_compiled(paths: Paths, path: str) -> bool:
    """See `Includes.is_compiled`."""

    def compute() -> bool:
        config = paths.config(path)
        said = config.get(COMPILED_NAME) if config is not None else None
        needed = belonging(path, said or ())
        return not compiled.is_left_out(needed, macros_of(host()))

    return paths.remembered("compiled", path, compute) is not False


def _is_cpp(path: str) -> bool | None:
    """Whether a file is compiled as C++; None for headers, which may be read as both."""
    if path.endswith((".h", ".H", ".inc", ".def")):
        return None
    return not path.endswith(".c")


def inside(paths: Paths, folder: str, name: str) -> Module | None:
    """See `Modules.inside`: folders hold no names."""
    return None


def package_folder(path: str) -> str | None:
    """See `Modules.package_folder`: a header is what others look for by its own name."""
    return path


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`: files are included by their whole names."""
    return (path,)


def is_exported(name: str) -> bool:
    """See `Modules.is_exported`."""
    return True


def is_public(head: str) -> bool:
    """See `Visible.is_public`; what its file keeps to itself is not."""
    return not _STATIC.search(head)
