"""What fuzzy symbol search finds, and in which order."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from inline_snapshot import snapshot

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.python.parse import facts_of
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.search import match
from codegraph_daemon.search.hits import rows_of
from codegraph_daemon.search.path_table import module_name, standing
from codegraph_daemon.search.rows import symbol_rows
from codegraph_daemon.search.spelling import spelling
from codegraph_daemon.search.symbol_index import Hit, SymbolIndex
from codegraph_daemon.workers.parse import parser_of
from indexed_symbols import index_of, names, rows

PROJECT = {
    "app/http/response.py": """
        class HttpResponse:
            status = 200
            def write(self, content): ...
            def _close(self): ...
        class HttpResponseBase: ...
        def get_user_by_id(number):
            user_by_name = None
        def httpresponse(): ...
        HTTP_RESPONSE_LIMIT = 3
        """,
    "app/db/models/__init__.py": "class Model:\n def save(self): ...\n def delete(self): ...\n",
    "app/db/models/manager.py": "class Manager:\n def save_all(self): ...\nsave = Manager()\n",
    "app/forms/base.py": "class ModelForm:\n def save(self): ...\n class Meta:\n  model = 1\n",
    "app/forms/größen.py": "class Größe:\n def länge(self): ...\n",
    "tests/test_forms.py": "class HttpResponse: ...\nclass Model:\n def save(self): ...\n",
    "vendor/lib/models.py": "class Model: ...\n",
    "setup.py": "def HttpResponse(): ...\n",
}


@pytest.fixture(scope="module")
def index() -> SymbolIndex:
    return index_of(PROJECT)


def paths(hits: list[Hit], project: dict[str, str] = PROJECT) -> list[str]:
    known = list(project)
    return [known[hit.path_id] for hit in hits]


# What is found


def test_a_hit_says_where_the_name_is_and_what_it_lies_in(index: SymbolIndex) -> None:
    (hit,) = index.search("write")
    assert hit == Hit(0, hit.symbol, "write", "method", "HttpResponse", 3, 8, 13, 1.0, wide=False)


def test_its_symbol_is_an_index_into_the_facts_of_the_file() -> None:
    facts = Facts(facts_of(b"def f(a, b):\n  def g(c): ...\nclass C:\n  def m(self): self.x = 1\n"))
    index = SymbolIndex()
    index.put(7, "m.py", symbol_rows(facts))
    hits = [hit for name in ("f", "g", "C", "m", "x") for hit in index.search(name, 1)]
    assert [facts.qualified(hit.symbol) for hit in hits] == ["f", "f.g", "C", "C.m", "C.x"]
    for hit in hits:
        assert facts.position(facts.sites(hit.symbol)[0].name) == (hit.line, hit.column)
        assert f"{hit.container}.{hit.name}".strip(".") == facts.qualified(hit.symbol)


def test_parameters_are_not_symbols_to_search_for(index: SymbolIndex) -> None:
    assert "content" not in names(index.search("content"))


def test_a_file_is_a_symbol_that_is_called_like_its_path(index: SymbolIndex) -> None:
    (hit,) = index.search("manager", kinds=["module"])
    assert (hit.name, hit.kind, hit.line, hit.column) == ("manager", "module", 0, 0)
    assert module_name("app/db/models/__init__.py") == "models"
    assert module_name("__init__.py") == "__init__"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("HttpResponse", "HttpResponse"),
        ("httpresponseb", "HttpResponseBase"),
        ("gUBI", "get_user_by_id"),
        ("gubi", "get_user_by_id"),
        ("getbyid", "get_user_by_id"),
        ("user_by_i", "get_user_by_id"),
        ("get user by", "get_user_by_id"),
        ("HRsp", "HttpResponse"),
        ("HRB", "HttpResponseBase"),
        ("hrl", "HTTP_RESPONSE_LIMIT"),
        ("esponseBas", "HttpResponseBase"),
        ("gtusrid", "get_user_by_id"),
        ("größe", "Größe"),
        ("GRÖSSEN", None),
        ("LÄNGE", "länge"),
        ("nge", "länge"),
        ("_clo", "_close"),
        ("2", None),
    ],
)
def test_what_a_few_letters_find(index: SymbolIndex, query: str, name: str | None) -> None:
    hits = index.search(query)
    assert (hits[0].name if hits else None) == name


@pytest.mark.parametrize("query", ["delte", "dleete", "dellete", "delwte", "edlete", "xdelete"])
def test_one_letter_may_be_wrong_missing_doubled_or_swapped(index: SymbolIndex, query: str) -> None:
    assert names(index.search(query)) == ["Model.delete"]


@pytest.mark.parametrize("query", ["get_usr_by_i", "get_usre_by", "get_uuser_b", "gte_user_by_id"])
def test_a_longer_name_may_have_a_mistake_too(index: SymbolIndex, query: str) -> None:
    assert names(index.search(query, 1)) == ["get_user_by_id"]


@pytest.mark.parametrize("length", [4, 5, 7, 8, 9, 15, 16, 17, 30, 63, 64, 65, 80])
def test_wherever_the_mistake_is(length: int) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    name = "".join(letters[at * 7 % 26] for at in range(90))
    index = index_of({"a.py": f"def {name}(): ...\n"})
    typed = name[:length]
    for at in range(1, min(length, 60)):
        swapped = typed[: at - 1] + typed[at] + typed[at - 1] + typed[at + 1 :]
        for query in (typed[:at] + "_" + typed[at + 1 :], typed[:at] + "_" + typed[at:], swapped):
            assert [hit.name for hit in index.search(query)] == [name], query
        assert index.search(typed[:at] + typed[at + 1 :])[0].name == name


def test_two_mistakes_or_one_in_a_short_query_are_not_made_up_for(index: SymbolIndex) -> None:
    assert index.search("dlet") != []
    assert index.search("dxlxte") == []
    assert index.search("wrx") == []


@pytest.mark.parametrize("seed", range(4))
def test_the_match_is_what_letter_by_letter_comparison_gives(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So that names are looked at one by one, in bulk, and in bulk by their length.
    monkeypatch.setattr(match, "_FEW_NAMES", (0, 10_000)[seed % 2])
    monkeypatch.setattr(match, "_MANY_NAMES", (0, 10_000)[seed // 2 % 2])
    chance = random.Random(seed)
    alphabet = "aabbcABé_1"
    written = {"".join(chance.choices(alphabet, k=chance.randint(1, 40))) for _ in range(200)}
    found_as = {name for name in written if name.isidentifier()}
    index = index_of({"a.py": "".join(f"{name} = 1\n" for name in sorted(found_as))})
    stored = {hit.name for hit in index.search("", kinds=["variable", "constant"])}
    for _ in range(80):
        query = "".join(chance.choices(alphabet, k=chance.randint(1, 6)))
        hits = index.search(query, kinds=["variable", "constant"])
        kinds = {hit.name: round((1 - hit.score) * 256) // match.STEP * match.STEP for hit in hits}
        wanted = {name: by_letters(name, query) for name in stored}
        if (
            min(wanted.values()) < match.WORDS
            or sum(kind < match.SUBSEQUENCE for kind in wanted.values()) >= 16
        ):
            wanted = {name: by_letters(name, query, typos=False) for name in stored}
        if sum(kind < match.SCATTERED for kind in wanted.values()) >= 16:
            wanted = {name: kind for name, kind in wanted.items() if kind < match.SCATTERED}
        assert kinds == {n: kind for n, kind in wanted.items() if kind != match.NO_MATCH}, query


def by_letters(name: str, query: str, *, typos: bool = True) -> int:
    """The kind of match, found without any of the index's shortcuts."""
    spelled, typed = spelling(name), spelling(query)
    folded, wanted = spelled.folded, typed.folded
    starts = {at for at in range(64) if spelled.humps >> at & 1}
    if folded == wanted:
        any_case = typed.raw == wanted
        return match.EXACT if any_case or name == query else match.EXACT_FOLDED
    bare = wanted.replace(b"_", b"")
    loose = len(bare) > 1 and folded.replace(b"_", b"").startswith(bare)
    if folded.startswith(wanted) or loose:
        return match.PREFIX
    capitals = [query_byte in range(65, 91) for query_byte in typed.raw.replace(b"_", b"")]
    pieces = {at for at in range(len(folded)) if folded.startswith(wanted, at)}

    def ends(step: Callable[[int, int, int], bool]) -> bool:
        """Whether the letters of the query can be met, each allowed by `step`."""
        reached = {at for at in starts if folded[at] == bare[0]}
        for number, byte in enumerate(bare[1:], 1):
            reached = {
                at
                for at in range(min(len(folded), 64))
                if folded[at] == byte and any(step(number, last, at) for last in reached)
            }
        return bool(reached)

    def beginning(number: int, last: int, at: int) -> bool:
        return at == last + 1 or (at > last and at in starts)

    def bold(number: int, last: int, at: int) -> bool:
        return at > last and (not capitals[number] or at in starts)

    some_bold = any(capitals[1:]) and not all(capitals)
    if pieces & starts or (len(bare) > 1 and (ends(beginning) or (some_bold and ends(bold)))):
        return match.WORDS
    if pieces:
        return match.SUBSTRING
    read = len(bare) > 2 and ends(lambda number, last, at: at > last)
    if read and gaps(folded, starts, bare) < 2:
        return match.SUBSEQUENCE
    if typos and len(wanted) > 3 and mistyped(folded, wanted):
        return match.TYPO
    return match.SCATTERED if read else match.NO_MATCH


