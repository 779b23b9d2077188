"""What every command has in common: its options, how it asks the daemon, how it ends.

Belongs here: the global options (accepted before and after the command's name), the group's and
the commands' classes, exit codes, the one connection a command makes. Stays out: what a single
command does, and how answers look (`render`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from codegraph_client.blocking import BlockingConnection
    from codegraph_client.root import Root
    from codegraph_client.settings import Settings
    from codegraph_client.trees import Tree
    from codegraph_server.cli.elsewhere import Elsewhere

FOUND, NOTHING, FAILED = 0, 1, 2
"""Exit codes: an answer, an answer that is empty, no answer."""

CLIENT = "codegraph cli"
F = TypeVar("F", bound=Callable[..., Any])


class Options:
    """The global options of one call."""

    def __init__(self) -> None:
        self.root: Path | None = None
        self.json = False
        self.start = True
        self.color = "auto"
        self.set: dict[str, str] = {}
        self.rev: str | None = None
        self.archive: Path | None = None
        self._elsewhere: Elsewhere | None = None

    def find_root(self, start: Path | None = None) -> Root:
        """The root for `start` (default: the current folder), or the one given by --root; with
        --rev or --archive what is laid out of that."""
        if self._elsewhere is not None:
            return self._elsewhere.asked
        root = self._own_root(start)
        if self.rev is None and self.archive is None:
            return root
        from codegraph_server.cli.elsewhere import elsewhere

        self._use_settings()
        self._elsewhere = elsewhere(root, self.rev, self.archive)
        return self._elsewhere.asked

    def _own_root(self, start: Path | None) -> Root:
        from codegraph_client.root import find_root

        return find_root(start or here(), here() / self.root if self.root else None)

    def laid_out(self, start: Path | None = None) -> Tree | None:
        """The tree of --rev or --archive if it is laid out; nothing is done if it is not."""
        from codegraph_server.cli.elsewhere import laid_out

        return laid_out(self._own_root(start), self.rev, self.archive)

    def named(self, path: str) -> Path:
        """A path that a person typed, from where they stand: in the tree that is asked."""
        if self.rev is None and self.archive is None:
            return absolute(path)
        self.find_root()
        assert self._elsewhere is not None
        return self._elsewhere.named(path)

    def root_around(self, path: Path) -> Root:
        """The root for a path that a person named; it need not exist.

        Unlike a folder that is given as a root, a path in a folder that its repository ignores
        belongs to that repository. Outside of any repository the root is that of the folder the
        person stands in: a question about one file must not begin to index whatever lies around
        it.
        """
        from codegraph_client.root import CONFIG_NAME, has_git, refusal

        if self.root is not None or self.rev is not None or self.archive is not None:
            return self.find_root()
        for folder in (path, *path.parents):
            if refusal(folder) is not None:
                break
            if has_git(folder) or (folder / CONFIG_NAME).is_file():
                return self.find_root(folder)
        return self.find_root()

    def settings(self, root: Path | None) -> Settings:
        """The settings that hold for a root; ConfigError for a wrong --set."""
        from codegraph_client.settings import load

        return load(root, self.set)

    @contextmanager
    def connect(self, root: Root) -> Iterator[BlockingConnection]:
        """A connection to the root's daemon, which is started unless --no-start was given."""
        from codegraph_client.blocking import connect_blocking

        self._use_settings()
        with connect_blocking(root, client=CLIENT, start=self.start) as connection:
            yield connection

    def _use_settings(self) -> None:
        """Have the processes that this call starts, a daemon too, inherit its settings."""
        if self.set:
            from codegraph_client.settings import SCHEMA

            self.settings(None)  # Refuses a wrong name or value before anything is started.
            names = {setting.name: setting.env for setting in SCHEMA}
            os.environ.update({names[name]: value for name, value in self.set.items()})

    def ask(self, root: Root, question: str, params: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question of the protocol.

        Its root is spelled as the person does, who may stand in it through a symlink.
        """
        with self.connect(root) as connection:
            answer: dict[str, Any] = connection.ask(question, params)
        return {**answer, "root": str(root.given), **self.said_of_tree()}

    def said_of_tree(self) -> dict[str, Any]:
        """The fields of an answer that say which revision or archive it is about, if any."""
        return {} if self._elsewhere is None else self._elsewhere.said

    def as_seen(self, answer: dict[str, Any]) -> dict[str, Any]:
        """An answer for a person: paths as they are in the work tree, or in the archive."""
        return answer if self._elsewhere is None else {**answer, **self._elsewhere.seen}


def here() -> Path:
    """The current folder as the person spells it: through its symlinks if the shell kept them."""
    real = os.getcwd()
    spelled = os.environ.get("PWD", "")
    try:
        same = spelled.startswith("/") and os.path.samefile(spelled, real)
    except OSError:
        same = False
    return Path(spelled if same else real)


def absolute(path: str | Path) -> Path:
    """A path that a person typed, from where they stand, without `..`."""
    return Path(os.path.abspath(here() / os.path.expanduser(path)))


def options() -> Options:
    """The options of the running call."""
    found = click.get_current_context().find_root().ensure_object(Options)
    assert isinstance(found, Options)
    return found


def end(code: int) -> NoReturn:
    """End the command with an exit code."""
    click.get_current_context().exit(code)


def write(text: str) -> bool:
    """Write to standard output as UTF-8, whatever the locale, in one piece.

    A path that is not UTF-8 goes out as the bytes that it has. False: nobody reads any more.
    """
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = text.encode("utf-8", "backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough: what is left goes nowhere, and the command
        # ends as it would have. Python would otherwise complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def write_json(value: object) -> None:
    """Write one JSON object on one line. Only ASCII, so that any text survives any pipe."""
    import json

    write(json.dumps(value, separators=(",", ":")) + "\n")


def warn(text: str) -> None:
    """One line on standard error, safe for a terminal: it may quote a repository's file."""
    from codegraph_server.cli.render import printable

    click.echo(printable(text).encode("utf-8", "backslashreplace").decode("utf-8"), err=True)


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        # Absent here must not undo what was given on the other side of the command's name.
        if value is not None and value is not False:
            setattr(context.find_root().ensure_object(Options), name, value)

    return callback


def _no_start(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        context.find_root().ensure_object(Options).start = False


def _set(context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]) -> None:
    given = context.find_root().ensure_object(Options).set
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE")
        given[name.strip()] = value


def global_options() -> list[click.Option]:
    """The options that every command accepts."""
    return [
        click.Option(
            ["--root"],
            metavar="FOLDER",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_remember("root"),
            help="Take this folder as the root, instead of looking upwards for one.",
        ),
        click.Option(
            ["--json"],
            is_flag=True,
            expose_value=False,
            callback=_remember("json"),
            help="Print one JSON object.",
        ),
        click.Option(
            ["--no-start"],
            is_flag=True,
            expose_value=False,
            callback=_no_start,
            help="Fail if no daemon is running, instead of starting one.",
        ),
        click.Option(
            ["--color"],
            type=click.Choice(["auto", "always", "never"]),
            expose_value=False,
            callback=_remember("color"),
            help="Colour the output. auto: on a terminal, unless NO_COLOR is set.",
        ),
        click.Option(
            ["--set"],
            metavar="NAME=VALUE",
            multiple=True,
            expose_value=False,
            callback=_set,
            help="A setting for this call, and for a daemon that it starts. Can be repeated.",
        ),
    ]


def _elsewhere_options() -> list[click.Option]:
    """The options of commands that can ask something else than the work tree."""
    return [
        click.Option(
            ["--rev"],
            metavar="REV",
            expose_value=False,
            callback=_remember("rev"),
            help="Ask this revision, such as a tag or HEAD~3, instead of the work tree.",
        ),
        click.Option(
            ["--archive"],
            metavar="FILE",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_remember("archive"),
            help="Ask this ZIP or TAR archive instead of the work tree.",
        ),
    ]


_SENTENCE = 300
"""Characters of the first sentence of a command's help, beyond any that there is."""


class Command(click.Command):
    """A command with the global options, and with its examples at the end of its help.

    `elsewhere`: it can ask a revision or an archive as well.
    """

    def __init__(
        self, *args: Any, examples: str = "", elsewhere: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if elsewhere:
            self.params.extend(_elsewhere_options())
        self.params.extend(global_options())
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return _with_suggestions(self, ctx, super().parse_args, args)


class Group(click.Group):
    """A group with the global options, whose mistyped commands get a suggestion."""

    command_class = Command

    def __init__(self, *args: Any, examples: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(global_options())
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()
        return _with_suggestions(self, ctx, super().parse_args, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, each with the whole first sentence of what it does."""
        rows: list[tuple[str, str]] = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                rows.append((name, command.get_short_help_str(_SENTENCE)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from codegraph_server.cli.suggestions import with_suggestion

            known = self.list_commands(ctx)
            options = [name for each in self.get_params(ctx) for name in each.opts]
            ctx.fail(with_suggestion(f"no command {args[0]!r}", args[0], known + options))
        return super().resolve_command(ctx, args)


def _with_suggestions(
    command: click.Command,
    ctx: click.Context,
    parse: Callable[[click.Context, list[str]], list[str]],
    args: list[str],
) -> list[str]:
    try:
        return parse(ctx, args)
    except click.NoSuchOption as error:
        from codegraph_server.cli.suggestions import with_suggestion

        known = [name for p in command.get_params(ctx) for name in p.opts if name[:2] == "--"]
        message = with_suggestion(f"no option {error.option_name}", error.option_name, known)
        raise click.UsageError(message, ctx) from None
    except click.UsageError as error:
        if error.ctx is None:
            # The parser of options does not say of which command they are.
            error.ctx = ctx
        raise


def _write_examples(examples: str, formatter: click.HelpFormatter) -> None:
    if examples:
        with formatter.section("Examples"):
            for line in examples.strip().splitlines():
                formatter.write(f"{'':{formatter.current_indent}}{line.strip()}\n")
