"""In which order a search answers: each rule with a few files that differ in one thing.

An answer is drawn as one line for each chunk: the path and what the chunk stands for.
"""

from __future__ import annotations

import numpy as np
import pytest

from bench.search_corpus import SearchCorpus, parsed
from bench.search_links import users_of
from codegraph_daemon.chunks.places import traits_of_path
from codegraph_daemon.chunks.traits import Trait, traits_of
from codegraph_daemon.facts import Facts, Kind
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.ranking.paths import PathWords, outdated, superseded
from codegraph_daemon.ranking.query import QueryKind, query_of
from codegraph_daemon.ranking.score import Definition, ranked

Files = dict[str, str]


def _corpus(files: Files) -> SearchCorpus:
    return SearchCorpus([parsed(path, text.encode()) for path, text in sorted(files.items())])


def _found(query: str, files: Files) -> list[str]:
    corpus = _corpus(files)
    return [
        f"{corpus.path_at(each.place)} {corpus.name_at(each.place)}".strip()
        for each in corpus.search(query)
    ]


def _first(query: str, files: Files) -> str:
    return _found(query, files)[0].split()[0]


def function(name: str, *lines: str) -> str:
    """A function of Python."""
    return f"def {name}():\n" + "".join(f"    {line}\n" for line in (*lines, "return None"))


OTHER = function("other", "pass") * 3


# Queries


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("where are failed uploads retried", QueryKind.WORDS),
        ("retry upload", QueryKind.WORDS),
        ("HttpClient", QueryKind.SYMBOL),
        ("HttpClient.send", QueryKind.SYMBOL),
        ("std::vector", QueryKind.SYMBOL),
        ("retry", QueryKind.SYMBOL),
        ("src/net/client.py", QueryKind.PATH),
        ("client.py", QueryKind.PATH),
        ("res.send", QueryKind.SYMBOL),
    ],
)
def test_kinds_of_queries(query: str, kind: int) -> None:
    assert query_of(query).kind == kind


def test_words_that_only_put_a_question_are_not_looked_for() -> None:
    asked = {each.term.decode() for each in query_of("how are the routes matched").terms}
    assert asked == {"rout", "match", "routesmatch"}
    assert {each.term for each in query_of("is").terms} == {b"is"}


def test_names_in_a_query_are_looked_up() -> None:
    assert query_of("where does parse_url call HttpClient first").names == (
        "parse_url",
        "HttpClient",
    )
    assert query_of("HttpClient.send").names == ("send",)
    assert query_of("Upload").names == ("Upload",)


def test_the_order_of_words_changes_no_weight() -> None:
    one, two = query_of("retry upload"), query_of("upload retry")
    plain = [[each for each in query.terms if not each.joined] for query in (one, two)]
    assert plain[0] == plain[1]


# Words


def test_the_function_with_the_words_comes_first() -> None:
    files = {
        "a.py": function("send", "retry = 1", "upload(retry)"),
        "b.py": function("save", "upload = 2"),
        "c.py": OTHER,
    }
    assert _found("retry upload", files) == ["a.py send", "b.py save"]


def test_words_are_found_with_other_endings() -> None:
    files = {"a.py": function("send", "# Retries what failed."), "b.py": OTHER}
    assert _found("retrying failures fail", files) == ["a.py send"]


def test_parts_of_identifiers_are_words() -> None:
    files = {"a.py": function("send", "retryFailedUpload()"), "b.py": OTHER}
    assert _found("failed upload", files) == ["a.py send"]


def test_two_words_may_be_written_as_one() -> None:
    files = {
        "a.py": function("connect", "websocket()"),
        "b.py": function("save", "web = socket_of()"),
        "c.py": OTHER,
    }
    assert "a.py connect" in _found("web socket", files)


def test_rare_words_count_more() -> None:
    files = {f"{n}.py": function(f"f{n}", "upload()") for n in range(9)}
    files["9.py"] = function("f9", "zebra()")
    assert _first("upload zebra", files) == "9.py"


def test_names_count_more_than_bodies() -> None:
    files = {"a.py": function("first", "retry()"), "b.py": function("retry", "first()")}
    assert _first("retry", files) == "b.py"


# Paths


def test_names_of_files_count_and_folders_less() -> None:
    text = function("f", "send(upload)")
    files = {"upload/x.py": text, "y/upload.py": text, "z/z.py": text}
    assert [line.split()[0] for line in _found("how upload works", files)] == [
        "y/upload.py",
        "upload/x.py",
        "z/z.py",
    ]


def test_a_file_is_found_by_its_path_alone() -> None:
    files = {"net/retry.py": function("f", "pass"), "b.py": OTHER}
    assert _found("retry policy", files) == ["net/retry.py f"]


def test_short_forms_in_paths_are_understood() -> None:
    files = {"auth.py": OTHER, "b.py": OTHER}
    assert _found("authentication flow", files)[0].startswith("auth.py")
    files = {"authentication.py": OTHER, "b.py": OTHER}
    assert _found("auth flow", files)[0].startswith("authentication.py")