def gaps(name: bytes, starts: set[int], wanted: bytes) -> int:
    """Pairs of other letters between those of the query, each letter met as early as can be."""
    first = at = min(at for at in starts if name[at] == wanted[0])
    for byte in wanted[1:]:
        at = name.index(byte, at + 1)
    return (at - first + 1 - len(wanted)) // 2


def mistyped(name: bytes, query: bytes) -> bool:
    swapped = {
        query[:i] + query[i + 1 : i + 2] + query[i : i + 1] + query[i + 2 :]
        for i in range(len(query) - 1)
    }
    extra = {query[:i] + query[i + 1 :] for i in range(len(query))}
    if any(name.startswith(right) for right in swapped | extra):
        return True
    return any(
        name.startswith(query[:i])
        and (
            name[i + 1 :].startswith(query[i + 1 :])  # wrong
            or name[i + 1 :].startswith(query[i:])
        )  # missing
        for i in range(1, len(query))
        if i < len(name)
    )


def test_scattered_letters_are_left_out_once_there_are_better_names() -> None:
    few = {"a.py": "".join(f"def user_{at}(): ...\n" for at in range(15))}
    scattered = {"b.py": "def unit_specific_header(): ...\n"}
    assert "unit_specific_header" in names(index_of(few | scattered).search("user"))
    more = {"c.py": "def user(): ...\n"}
    assert "unit_specific_header" not in names(index_of(few | more | scattered).search("user"))


