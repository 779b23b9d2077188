"""Unsaved texts of a session: for that session, and for nobody else, they count as if saved.

- `texts`: what the client says of its documents.
- `view`: the workspace's generation with some files replaced, as questions read it.
- `session`: brings the one to the other when a question is asked, not at each keystroke.

Nothing here is written to the index, and all of it goes with the session.
"""
