"""SCIP: the indexes that languages' own indexers make, read; and this index, written as one.

- `schema`: SCIP's own schema, and the module that is made from it when the package is built.
- `stream`: an index field by field, so that none is ever in memory whole.
- `symbols`: the grammar of SCIP's names of symbols.
- `places`: where an occurrence is in a text, whatever the units of its columns.
- `importing`: from an index to the precise links of files; a task of a worker.
- `exporting`: from facts and links to an index; a task of a worker.

Stays out: how precise links are used (`resolve`), and which of them hold (`pipeline`).
"""