# Containers


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Model.save", ["Model.save", "Model.save"]),
        ("model.sav", ["Model.save", "Model.save"]),
        ("db.models.Model", ["Model"]),
        ("app.db.models.Model.delete", ["Model.delete"]),
        ("app.models.Model", ["Model"]),
        ("ModelForm.Meta.model", ["ModelForm.Meta.model"]),
        ("ModelForm.model", ["ModelForm.Meta.model"]),
        ("response::HttpResponse", ["HttpResponse", "httpresponse", "HttpResponseBase"]),
        ("models.app.Model", []),
        ("manager.save", ["save", "Manager.save_all"]),
    ],
)
def test_what_stands_before_a_dot_names_containers(
    index: SymbolIndex, query: str, found: list[str]
) -> None:
    hits = [hit for hit in index.search(query) if hit.score > 0.7]
    assert names(hits)[: len(found)] == found
    assert found or not hits


def test_the_container_itself_comes_before_one_that_only_starts_like_it(
    index: SymbolIndex,
) -> None:
    assert names(index.search("Model.save", 3)) == ["Model.save", "Model.save", "ModelForm.save"]


def test_a_dot_at_the_end_asks_for_the_members(index: SymbolIndex) -> None:
    assert sorted(set(names(index.search("Manager.")))) == ["Manager", "Manager.save_all", "save"]
    assert names(index.search("forms.base.ModelForm.")) == ["ModelForm.Meta", "ModelForm.save"]


