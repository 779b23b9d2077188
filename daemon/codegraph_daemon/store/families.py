"""The column families and how RocksDB keeps each of them: sizes, compression, filters.

Belongs here: every number that bounds the store's memory, files and log, and the options that
go with them. Stays out: reading and writing (`database`).

Memory is bounded by the block cache (which also holds the filters and the indexes of the files)
plus one budget for all write buffers. A write buffer of one family is emptied early if the sum
passes that budget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

from rocksdict import (
    BlockBasedOptions,
    Cache,
    DBCompressionType,
    Options,
    ReadOptions,
    SliceTransform,
)

KIB: Final = 1024
MIB: Final = 1024 * KIB

WRITE_BUFFERS_BYTES: Final = 32 * MIB
#: After a kill this much is read again at the next start; that costs about 0.2 s.
LOG_BYTES: Final = 32 * MIB
OPEN_FILES: Final = 256


@dataclass(frozen=True, slots=True)
class Family:
    """One column family.

    `prefix` is the length in bytes of the part of the key that names one thing; scans for it use
    the Bloom filter. `large` families hold the bulk of the index, `blobs` long values.
    """

    prefix: int = 0
    large: bool = False
    blobs: bool = False


FAMILIES: Final[dict[str, Family]] = {
    "facts": Family(large=True, blobs=True),
    "symbols": Family(large=True, blobs=True),
    # Hashes of the names by which files are found from anywhere, by facts id.
    "announced": Family(blobs=True),
    "links": Family(large=True, blobs=True),
    # Of files what an imported index says of their uses, by number of the import and path id.
    "precise": Family(prefix=8, blobs=True),
    "refs": Family(prefix=12, large=True),
    "names": Family(prefix=8, large=True),
    "deps": Family(prefix=12, large=True),
    # The chunks of a content, by facts id; then which chunks have a term, which contents a trigram.
    "chunks": Family(large=True, blobs=True),
    "terms": Family(large=True),
    "trigrams": Family(prefix=3, large=True),
    # What a model makes of the text of a chunk, by the model's id and the hash of the text.
    "vectors": Family(large=True),
    "views": Family(prefix=4, large=True),
    "dirty": Family(prefix=4),
    "paths": Family(),
    "meta": Family(),
    "queue": Family(),
    # When content was first seen that no view names; see `sweep`.
    "unnamed": Family(),
}


def database_options() -> Options:
    """The options of the database as a whole."""
    options = Options(raw_mode=True)
    options.create_if_missing(True)
    options.create_missing_column_families(True)
    options.set_db_write_buffer_size(WRITE_BUFFERS_BYTES)
    options.set_max_total_wal_size(LOG_BYTES)
    options.set_max_open_files(OPEN_FILES)
    options.set_max_background_jobs(2)
    # Written out bit by bit, so that a flush finds little left to wait for.
    options.set_bytes_per_sync(MIB)
    options.set_wal_bytes_per_sync(MIB)
    # RocksDB's own text log is of no use to our users; keep it small.
    options.set_keep_log_file_num(2)
    options.set_max_log_file_size(256 * KIB)
    options.set_stats_dump_period_sec(0)
    options.set_stats_persist_period_sec(0)
    options.set_max_manifest_file_size(4 * MIB)
    options.set_manifest_preallocation_size(64 * KIB)
    return options


def family_options(family: Family, cache: Cache) -> Options:
    """The options of one family, whose blocks share `cache` with all others."""
    table = BlockBasedOptions()
    table.set_block_cache(cache)
    table.set_cache_index_and_filter_blocks(True)
    table.set_bloom_filter(10, False)
    # A block is unpacked whole: of long values each should be alone in its own. With 32 KiB a first
    # read of facts took more than twice as long (91 µs, not 38), for 3 % less on the disk.
    table.set_block_size((4 if family.blobs else 8) * KIB)
    table.set_format_version(5)

    options = Options(raw_mode=True)
    options.set_block_based_table_factory(table)
    options.set_write_buffer_size((8 if family.large else 1) * MIB)
    # Many families are small: the default arena would take 1 MiB for the first row of each.
    options.set_arena_block_size(64 * KIB)
    options.set_max_write_buffer_number(4)
    options.set_target_file_size_base(16 * MIB)
    options.set_max_bytes_for_level_base(64 * MIB)
    options.set_level_compaction_dynamic_level_bytes(True)
    # Long values too: zstd takes two thirds of their room and four times as long to unpack.
    options.set_compression_type(DBCompressionType.lz4())
    if family.prefix:
        options.set_prefix_extractor(SliceTransform.create_fixed_prefix(family.prefix))
    return options


def ordered_reads(prefix: bytes, *, cached: bool = True) -> ReadOptions:
    """Reads that follow the order of whole keys and end after `prefix`, of any length.

    Blocks that are not `cached` do not enter the cache.
    """
    reads = ReadOptions()
    reads.set_total_order_seek(True)
    if not cached:
        cast("Any", reads).fill_cache(False)  # The stub lacks the parameter.
    stem = prefix.rstrip(b"\xff")
    if stem:
        reads.set_iterate_upper_bound(stem[:-1] + bytes((stem[-1] + 1,)))
    return reads
