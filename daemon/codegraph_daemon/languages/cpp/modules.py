"""How files name each other: as in the whole family."""

from ..cfamily.modules import (
    NAME,
    SCOPING,
    beyond,
    find,
    first_seen,
    inside,
    is_compiled,
    is_exported,
    is_header,
    is_public,
    meant,
    module_paths,
    package_folder,
    reaches,
)

__all__ = [
    "NAME",
    "SCOPING",
    "beyond",
    "find",
    "first_seen",
    "inside",
    "is_compiled",
    "is_exported",
    "is_header",
    "is_public",
    "meant",
    "module_paths",
    "package_folder",
    "reaches",
]
