"""Words at query time: which chunks of one generation have a term, and what that is worth.

Belongs here: the living chunks of a workspace as arrays (`corpus`), what of them has a term
(`found`), the sums of BM25 (`scoring`), terms that are nearly those asked for (`typing`), and which
files may hold a phrase or match a pattern (`literals`), and where a phrase stands in a text
(`phrases`). Stays out: cutting (`chunks`), the rows on
disk (`store.words`), and what a query means (`ranking`).

All of it is derived from the store and from one generation, and can be thrown away at any time.
"""
