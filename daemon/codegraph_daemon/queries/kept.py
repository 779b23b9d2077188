"""What questions keep from one to the next, each loaded with the first question that needs it.

Arrays alone would be a sixth of the daemon's start, so nothing here is imported before it is used.
Belongs here: making these things once, and having them let go of what is not asked for any more.
Stays out: what they hold (one module each), and the questions (`api`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from codegraph_client.protocol import Result

from ..repository import Repository
from .answering import Asked
from .reading import Snapshot
from .symbols import Names

if TYPE_CHECKING:
    from ..graph.graphs import Graphs
    from ..history.pasts import Pasts
    from ..overview.declared import Declares
    from ..overview.tokens import Consists
    from .exported import Exported
    from .finding import Search
    from .gathering import Gathering, Part
    from .overview import Overviews
    from .related import Sources


class Kept:
    """What the questions about one repository share."""

    def __init__(self, repository: Repository, names: Names) -> None:
        self._repository = repository
        self._names = names

    @cached_property
    def search(self) -> Search:
        """For searches by words and by meaning."""
        from ..lexical.corpora import Corpora
        from .finding import Search

        repository = self._repository
        corpora = Corpora(repository.words, repository.pool, self._names.users)
        repository.unused.on_let_go.append(corpora.forget)
        return Search(corpora, self._names, repository.asking, repository.pool)

    @cached_property
    def graphs(self) -> Graphs:
        """For questions that walk far."""
        from ..graph.graphs import Graphs

        made = Graphs(self._repository.store)
        self._repository.idle_steps.append(made.tidy)
        self._repository.on_close.append(made.close)
        return made

    @cached_property
    def pasts(self) -> Pasts:
        """For what commits say."""
        from ..history.pasts import Pasts

        repository = self._repository
        made = Pasts(repository.pool, repository.settings.integer("history.commits"))
        repository.idle_steps.append(made.tidy)
        return made

    @cached_property
    def sources(self) -> Sources:
        """For what is related, with what documents spell."""
        from .documents import Documents
        from .related import Sources

        repository = self._repository
        documents = Documents(repository.pool)
        repository.idle_steps.append(documents.tidy)
        return Sources(self.graphs, self.pasts, self.search, self._names, documents)

    @cached_property
    def overviews(self) -> Overviews:
        """For overviews, with the sections that are questions of their own."""
        from .overview import Overviews

        return Overviews(self._repository, {"dead": self._dead, "duplicates": self._duplicates})

    async def _dead(self, asked: Asked, snapshot: Snapshot, tests: bool) -> list[Result]:
        from .dead import largest

        pool = self._repository.pool
        return await largest(asked, snapshot, self.graphs, self.declared, pool, tests=tests)

    async def _duplicates(self, asked: Asked, snapshot: Snapshot, tests: bool) -> list[Result]:
        from .duplicates import most_repeated

        return await most_repeated(asked, snapshot, self.functions, self._repository, tests=tests)

    @cached_property
    def exported(self) -> Exported:
        """For what belongs to public interfaces."""
        from .exported import Exported

        return Exported()

    @cached_property
    def declared(self) -> Gathering[Declares]:
        """What files declare, for dead code."""
        from ..overview.declared import Declares

        return self._gathering("declare", Declares._make, with_links=True)

    @cached_property
    def functions(self) -> Gathering[Consists]:
        """What functions are made of, for duplicates."""
        from ..overview.tokens import Consists

        return self._gathering("functions", Consists._make, with_links=False)

    def _gathering(
        self, task: str, made: Callable[[Any], Part], *, with_links: bool
    ) -> Gathering[Part]:
        from .gathering import Gathering

        gathering = Gathering(self._repository.pool, task, made, with_links=with_links)
        self._repository.idle_steps.append(gathering.tidy)
        return gathering
