"""The index on disk: one RocksDB database for each repository.

This package is the only importer of `rocksdict`, and RocksDB is the only truth: every cache and
every index in memory can be thrown away and built again from what is here.

- `database`: open, close, read, write, flush; `families` holds its sizes and limits,
  `batches` cuts what is written.
- `damage`: what RocksDB's errors mean; moving a damaged store aside.
- `paths`: dense 32-bit numbers for paths, never given twice.
- `views`: which content each path has now; the one batch that makes content visible. `pages`
  packs their rows.
- `postings`: who mentions a symbol or a name, and who read a key; supersets of the truth.
- `sweep`: idle work that deletes what no view names.
- `keys`: how keys and values are packed; imports no RocksDB, so workers may use it.
- `poison`: content that hung or killed whoever tried to read it.
- `check`: is the store what it claims to be?
- `crash`: named places where a test can kill the process.

Nothing is imported here, so that a worker that packs keys does not load the database.
"""