def test_a_path_is_found_by_what_it_spells() -> None:
    files = {"net/client.py": OTHER, "net/server.py": function("client", "client()")}
    assert _first("net/client.py", files) == "net/client.py"


def test_words_of_paths_grow_with_the_paths() -> None:
    words = PathWords()
    words.add([(3, "retry/send_retry.py")])
    words.add([(0, "src/retry.py"), (3, "retry/send_retry.py")])
    found = words.find(b"retri")
    assert found.files.tolist() == [3, 0]
    assert found.file_fits[1] == 1 > found.file_fits[0] > 0
    assert found.folders.tolist() == []
    assert words.find(b"src").folders.tolist() == [0]
    assert words.find(b"nothing").files.tolist() == []


# Definitions


def test_a_name_gives_its_definition_first() -> None:
    files = {
        "uses.py": "from b import Upload\n" + function("f", *["Upload(Upload)"] * 9),
        "b.py": "class Upload:\n" + "    x = 1\n" * 30,
    }
    assert _first("Upload", files) == "b.py"


def test_of_definitions_of_one_name_the_class_comes_before_the_field() -> None:
    files = {
        "a.py": "class Other:\n    upload = 1\n    more = 2\n",
        "b.py": function("upload", "return 3"),
    }
    assert _first("upload", files) == "b.py"
    kinds = [Kind.CLASS, Kind.METHOD, Kind.FIELD, Kind.ENUM_MEMBER]
    worth = [Definition(0, kind, 0, False, 100).worth for kind in kinds]
    assert worth == sorted(worth, reverse=True)


@pytest.mark.parametrize(
    ("paths", "older"),
    [
        (["a/v1/f.py", "a/v2/f.py", "a/v2/g.py"], [True, False, False]),
        (["a/v2/f.py", "a/v10/f.py"], [True, False]),
        (["a/v1/f.py", "a/f.py"], [True, False]),
        (["a/v1/f.py", "b/f.py"], [False, False]),
        (["v1/f.py", "v2/f.py"], [True, False]),
        (["a/v1/f.py", "a/v1/g.py"], [False, False]),
        ([], []),
    ],
)
def test_definitions_in_older_versions_of_a_folder(paths: list[str], older: list[bool]) -> None:
    assert superseded(paths) == older


def test_a_newer_version_of_a_definition_comes_first() -> None:
    text = "class Upload:\n    x = 1\n    y = 2\n"
    assert _first("Upload", {"a/v1/upload.py": text, "a/v2/upload.py": text}) == "a/v2/upload.py"


@pytest.mark.parametrize(
    ("paths", "older"),
    [
        (["a/v1/f.py", "a/v2/g.py"], [True, False]),
        (["a/v2/f.py", "a/v10/f.py", "a/f.py"], [True, True, False]),
        (["a/v1/f.py", "a/f.py", "a/v1/g.py"], [True, False, False]),
        (["api/v1/handlers.go", "api/server.go"], [False, False]),
        (["a/v1/f.py", "b/v2/f.py"], [False, False]),
        ([], []),
    ],
)
def test_files_of_which_a_newer_version_was_found_as_well(
    paths: list[str], older: list[bool]
) -> None:
    assert outdated(paths) == older


def test_of_two_versions_of_a_file_the_newer_comes_first_unless_the_other_is_asked_for() -> None:
    files = {f"a/{version}/send.py": function("f", "upload()") for version in ("v1", "v2")}
    assert _first("how are files uploaded", files) == "a/v2/send.py"
    assert _first("how are files uploaded in v1", files) == "a/v1/send.py"
    assert _first("v1/send.py", files) == "a/v1/send.py"


# What a file is


@pytest.mark.parametrize(
    ("path", "trait"),
    [
        ("tests/upload.py", Trait.TEST),
        ("src/upload_test.go", Trait.TEST),
        ("src/upload.spec.ts", Trait.TEST),
        ("src/UploadTest.java", Trait.TEST),
        ("examples/upload.py", Trait.EXAMPLE),
        ("third_party/upload.c", Trait.VENDORED),
        ("src/upload.py", 0),
        ("src/testclient.py", 0),
        ("src/latest.py", 0),
        ("src/Contest.java", 0),
        ("src/attestation.py", 0),
    ],
)
def test_what_a_path_says_of_a_file(path: str, trait: int) -> None:
    assert traits_of_path(path) == trait


def _traits(path: str, text: str) -> int:
    source = parsed(path, text.encode())
    return traits_of(source.text, Facts(source.facts), language_of(path) or "")


