"""Pieces of files that searches find, and the words in them: pure functions over one file.

Belongs here: cutting a text into chunks by its facts (`cut`), their packed form (`row`), the terms
in them (`words`, with `terms` for what a word's terms are and `comments` for which of the text is
prose), and the trigrams of a text (`trigrams`). What is computed depends on the file's bytes, its
language and its facts alone, so it is kept under the facts' id.
Stays out: paths, the store, scores.
"""
