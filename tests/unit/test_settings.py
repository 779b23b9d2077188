"""What each place may set, in which order they win, and that no file can crash a program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codegraph_client.errors import ConfigError
from codegraph_client.settings import SCHEMA, Settings, Source, load, settings_with, user_file


class Places:
    """A root and a user's configuration in a temporary directory."""

    def __init__(self, base: Path) -> None:
        self.root = base / "root"
        self.root.mkdir()
        self.env = {"XDG_CONFIG_HOME": str(base / "xdg")}
        self.user = user_file(self.env)
        self.user.parent.mkdir(parents=True)
        self.own = self.root / "codegraph.toml"

    def load(self, cli: dict[str, object] | None = None) -> Settings:
        return load(self.root, cli, self.env)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def messages(settings: Settings) -> list[str]:
    return [str(problem) for problem in settings.problems]


# ---- the schema -------------------------------------------------------------------------------


def test_every_default_is_a_valid_value_of_its_setting() -> None:
    settings = settings_with({setting.name: setting.default for setting in SCHEMA})
    assert {name: settings.get(name) for name in settings.values} == {
        setting.name: setting.default for setting in SCHEMA
    }


def test_names_and_variables_are_unique() -> None:
    assert len({setting.name for setting in SCHEMA}) == len(SCHEMA)
    assert len({setting.env for setting in SCHEMA}) == len(SCHEMA)


def test_what_the_root_may_set_is_held_to_narrowing() -> None:
    assert all(setting.narrow for setting in SCHEMA if setting.scope == "any")


# ---- precedence -------------------------------------------------------------------------------


def test_without_any_file_the_defaults_hold(places: Places) -> None:
    settings = places.load()
    assert settings.integer("index.max_file_kb") == 2048
    assert settings.sources["index.max_file_kb"] == (Source("default"),)
    assert settings.problems == ()


def test_each_place_wins_over_the_next(places: Places) -> None:
    name = "index.max_file_kb"
    places.user.write_text("[index]\nmax_file_kb = 500\n")
    assert places.load().integer(name) == 500
    assert places.load().sources[name] == (Source("user file", str(places.user)),)

    places.own.write_text("[index]\nmax_file_kb = 400\n")
    assert places.load().integer(name) == 400
    assert places.load().sources[name] == (Source("root file", str(places.own)),)

    places.env["CODEGRAPH_INDEX_MAX_FILE_KB"] = "700"
    assert places.load().integer(name) == 700
    assert places.load().sources[name] == (Source("environment", "CODEGRAPH_INDEX_MAX_FILE_KB"),)

    assert places.load({name: "800"}).integer(name) == 800
    assert places.load({name: 800}).sources[name] == (Source("command line"),)


def test_variables_are_parsed_by_type_and_empty_ones_are_unset(places: Places) -> None:
    places.env |= {
        "CODEGRAPH_INDEX_EXCLUDE": "*.gen.py, vendor/",
        "CODEGRAPH_PYTHON_ROOTS": '["src", "a,b"]',
        "CODEGRAPH_DAEMON_IDLE_MINUTES": "0.5",
        "CODEGRAPH_WORKERS_BULK": "",
    }
    settings = places.load()
    assert settings.strings("index.exclude") == ("*.gen.py", "vendor/")
    assert settings.strings("python.roots") == ("src", "a,b")
    assert settings.number("daemon.idle_minutes") == 0.5
    assert settings.integer("workers.bulk") == 0
    assert settings.problems == ()


def test_the_command_line_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ConfigError, match=r"index\.max_file_kb: must be a whole number, not 'x'"):
        settings_with({"index.max_file_kb": "x"})
    with pytest.raises(ConfigError, match=r"did you mean index\.exclude\?"):
        settings_with({"index.exclud": "x"})


# ---- the root's file is untrusted ---------------------------------------------------------------


def test_the_root_adds_excludes_and_cannot_take_one_back(places: Places) -> None:
    places.user.write_text('index.exclude = ["secret/"]\n')
    places.own.write_text('index.exclude = ["build2/", "secret/"]\n')
    settings = places.load()
    assert settings.strings("index.exclude") == ("secret/", "build2/")
    assert [source.kind for source in settings.sources["index.exclude"]] == [
        "user file",
        "root file",
    ]

    places.own.write_text('index.exclude = ["build2/", "!secret/"]\n')
    settings = places.load()
    assert settings.strings("index.exclude") == ("secret/",)
    assert "'!secret/' would take one back" in messages(settings)[0]


def test_the_root_may_only_lower_a_limit(places: Places) -> None:
    places.own.write_text("index.max_file_kb = 4096\n")
    settings = places.load()
    assert settings.integer("index.max_file_kb") == 2048
    assert messages(settings) == [
        f"{places.own}: index.max_file_kb: the root's file may only lower this; 4096 is above 2048"
    ]