@pytest.mark.parametrize(
    ("path", "text", "trait"),
    [
        ("a.py", "import pytest\n\ndef test_a():\n    assert f()\n", Trait.TEST),
        ("a.py", "def test_a():\n    pass\n\ndef test_b():\n    pass\n", Trait.TEST),
        ("a.py", "def run():\n    pass\n\ndef testing_tools():\n    pass\n", 0),
        ("a.js", "describe('a', () => { it('b', () => { expect(c).toBe(1); }); });\n", Trait.TEST),
        (
            "a.go",
            "// Code generated by tool. DO NOT EDIT.\npackage a\nvar A = 1\n",
            Trait.GENERATED,
        ),
        ("a.ts", "export * from './b';\nexport { c } from './c';\n", Trait.REEXPORTS),
        (
            "a.ts",
            "export { "
            + ", ".join(f"name{number}" for number in range(20))
            + " } from './b';\n/** Old. */\nexport type T = B;\n",
            Trait.REEXPORTS,
        ),
        ("a.ts", "import { b } from './b';\nexport const c = b(1);\n", 0),
        ("a.py", "from far.away import thing as thing\n", 0),
        ("a.md", "# Title\n", Trait.DOCUMENT),
        ("a.h", "struct s { int a; };\nint f(void);\nint g(void);\n", Trait.DECLARES),
        ("a.h", "static inline int f(void) { return 1; }\nint g(void);\n", 0),
    ],
)
def test_what_a_text_says_of_its_file(path: str, text: str, trait: int) -> None:
    assert _traits(path, text) == trait


def test_tests_examples_and_documents_come_after_the_code() -> None:
    text = function("retry_upload", "upload()")
    files = {
        "tests/retry_upload.py": text,
        "examples/retry_upload.py": text,
        "retry_upload.md": "# Retry upload\n\nRetry the upload.\n",
        "src/retry_upload.py": text,
    }
    assert _first("retry upload", files) == "src/retry_upload.py"


# The order


def test_other_files_come_between_the_chunks_of_one() -> None:
    many = "".join(function(f"upload_{n}", "upload(retry)") for n in range(6))
    files = {"a.py": many, "b.py": function("send", "retry()", "upload()"), "c.py": OTHER}
    paths = [line.split()[0] for line in _found("retry upload", files)]
    assert paths.index("b.py") < 3
    assert paths.count("a.py") == 5


def test_of_equal_files_the_lower_path_comes_first() -> None:
    text = function("f", "upload()")
    assert [line.split()[0] for line in _found("upload", {"b.py": text, "a.py": text})] == [
        "a.py",
        "b.py",
    ]


def test_only_what_may_be_answered_is() -> None:
    corpus = _corpus({"a.py": function("f", "upload()"), "b.py": function("g", "upload()")})
    only = np.asarray([corpus.path_at(place) == "b.py" for place in range(len(corpus.lengths))])
    found = ranked(query_of("upload"), corpus, (), str, only=only)
    assert [corpus.path_at(each.place) for each in found] == ["b.py"]


def test_what_means_the_same_is_found_without_a_word_of_it() -> None:
    corpus = _corpus({"a.py": function("f", "upload()"), "b.py": function("g", "send()")})
    places = np.asarray([1], np.int32)
    query = query_of("transfer a file")
    assert not ranked(query, corpus, (), str)
    (found,) = ranked(query, corpus, (), str, similar=(places, np.asarray([0.5], np.float32)))
    assert corpus.path_at(found.place) == "b.py"
    assert found.meaning > 0
    near = np.asarray([0, 1], np.int32), np.asarray([0.2, 0.5], np.float32)
    assert [
        corpus.path_at(each.place) for each in ranked(query, corpus, (), str, similar=near)
    ] == ["b.py"]


def test_of_what_fits_alike_the_file_that_more_refer_to_comes_first() -> None:
    files = {
        "a.py": function("one", "retry()"),
        "b.py": function("two", "retry()"),
        "c.py": "import b\n\n" + function("three", "b.two()") + "\n" + OTHER,
        "d.py": OTHER,
    }
    assert _found("retry", files)[:2] == ["a.py one", "b.py two"]
    sources = [parsed(path, text.encode()) for path, text in sorted(files.items())]
    users = users_of(sources)
    assert users.tolist() == [0, 1, 0, 0]
    corpus = SearchCorpus(sources, users)
    found = corpus.search("retry")
    assert [corpus.path_at(each.place) for each in found] == ["b.py", "a.py"]
    assert [each.central > 0 for each in found] == [True, False]
    # It is no reason to be found.
    assert not corpus.search("nothing of this")


def test_the_parts_make_the_score() -> None:
    files = {"net/upload.py": function("upload", "upload()"), "b.py": OTHER}
    sources = [parsed(path, text.encode()) for path, text in sorted(files.items())]
    corpus = SearchCorpus(sources, np.asarray([0, 3], np.int32))
    for found in corpus.search("upload"):
        parts = (
            *(found.words, found.file_words, found.name),
            *(found.folder, found.definition, found.meaning, found.central),
        )
        assert found.score == pytest.approx(sum(parts) * found.factor * found.share)


def test_nothing_is_found_in_nothing() -> None:
    assert _found("upload", {}) == []
    assert _found("upload", {"a.py": OTHER}) == []