# Order


def test_the_better_match_comes_first() -> None:
    texts = ["user", "USER", "user_id", "get_user", "superuser", "usefor"]
    project = {f"m{i}.py": f"def {text}(): ...\n" for i, text in enumerate(reversed(texts))}
    assert names(index_of(project).search("user")) == texts


def test_a_mistake_is_made_up_for_last_and_only_if_no_name_starts_like_the_query() -> None:
    texts = ["get_abdc", "xabdc", "a_bodc", "abcd"]
    project = {f"m{i}.py": f"def {text}(): ...\n" for i, text in enumerate(reversed(texts))}
    assert names(index_of(project).search("abdc")) == texts
    project["n.py"] = "abdc_ = 1\n"
    assert names(index_of(project).search("abdc")) == ["abdc_", *texts[:-1]]


def test_classes_and_functions_then_data_then_locals_and_private_ones_last_of_each() -> None:
    text = """
        def f():
            def thing_l(): ...
        thing_2 = 2
        class C:
            thing_31 = 3
        def _thing(): ...
        def thing_long(): ...
        """
    project = {"a.py": text, "thing_file.py": ""}
    found = ["thing_long", "thing_file", "thing_2", "C.thing_31", "f.thing_l"]
    assert names(index_of(project).search("thing_", 5)) == found
    assert names(index_of({"a.py": text}).search("hing"))[:2] == ["thing_long", "_thing"]


def test_what_is_near_comes_first_among_equals(index: SymbolIndex) -> None:
    for near in ("vendor/lib/x.py", "vendor/lib/models.py", "vendor/y.py"):
        assert paths(index.search("Model", 1, near=near)) == ["vendor/lib/models.py"]
    assert paths(index.search("Model", 1, near="tests/x.py")) == ["tests/test_forms.py"]
    assert paths(index.search("Model", 1, near="no/x.py")) == ["app/db/models/__init__.py"]


def test_tests_and_vendored_files_come_last_among_equals(index: SymbolIndex) -> None:
    assert paths(index.search("Model", 3)) == [
        "app/db/models/__init__.py",
        "tests/test_forms.py",
        "vendor/lib/models.py",
    ]
    assert [standing(path) > 0 for path in ("tests/x.py", "a/test_x.py", "a/testing.py")] == [
        True,
        True,
        False,
    ]


def test_whoever_is_not_in_a_test_gets_its_symbols_after_all_others() -> None:
    """However near they are: `lib` is where the person is."""
    text = "class Widget: ...\n"
    below = ["lib/tests/a.py", "lib/widget_test.py", "lib/w_pb2.py", "lib/node_modules/w/a.py"]
    project = dict.fromkeys([*below, "app/core/a.py"], text)
    some = index_of(project)
    found = some.search("Widget", kinds=["class"], near="lib/a.py")
    assert paths(found, project) == ["app/core/a.py", *below]
    assert paths(some.search("Widget", 1, near="lib/tests/b.py"), project) == ["lib/tests/a.py"]


def test_what_many_files_use_comes_first_among_equals() -> None:
    project = {f"m{i}.py": "class Model: ...\n" for i in range(4)}
    some = index_of({path: project[path] for path in list(project)[:3]})

    def found() -> list[str]:
        return paths(some.search("model", kinds=["class"]), project)

    assert found() == ["m0.py", "m1.py", "m2.py"]
    some.used(np.array([0, 40, 3], dtype=np.int32))
    assert found() == ["m1.py", "m2.py", "m0.py"]
    # As far as is known nobody uses what came since.
    some.put(3, "m3.py", rows("class Model: ...\n"))
    assert found() == ["m1.py", "m2.py", "m0.py", "m3.py"]


