"""Words at query time: which chunks of one generation have a term, and what that is worth.

Belongs here: the living chunks of a workspace as arrays (`corpus`, `corpora`), what paths say
(`naming`), what questions read of words (`reading`), terms that are nearly those asked for
(`nearest`), which files may hold a phrase or match a pattern (`literals`), where a phrase stands in
a text (`phrases`), and who refers to files (`users`). Stays out: cutting (`chunks`), the rows on
disk (`store.words`), what a query means and what all that is worth (`ranking`).

All of it is derived from the store and from one generation, and can be thrown away at any time.
"""
