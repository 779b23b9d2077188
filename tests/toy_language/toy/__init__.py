"""A language made up for the tests: this file says which files are written in it."""

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(id="toy", extensions=(".toy",), announces=True)
