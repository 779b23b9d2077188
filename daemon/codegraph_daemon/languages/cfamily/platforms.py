"""Which macros compilers define on their own, by platform: those by which code asks where it is.

A table of names and numbers, and nothing that reads code.  What a compiler's version decides is
known by its bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ..machine import MACHINE, SYSTEM


class Macro(NamedTuple):
    """What is known of a macro: whether it is defined (None: unknown), and between which numbers
    its value lies, if that is known."""

    defined: bool | None
    bounds: tuple[int, int] | None = None


UNKNOWN = Macro(None)
UNDEFINED = Macro(False, (0, 0))
_ONE = Macro(True, (1, 1))
_ANY = Macro(True)
_MINOR = Macro(True, (0, 99))
Macros = Mapping[str, Macro]

_NAMED = {
    "linux": "__linux__ __linux linux __gnu_linux__ __unix__ __unix unix __ELF__",
    "android": "__ANDROID__ __linux__ __linux __unix__ __unix __ELF__",
    "macos": "__APPLE__ __MACH__ __APPLE_CC__ TARGET_OS_MAC",
    "windows": "_WIN32 _WIN64 WIN32 WIN64 __WIN32__ _WINDOWS _MSC_VER",
    "mingw": "_WIN32 _WIN64 WIN32 WIN64 __WIN32__ __WIN32 __WINNT__ __MINGW32__ __MINGW64__",
    "cygwin": "__CYGWIN__ __unix__ __unix unix",
    "freebsd": "__FreeBSD__ __unix__ __unix unix __ELF__",
    "openbsd": "__OpenBSD__ __unix__ __unix unix __ELF__",
    "netbsd": "__NetBSD__ __unix__ __unix unix __ELF__",
    "dragonfly": "__DragonFly__ __unix__ __unix unix __ELF__",
    "solaris": "__sun sun __sun__ __SVR4 __svr4__ __unix__ __unix unix __ELF__",
    "aix": "_AIX __unix__ __unix unix",
    "hpux": "__hpux __unix__ __unix unix",
    "haiku": "__HAIKU__ __ELF__",
    "dos": "__MSDOS__ MSDOS _MSDOS __DJGPP__ __GO32__ __WATCOMC__ __TURBOC__ __BORLANDC__",
    "os2": "__OS2__ OS2 __EMX__",
    "amiga": "AMIGA __amigaos__",
    "vms": "VMS __VMS vms",
    "emscripten": "__EMSCRIPTEN__ __wasm__ __unix__ __unix unix",
    "wasi": "__wasi__ __wasm__",
    "hurd": "__GNU__ __gnu_hurd__ __unix__ __unix unix __ELF__",
    "qnx": "__QNX__ __QNXNTO__ __unix__ __unix unix __ELF__",
    "zos": "__MVS__",
    "ibmi": "__PASE__ _AIX __unix__ __unix unix",
}
PLATFORMS = tuple(_NAMED)
_MACHINES = {
    "x86_64": "__x86_64__ __x86_64 __amd64__ __amd64 _M_X64 _M_AMD64 __SSE2__ __SSE__",
    "arm64": "__aarch64__ _M_ARM64 __ARM_NEON __arm64__",
    "x86": "__i386__ __i386 _M_IX86",
    "arm": "__arm__ _M_ARM",
    "ppc64": "__powerpc64__ __powerpc__ __ppc64__ __PPC64__",
    "riscv64": "__riscv",
    "s390x": "__s390x__ __s390__",
    "other": "__ia64__ _M_IA64 __alpha__ __hppa__ __mips__ __sparc__ __sparc __m68k__ __ppc__",
}
_WINDOWS = ("windows", "mingw", "cygwin")
_CLANG = ("macos", "freebsd", "openbsd", "android", "emscripten", "wasi")
_WITHOUT_GCC = ("windows", "dos", "aix", "hpux", "vms", "zos")
ASKED = frozenset(
    name for table in (_NAMED, _MACHINES) for text in table.values() for name in text.split()
)
"""Names that are undefined wherever a platform's own row does not have them."""
_ONLY_WINDOWS = frozenset(("_M_X64", "_M_AMD64", "_M_ARM64", "_M_IX86", "_M_ARM", "_M_IA64"))


def host() -> str:
    """The platform that this process runs on; "linux" if it is none that is known."""
    return SYSTEM if SYSTEM in _NAMED else "linux"


@cache
def macros_of(name: str) -> Macros:
    """The macros of a platform.  What may be asked of any platform and is not its own is
    undefined; of other names nothing is known."""
    found = dict.fromkeys(ASKED, UNDEFINED)
    found.update(dict.fromkeys(_NAMED[name].split(), _ONE))
    machine = MACHINE if MACHINE in _MACHINES else ""
    for each in _MACHINES.get(machine, " ".join(_MACHINES.values())).split():
        if each not in _ONLY_WINDOWS or name == "windows":
            found[each] = _ANY if machine else UNKNOWN
    found["__GNUC__"] = UNDEFINED if name in _WITHOUT_GCC else Macro(True, (4, 99))
    found["__GNUC_MINOR__"] = UNDEFINED if name in _WITHOUT_GCC else _MINOR
    if name == "windows":
        found["_MSC_VER"] = Macro(True, (1900, 2999))
    if name in _CLANG:
        found["__clang__"] = _ONE
    if name == "macos":
        found["__APPLE_CC__"] = _ANY
    if name == "dos":
        found.update({each: UNKNOWN for each in _NAMED[name].split()})
    wide = machine in ("x86_64", "arm64", "ppc64", "riscv64", "s390x")
    if wide and name not in _WINDOWS:
        found["__LP64__"] = found["_LP64"] = _ONE
    found["__STDC__"] = UNKNOWN if name == "windows" else _ONE
    return found


def language_macros(is_cpp: bool | None) -> Macros:
    """The macros that tell the language; None: that of whoever includes the file."""
    if is_cpp is None:
        return {}
    if is_cpp:
        return {"__cplusplus": Macro(True, (201103, 209999)), "__OBJC__": UNDEFINED}
    version = Macro(True, (199901, 209999))
    return {"__cplusplus": UNDEFINED, "__STDC_VERSION__": version, "__OBJC__": UNDEFINED}
