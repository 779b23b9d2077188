"""The language server: LSP on one side, questions to the daemon on the other.

It holds no index: every answer comes from the daemon of the workspace, and all that is kept here is
the text of open documents, the negotiated position encoding and one connection for each root.

Belongs here: everything that knows pygls or lsprotocol. Nothing else in the project may import
them. Stays out: resolving, searching, ranking (the daemon), connecting (`codegraph_client`).

Reading order: `server` (what runs), `features` (one file for each method), `protocol` (manners),
`workspaces` and `daemon_link` (who is asked), `positions` and `convert` (how answers are spelled).
"""
