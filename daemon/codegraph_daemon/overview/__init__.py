"""What a whole workspace looks like: what is central, what hangs together, what may not be needed.

Belongs here: one module for each thing that an overview tells, as pure functions over arrays and
facts, and what makes the arrays that they share. Stays out: generations, the store, tasks and
questions (`queries.overview`).

A worker at the lowest priority runs them: none of it may cost the daemon's own process more than
handing over arrays. What they tell depends on paths, descriptors and contents alone, never on
numbers of nodes, the order of files, hashing or the clock.
"""
