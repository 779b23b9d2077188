"""What texts that are no code say of it: which names stand in documents, what configuration sets,
and what they mean.

Belongs here: pure functions over texts, names and arrays. Stays out: which files are documents, and
what is told of a mention (`queries.documented`, `queries.configured`).
"""
