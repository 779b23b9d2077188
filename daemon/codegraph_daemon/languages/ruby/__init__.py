"""Ruby, by its outline. This file only says which files are Ruby; every scan loads it.

Stays out: `tree_sitter` and everything that needs it, which only workers load.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(
    id="ruby",
    extensions=(".rb", ".rake", ".gemspec", ".ru"),
    file_names=("Rakefile", "Gemfile", "Guardfile", "Vagrantfile"),
    interpreters=("ruby",),
    takes_are_calls=True,
    announces=True,
)
