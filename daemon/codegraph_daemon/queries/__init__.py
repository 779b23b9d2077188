"""The public questions: what RPC exposes, what tests call.

- `reading`: facts, links and source text of one generation, through bounded caches.
- `targets`: from a position or a name to the symbols that it means.
- `answering`: the envelope, freshness, paging; how a question waits and what it admits.
- one module for each family of questions: `navigation`, `outline`, `symbols`, `about`.
- `api`: the table of handlers.

Questions read one generation and change nothing.  They yield to the loop after half a millisecond.
"""
