"""Fastembed's static models, loaded without what they have no use for.

A table of vectors needs arrays and a tokenizer. Whatever is asked of fastembed, it loads a runtime
for networks and all that downloads models, which is half of a process's memory and most of its
start. Here its module of static models is loaded alone, as it is; in place of what it would bring
and never uses stand empty modules, and those only until it is loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Final

_LIBRARY: Final = "fastembed"
_UNUSED: Final = frozenset({"huggingface_hub", "httpx", "requests", "loguru", "tqdm"})
"""What fastembed downloads models with; a folder that is there needs none of it."""


def static_models() -> Any:
    """The module `fastembed.text.static_embedding`."""
    if _LIBRARY not in sys.modules:
        with _alone():
            from fastembed.text import static_embedding
    else:
        from fastembed.text import static_embedding
    return static_embedding


@contextmanager
def _alone() -> Iterator[None]:
    """Meanwhile modules of fastembed are loaded without their packages and without the unused.

    Afterwards nothing of that is known to the interpreter, so who needs a network gets all of it.
    """
    there = set(sys.modules)
    spec = find_spec(_LIBRARY)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"{_LIBRARY} is not installed")
    folder = Path(spec.submodule_search_locations[0])
    for name, place in ((_LIBRARY, folder), (f"{_LIBRARY}.text", folder / "text")):
        package = sys.modules[name] = ModuleType(name)
        package.__path__ = [str(place)]
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in set(sys.modules) - there:
            if name.partition(".")[0] in _UNUSED | {_LIBRARY}:
                del sys.modules[name]


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in _UNUSED:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Empty(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in it."""


class _Empty(ModuleType):
    """Has whatever is imported from it."""

    def __getattr__(self, name: str) -> type:
        return _unusable(self.__name__, name)


class _Unusable(type):
    """A class of nothing, which has whatever is asked of it, and of which nothing can be made."""

    def __getattr__(cls, name: str) -> type:
        return _unusable(cls.__name__, name)

    def __call__(cls, *_: Any, **__: Any) -> Any:
        raise RuntimeError(f"{cls.__name__} was not loaded")


def _unusable(owner: str, name: str) -> type:
    if name.startswith("__"):
        raise AttributeError(name)
    # Some are what is to be caught.
    return _Unusable(f"{owner}.{name}", (Exception,), {})
