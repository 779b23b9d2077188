"""Notebooks to facts: their code cells, read as one module in the order of the file."""

from __future__ import annotations

from ..ecmascript.parsing import EXTRACTOR as _SCRIPT
from ..embedded import in_file
from ..javascript.parse import facts_of as javascript
from ..python.parse import EXTRACTOR as _PYTHON
from ..python.parse import facts_of as python
from ..typescript.parse import facts_of as typescript
from .cells import code_of

EXTRACTOR = f"notebook 1, {_PYTHON}, {_SCRIPT}"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_READERS = {"typescript": typescript, "javascript": javascript}
_UNREAD = frozenset(("r", "julia", "scala", "rust", "c++", "bash", "sql", "go", "java", "kotlin"))


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    text, places, language = code_of(source)
    if language in _UNREAD:
        text = b""
    return in_file(_READERS.get(language, python)(text), source, places)


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read."""
    return "ipynb"
