"""The facts of many files to definitions, with origin and confidence.

Workers run it to link files; the result depends on the facts alone, never on the order in which
files are linked.  Everything it learns of other files goes through `lookups`, which records a key
for each look, found or not: that record is what makes re-linking exact (see `changes`).
"""
