"""Pieces of source text that answer a question, chosen so that they fit into a number of tokens.

Pure functions of texts and numbers: what may belong to an answer is for `queries.context`.
"""
