"""The language-neutral facts of one file: what an extractor writes and every later stage reads.

Facts are a function of the file's bytes, its dialect and the extractor's version, and of nothing
else: no path, no module name, no other file.  They are columns (typed arrays and one text of
names) in one byte string, read in place and never decoded to objects as a whole.

This package holds the format alone.  Reading syntax trees belongs to `languages`, giving meaning
to names across files belongs to `resolve`.

Positions are byte offsets into the file's UTF-8 text without a byte order mark; the line table
turns them into zero-based lines and byte columns.  Lines end as in LSP: `\\n`, `\\r\\n`, `\\r`.
"""

from .columns import (
    FACTS_FORMAT,
    MODULE_HASH,
    ROLE_MASK,
    ROLE_SHIFT,
    SCOPE_SHIFT,
    START_MASK,
    announced_hash,
    content_id,
    descriptor_hash,
    descriptor_part,
    line_table,
    pack,
    wide_lines,
)
from .reading import (
    Facts,
    Site,
    module_spelling,
    unpack_occurrence,
)
from .words import (
    BASE_NAME,
    CALL_NAME,
    CONSTRUCT_NAME,
    DECORATOR_NAME,
    EARLIER,
    EXPORTS_NAME,
    IMPLEMENTS_NAME,
    INDEX_NAME,
    KIND_NAMES,
    MADE_NAME,
    MODULE_VALUE_NAME,
    NONE,
    PACKAGE_NAME,
    PARAMETERS_NAME,
    REEXPORT_NAME,
    RETURN_NAME,
    ROLE_NAMES,
    SPREAD_NAME,
    TYPES_ONLY,
    UNLISTED,
    WILDCARD_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    Role,
    ScopeKind,
    by_name,
    extension_name,
)

__all__ = [
    "BASE_NAME",
    "CALL_NAME",
    "CONSTRUCT_NAME",
    "DECORATOR_NAME",
    "EARLIER",
    "EXPORTS_NAME",
    "FACTS_FORMAT",
    "IMPLEMENTS_NAME",
    "INDEX_NAME",
    "KIND_NAMES",
    "MADE_NAME",
    "MODULE_HASH",
    "MODULE_VALUE_NAME",
    "NONE",
    "PACKAGE_NAME",
    "PARAMETERS_NAME",
    "REEXPORT_NAME",
    "RETURN_NAME",
    "ROLE_MASK",
    "ROLE_NAMES",
    "ROLE_SHIFT",
    "SCOPE_SHIFT",
    "SPREAD_NAME",
    "START_MASK",
    "TYPES_ONLY",
    "UNLISTED",
    "WILDCARD_NAME",
    "Bind",
    "Expr",
    "Facts",
    "Flag",
    "Kind",
    "Role",
    "ScopeKind",
    "Site",
    "announced_hash",
    "by_name",
    "content_id",
    "descriptor_hash",
    "descriptor_part",
    "extension_name",
    "line_table",
    "module_spelling",
    "pack",
    "unpack_occurrence",
    "wide_lines",
]
