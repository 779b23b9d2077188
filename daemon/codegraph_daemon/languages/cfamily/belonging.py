"""For which platform a whole file is there: as conditions around all of it, the headers that it
includes, and its path tell.

Many programs have a file for each platform, of which the build takes one.  No file says which; but
where several define the same, what they say of themselves tells them apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from .conditions import Literal, at, literals
from .platforms import ASKED

_WINDOWS: Literal = ("defined _WIN32", True)
_ELSEWHERE: Literal = ("defined _WIN32", False)
_LINUX: Literal = ("defined __linux__", True)
_APPLE: Literal = ("defined __APPLE__", True)
_NO_LINUX: Literal = ("defined __linux__", False)
_ONLY = (
    (_WINDOWS, "windows.h winsock2.h ws2tcpip.h winternl.h winbase.h tchar.h conio.h direct.h"),
    (_WINDOWS, "io.h psapi.h shlobj.h winsvc.h"),
    (_ELSEWHERE, "sys/mman.h sys/wait.h sys/un.h sys/uio.h sys/select.h sys/socket.h netdb.h"),
    (_ELSEWHERE, "netinet/in.h arpa/inet.h dlfcn.h termios.h syslog.h pwd.h grp.h poll.h"),
    (_NO_LINUX, "sys/event.h"),
    (_LINUX, "sys/epoll.h sys/inotify.h sys/eventfd.h sys/prctl.h"),
    (_APPLE, "mach/mach.h mach/mach_time.h mach-o/dyld.h CoreFoundation/CoreFoundation.h"),
)
_HEADERS = {name: literal for literal, text in _ONLY for name in text.split()}
"""What only the systems of one kind have; mostly written in small letters."""
_WORDS: dict[str, Literal] = {
    **dict.fromkeys(["win", "win32", "win64", "windows", "w32"], _WINDOWS),
    **dict.fromkeys(["posix", "unix"], _ELSEWHERE),
    **dict.fromkeys(["darwin", "macos", "osx", "mac"], _APPLE),
    "linux": _LINUX,
    "freebsd": ("defined __FreeBSD__", True),
    "openbsd": ("defined __OpenBSD__", True),
    "netbsd": ("defined __NetBSD__", True),
    "android": ("defined __ANDROID__", True),
    "emscripten": ("defined __EMSCRIPTEN__", True),
    "haiku": ("defined __HAIKU__", True),
    "aix": ("defined _AIX", True),
    "sunos": ("defined __sun", True),
    "solaris": ("defined __sun", True),
    "dragonfly": ("defined __DragonFly__", True),
    "hpux": ("defined __hpux", True),
    "hurd": ("defined __GNU__", True),
    "qnx": ("defined __QNX__", True),
    **dict.fromkeys(["os390", "zos"], ("defined __MVS__", True)),
    **dict.fromkeys(["ibmi", "os400"], ("defined __PASE__", True)),
    "cygwin": ("defined __CYGWIN__", True),
}
_PARTS = re.compile(r"[^a-z0-9]+")
_NOTHING = re.compile(
    rb"(?:\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/|#(?:[^\\\n]|\\\r?\n|\\.)*+)*+", re.DOTALL
)
_NAME = re.compile(r"[A-Za-z_]\w*")


def said(source: bytes, asked: Sequence[int | str], includes: Sequence[str]) -> str:
    """What the text of a file says of the platform that it is for, as JSON; empty if nothing.

    `asked` are its conditional lines (`conditions.said`).
    """
    found: dict[Literal, None] = {}
    if asked and _is_around(source, asked):
        for text, wanted in literals(str(asked[1])[1:], True):
            if not ASKED.isdisjoint(_NAME.findall(text)):
                found[text, wanted] = None
    text = json.dumps(asked)
    for spec in includes:
        literal = _HEADERS.get(spec[1:-1]) or _HEADERS.get(spec[1:-1].lower())
        if literal is not None and spec[:1] == "<":
            line = re.search(rb"#[ \t]*include[ \t]*" + re.escape(spec.encode()), source)
            if line is not None and not (at(text, line.start()) if asked else ()):
                found[literal] = None
    return json.dumps(list(found), separators=(",", ":")) if found else ""


def _is_around(source: bytes, asked: Sequence[int | str]) -> bool:
    """Whether the first condition is one on all of the file."""
    depth = 0
    for row in range(1, len(asked), 2):
        sign = str(asked[row])[0]
        depth += (sign == "?") - (sign == ".")
        if sign == ":" and depth == 1:
            return False
        if not depth and row < len(asked) - 1:
            return False
    first, last = int(asked[0]), int(asked[-2])
    before, after = _NOTHING.match(source), _NOTHING.match(source, last)
    if before is None or after is None:
        return False
    return before.end() >= first and after.end() == len(source)


def belonging(path: str, said: Sequence[tuple[str, bool]]) -> frozenset[Literal]:
    """What must hold where a file is compiled: what it says (see `said`), or else its path; of
    systems that have the same headers the path tells which is meant."""
    found = frozenset([(asked, wanted) for asked, wanted in said])
    if found - _COMMON:
        return found
    named = _named(path)
    return found if named is None or (found and named == _WINDOWS) else found | {named}


_COMMON = frozenset((_ELSEWHERE, _NO_LINUX))


def _named(path: str) -> Literal | None:
    """What the path of a file tells."""
    *folders, name = path.lower().split("/")
    for word in reversed(_PARTS.split(name.partition(".")[0])):
        if word in _WORDS:
            return _WORDS[word]
    for folder in reversed(folders):
        if folder in _WORDS:
            return _WORDS[folder]
    return None
