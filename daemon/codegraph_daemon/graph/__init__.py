"""The graph of symbols of one generation as arrays, for questions that walk far through it.

What is next to a symbol is read from links and postings when somebody asks (`queries.calls`); here
is what would take thousands of such looks: everything that a change reaches, the shortest way from
one symbol to another, what is central.
"""
