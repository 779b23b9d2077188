"""Languages that are known by their outline alone: what is defined where, and names.

A folder of such a language has a query that finds its definitions (`parse`); the rest is here.  Of
a use no more is known than its name, and each answer that rests on that says so.
"""
