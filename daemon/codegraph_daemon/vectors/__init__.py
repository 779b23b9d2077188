"""Search by vectors: models that make them of text, and the index that finds the nearest.

The bytes of all vectors lie in the store, under the hash of the text that they stand for; all that
is here can be thrown away and made again from them.

- `quantising`: numbers of a model as bytes, and back to scores.
- `index`: the nearest vectors of a query; the only importer of FAISS, which is loaded when somebody
  first asks.
- `training`: lists for an index of very many vectors, made by a worker.
- `saved`: a copy of an index in a file, for a quick start.

Nothing is imported here, so that nobody loads what is not asked for.
"""