def test_who_types_no_capitals_and_no_underscores_means_any_of_them() -> None:
    text = """
        class QuerySet: ...
        def bulk_create(): ...
        class Page:
            queryset = 1
        class _BulkCreate: ...
        """
    some = index_of({"a.py": text, "tests/b.py": "class BulkCreateTests: ...\n"})
    assert names(some.search("queryset")) == ["QuerySet", "Page.queryset"]
    assert names(some.search("QuerySet"))[0] == "QuerySet"
    found = ["bulk_create", "_BulkCreate", "BulkCreateTests"]
    assert names(some.search("bulkc")) == found


def test_a_mistake_is_likelier_than_letters_that_are_far_apart() -> None:
    text = "class Migration: ...\nclass MigrateNothingRouter: ...\nclass MigrateToIn: ...\n"
    found = ["MigrateToIn", "Migration", "MigrateNothingRouter"]
    assert names(index_of({"a.py": text}).search("migratoin")) == found


def test_only_the_wanted_kinds(index: SymbolIndex) -> None:
    assert {hit.kind for hit in index.search("http", kinds=["constant", "module"])} == {"constant"}
    assert index.search("http", kinds=["no such kind"]) == []


def test_an_empty_query_gives_classes_and_functions_by_path(index: SymbolIndex) -> None:
    assert names(index.search("", 4)) == ["Model", "Manager", "ModelForm", "ModelForm.Meta"]
    assert {hit.kind for hit in index.search("  ")} == {"class", "function"}
    assert paths(index.search("")) == sorted(paths(index.search("")))


def test_a_limit_takes_the_first_of_the_same_order(index: SymbolIndex) -> None:
    for query in ("", "s", "save", "mod", "Model.", "http"):
        whole = index.search(query)
        for limit in range(len(whole) + 2):
            assert index.search(query, limit) == whole[:limit]


def test_hits_are_made_when_asked_for_and_what_is_gone_then_is_left_out() -> None:
    many = {f"m{i:03}.py": f"def name_{i:03}(): ...\n" for i in range(600)}
    index = index_of(many)
    hits = (Hit(*row) for columns in index.some("name") for row in rows_of(columns))
    assert next(hits).name == "name_000"
    index.remove(599)
    index.put(598, "m598.py", rows("def other(): ...\n"))
    assert [hit.name for hit in hits] == [f"name_{i:03}" for i in range(1, 598)]
    assert len(index.search("name")) == 598


def test_symbols_of_exactly_one_name(index: SymbolIndex) -> None:
    assert paths(index.named("HttpResponse")) == [
        "app/http/response.py",
        "setup.py",
        "tests/test_forms.py",
    ]
    for name in ("HttpResponse", "save", "nowhere", ""):
        named = {(hit.path_id, hit.symbol) for hit in index.named(name)}
        assert set(index.places_named(name)) == named
    assert {hit.name for hit in index.named("save")} == {"save"}
    for other in ("httpResponse", "", "sav"):
        assert list(index.named(other)) == []
    assert names(index.named("länge")) == ["Größe.länge"]
    long = "long" * 120
    assert names(index_of({"a.py": f"{long} = {long}x = 1\n"}).named(long)) == [long]


def test_only_a_line_that_is_not_ascii_is_wide() -> None:
    """What else a symbol is, such as decorated, says nothing about its line."""
    index = index_of({"a.py": "@made\ndef plain(): ...\n@made\ndef other(ö=1): ...\n"})
    assert [(hit.name, hit.wide) for hit in index.search("", kinds=["function"])] == [
        ("plain", False),
        ("other", True),
    ]


def test_headings_and_columns_of_tables_come_after_what_code_has_by_its_words() -> None:
    index = SymbolIndex()
    texts = {
        "docs/config.md": "# Config\n",
        "schema.sql": "CREATE TABLE t (config TEXT);\n",
        "a.py": "class LoadConfig: ...\nclass ConfigError: ...\n",
        "z.sql": "CREATE TABLE reconfig (id INT);\n",
    }
    for number, (path, text) in enumerate(texts.items()):
        facts = parser_of(language_of(path) or "").facts_of(text.encode())
        index.put(number, path, symbol_rows(Facts(facts)))
    found = [hit.name for hit in index.search("config", 10)]
    assert found == snapshot(
        ["config", "ConfigError", "LoadConfig", "reconfig", "config", "Config"]
    )
