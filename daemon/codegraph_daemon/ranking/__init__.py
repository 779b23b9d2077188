"""In which order a search answers: the query's kind, what speaks for a chunk, one score.

Belongs here: reading a query in words (`query`), what paths say of files (`paths`), the numbers
that speak for chunks and files (`features`), and the score that they make (`score`). All of it is
pure functions over arrays that a caller gives: the daemon from its store, a benchmark from memory.
Stays out: the store, facts, texts. Rules are general: none knows a name of a repository.
"""