@pytest.mark.parametrize("name", [s.name for s in SCHEMA if s.scope == "user"])
def test_the_root_cannot_set_what_is_the_users(places: Places, name: str) -> None:
    default = next(s for s in SCHEMA if s.name == name).default
    written = list(default) if isinstance(default, tuple) else default
    places.own.write_text(f"{name} = {written!r}\n")
    settings = places.load()
    assert settings.sources[name] == (Source("default"),)
    assert f"{name}: only the user's own settings may set this" in messages(settings)[0]


@pytest.mark.parametrize("path", ["/etc", "../other", "a/../../b", "~/x", "out"])
def test_python_roots_lie_inside_the_root(places: Places, path: str, tmp_path: Path) -> None:
    (places.root / "out").symlink_to(tmp_path)
    places.own.write_text(f'python.roots = ["{path}"]\n')
    settings = places.load()
    assert settings.strings("python.roots") == ()
    assert "root" in messages(settings)[0]


def test_python_roots_inside_are_kept(places: Places) -> None:
    places.own.write_text('[python]\nroots = ["src", "lib/py", "."]\n')
    settings = places.load()
    assert settings.strings("python.roots") == ("src", "lib/py", ".")
    assert settings.problems == ()


def test_a_root_file_that_is_a_link_to_elsewhere_is_not_read(
    places: Places, tmp_path: Path
) -> None:
    (tmp_path / "private.toml").write_text("password = 'hunter2'\n")
    places.own.symlink_to(tmp_path / "private.toml")
    settings = places.load()
    assert "leads outside the root" in messages(settings)[0]
    assert "password" not in messages(settings)[0]


# ---- bad files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("index.max_file_kb = '12'", "index.max_file_kb: must be a whole number, not '12'"),
        ("index.max_file_kb = true", "index.max_file_kb: must be a whole number, not True"),
        ("index.max_file_kb = 0", "index.max_file_kb: must be between 1 and 65536, not 0"),
        ("index.max_file_kb = {a = 1}", "index.max_file_kb: must be a whole number, not {'a': 1}"),
        ("daemon.idle_minutes = nan", "daemon.idle_minutes: must be between 0 and"),
        ("index.exclude = 'x'", "index.exclude: must be a list of strings, not 'x'"),
        ("index.exclude = [1]", "index.exclude: must be a list of strings, not [1]"),
        ("log.level = 'loud'", "log.level: must be one of debug, info, warning, error, not 'loud'"),
        ("index = 3", "'index': unknown setting"),
        ("[indx]\nexclude = []", "'indx.exclude': unknown setting; did you mean index.exclude?"),
    ],
)
def test_a_wrong_value_is_named_with_file_and_key_and_the_rest_holds(
    places: Places, text: str, message: str
) -> None:
    places.user.write_text(f"results.limit = 7\n{text}\n")
    settings = places.load()
    assert len(settings.problems) == 1
    assert messages(settings)[0].startswith(f"{places.user}: {message}")
    assert settings.integer("results.limit") == 7
    settings.raise_if_broken()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"index.max_file_kb = 10\nindex = [\n", "not valid TOML: .*at line 2"),
        (b"\xff\xfe", "cannot be read"),
        (b"a = " + b"[" * 5000, "not valid TOML"),
        (b"#" * 1_000_001, "cannot be read, too large"),
    ],
)
def test_a_broken_file_leaves_the_defaults_and_says_where(
    places: Places, content: bytes, message: str
) -> None:
    places.own.write_bytes(content)
    settings = places.load()
    assert settings.integer("index.max_file_kb") == 2048
    with pytest.raises(ConfigError, match=f"codegraph.toml: {message}"):
        settings.raise_if_broken()


def test_neither_a_folder_nor_a_pipe_in_the_place_of_the_file_stops_a_program(
    places: Places,
) -> None:
    os.mkfifo(places.own)
    places.user.mkdir()
    settings = places.load()
    assert [problem.broken for problem in settings.problems] == [True, True]


def test_a_mistyped_variable_of_ours_is_reported_and_others_are_not(places: Places) -> None:
    places.env |= {"CODEGRAPH_INDEX_EXCLUDES": "x", "CODEGRAPH_CACHE_DIR": "/x"}
    assert messages(places.load()) == ["CODEGRAPH_INDEX_EXCLUDES: unknown setting"]


def test_a_key_with_control_characters_cannot_reach_a_terminal(places: Places) -> None:
    places.own.write_text('"\\u001b[31mred" = 1\n')
    assert "\x1b" not in messages(places.load())[0]


def test_a_relative_xdg_directory_is_void() -> None:
    assert user_file({"XDG_CONFIG_HOME": "x", "HOME": "/home/a"}) == Path(
        "/home/a/.config/codegraph/config.toml"
    )
