"""What lies outside of the workspace: declarations of libraries, looked at when somebody asks.

Nothing of it is in an index.  Links, searches and generations know the workspace alone, so what is
installed can neither slow down nor change them; a question to which they have no answer is put
once more to an evaluator that also sees libraries, in a worker.

Belongs here: files outside of the workspace as resolution sees them (`files`, `lookups`), the
evaluator that sees them (`evaluator`, `evaluation`, `callables`), what it found (`found`), facts
that are kept between daemons (`packs`), and sources in archives (`archives`).  Stays out: where a
language keeps its libraries, which is for the `external` module in its folder.  Nothing of what is
found here is executed.
"""
