"""Parts of documents among what is related: those that name a symbol, and those that are near it."""

from __future__ import annotations

from typing import Any

import pytest

from codegraph_daemon.documents.mentions import How, mentions_of
from codegraph_daemon.documents.naming import Named, means, means_file, means_module
from codegraph_daemon.facts import Facts
from codegraph_daemon.workers.parse import parser_of
from fixture_language import parse_fixture
from harness import Index, ask, in_index


def documents(text: str, symbol: str, **params: Any) -> list[tuple[str, str, str]]:
    """(path and line, section, reason) of each part of a document, most first."""
    fixture = parse_fixture(text)
    asked = {"symbol": symbol} | params
    answer = ask(fixture.files, fixture.steps, "related", asked)
    assert answer["complete"], answer
    return [_row(each) for each in answer["results"] if each["group"] == "documentation"]


def _row(result: dict[str, Any]) -> tuple[str, str, str]:
    place = f"{result['path']}:{result['line'] + 1}:{result['column'] + 1}"
    return place, result.get("qualified") or result["name"], "; ".join(result["reasons"])


CLIENT = """
    //- pkg/client.py
    class Client:
        def send(self, data): ...
        def close(self): ...
    class Session(Client): ...
    def connect(): ...
    //- pkg/other.py
    class Mailbox:
        def close(self): ...
    """


def test_code_spans_headings_and_examples_name_a_symbol() -> None:
    found = documents(
        CLIENT
        + """
    //- README.md
    # Thing

    It sends; to send is what it is for.

    ## Usage

    Call `Client.send(data)` to send.

    ## Example

    ```python
    client.send(1)
    ```

    ## `send`

    ## Elsewhere

    `Mailbox.send` and `send_all` are others.
    """,
        "Client.send",
    )
    assert found == [
        ("README.md:15:5", "Thing.send", "its heading names `send`"),
        ("README.md:7:14", "Thing.Usage", "it mentions `Client.send`"),
        ("README.md:12:8", "Thing.Example", "its example uses `client.send`"),
    ]


def test_directives_describe_the_members_of_the_class_around_them() -> None:
    found = documents(
        CLIENT
        + """
    //- docs/api.rst
    API
    ===

    .. module:: pkg.client

    .. class:: Client

       .. method:: close()

          Ends it.

    Others
    ------

    .. class:: Mailbox

       .. method:: close()

    See :meth:`~pkg.client.Client.close`, and :func:`the other <pkg.client.connect>`.
    """,
        "Client.close",
    )
    assert found == [
        ("docs/api.rst:8:16", "API", "it describes `pkg.client.Client.close`"),
        ("docs/api.rst:19:31", "API.Others", "it mentions `pkg.client.Client.close`"),
    ]


def test_a_title_is_no_mention_but_what_it_stands_for() -> None:
    text = """
    //- docs/api.rst
    API
    ===

    See :func:`the other <pkg.client.connect>`.
    """
    assert documents(CLIENT + text, "connect") == [
        ("docs/api.rst:4:34", "API", "it mentions `pkg.client.connect`")
    ]


def test_a_name_that_several_have_says_less_and_with_its_class_beside_it_more() -> None:
    text = """
    //- a.md
    # One
    `close` it.
    # Two
    A `Client` may `close`.
    # Three
    close() is called.
    """
    assert documents(CLIENT + text, "Client.close") == [
        ("a.md:4:17", "Two", "it mentions `close`"),
        ("a.md:2:2", "One", "it mentions `close`"),
    ]


def test_what_very_many_are_called_is_no_mention_alone() -> None:
    classes = "".join(f"class C{n}:\n    def run(self): ...\n" for n in range(6))
    files = {"a.py": classes, "a.md": "# A\n\nuse `run`, or `C2.run`.\n"}
    for name, count in (("C1.run", 0), ("C2.run", 1)):
        answer = ask(files, (), "related", {"symbol": name})
        told = [each for each in answer["results"] if each["group"] == "documentation"]
        assert len(told) == count, name


def test_documents_name_members_by_the_class_that_has_them_from_one_above() -> None:
    text = """
    //- a.md
    # A
    Use `Session.send`.
    """
    assert documents(CLIENT + text, "Client.send") == [
        ("a.md:2:14", "A", "it mentions `Session.send`")
    ]


def test_links_lead_to_files_and_modules_are_named_with_dots() -> None:
    text = """
    //- docs/a.md
    # Link
    See [the code](../pkg/client.py#L2), not [this](client.py).
    # Name
    The module `pkg.client`.
    """
    assert documents(CLIENT + text, "pkg.client") == [
        ("docs/a.md:2:16", "Link", "it leads to `../pkg/client.py`"),
        ("docs/a.md:4:17", "Name", "it mentions `pkg.client`"),
    ]
    assert documents(CLIENT + text, "connect") == [
        ("docs/a.md:2:16", "Link", "it leads to `../pkg/client.py`")
    ]


def test_what_tells_of_changes_comes_after_what_tells_how_it_is() -> None:
    text = """
    //- CHANGELOG.md
    # 1.0
    ## `connect` is new
    //- guide.md
    # Guide
    Use `connect`.
    """
    assert [place for place, _, _ in documents(CLIENT + text, "connect")] == [
        "guide.md:2:6",
        "CHANGELOG.md:2:5",
    ]


def test_a_document_that_is_written_again_is_read_again() -> None:
    text = """
    //- a.md
    # A
    Use `connect`.
    //- b.md
    # B
    """
    files = parse_fixture(CLIENT + text).files
    then = {**files, "a.md": "# A\n", "b.md": "# B\n\n# C\n\nUse `connect`.\n"}
    gone = {path: text for path, text in then.items() if path != "b.md"}

    async def run(index: Index) -> list[list[str]]:
        found: list[list[str]] = []
        for tree in (files, then, gone):
            await index.show(tree)
            answer = await index.ask("related", {"symbol": "connect", "by": ["documentation"]})
            found.append([each["name"] for each in answer["results"]])
        return found

    assert in_index(run) == [["A"], ["C"], []]


def test_after_edits_it_is_what_a_new_index_says() -> None:
    first = {"a.py": "def one(): ...\n", "a.md": "# A\n`one`\n", "b.md": "# B\n[x](a.py)\n"}
    then = {**first, "b.py": "def one(): ...\n", "b.md": "# B\n`a.one` `b.one`\n# C\n`one`\n"}

    async def told(index: Index) -> list[dict[str, Any]]:
        return list((await index.ask("related", {"symbol": "a.one"}))["results"])

    async def edited(index: Index) -> list[dict[str, Any]]:
        for tree in (first, then, first, then):
            await index.show(tree)
            await told(index)
        return await told(index)

    async def new(index: Index) -> list[dict[str, Any]]:
        await index.show(then)
        return await told(index)

    assert in_index(edited) == in_index(new) != []


def test_a_question_ends_in_time_and_what_it_began_is_for_the_next() -> None:
    async def run(index: Index) -> list[tuple[bool, list[str]]]:
        await index.show({"a.py": "def one(): ...\n", "a.md": "# A\n`one`\n"})
        asked = {"symbol": "one", "by": ["documentation"]}
        hurried = await index.ask("related", {**asked, "deadline_ms": 0})
        patient = await index.ask("related", asked)
        return [
            (answer["complete"], [each["name"] for each in answer["results"]])
            for answer in (hurried, patient)
        ]

    hurried, patient = in_index(run)
    assert hurried in ((False, []), patient)
    assert patient == (True, ["A"])


def test_unsaved_documents_count_as_if_saved() -> None:
    async def run(index: Index) -> list[list[str]]:
        await index.show({"a.py": "def one(): ...\n", "a.md": "# A\n"})
        found: list[list[str]] = []
        for number, text in enumerate(("# A\n", "# A\n\nÜber `one`.\n", "# A\n"), 1):
            change = {"path": "a.md", "version": number, "text": text}
            await index.handlers["overlay"](index.session, change)
            answer = await index.ask("related", {"symbol": "one", "by": ["documentation"]})
            found.append([each["text"] for each in answer["results"]])
        return found

    assert in_index(run) == [[], ["Über `one`."], []]


def test_with_unsaved_documents_a_question_ends_in_time_as_well() -> None:
    async def run(index: Index) -> list[tuple[bool, list[str]]]:
        await index.show({"a.py": "def one(): ...\n", "a.md": "# A\n`one`\n"})
        asked = {"symbol": "one", "by": ["documentation"]}
        await index.ask("related", asked)
        change = {"path": "a.md", "version": 1, "text": "# B\n`one`\n"}
        await index.handlers["overlay"](index.session, change)
        patient = await index.ask("related", asked)
        hurried = await index.ask("related", {**asked, "deadline_ms": 0})
        return [
            (answer["complete"], [each["name"] for each in answer["results"]])
            for answer in (hurried, patient)
        ]

    hurried, patient = in_index(run)
    assert patient == (True, ["B"])
    assert hurried == patient or not hurried[0]


def test_only_documents_if_only_they_are_asked_for() -> None:
    answer = ask(
        {"a.py": "def one(): two()\ndef two(): ...\n", "a.md": "# A\n\nSee `one`.\n"},
        (),
        "related",
        {"symbol": "one", "by": ["documentation"]},
    )
    (only,) = answer["results"]
    assert (only["name"], only["kind"], only["score"]) == ("A", "section", 1.0)
    assert only["parts"] == {"documentation": 1.0}
    assert only["range"] == [0, 0, 3, 0]


def spelled(language: str, text: str) -> list[tuple[str, int]]:
    source = text.encode()
    facts = Facts(parser_of(language).facts_of(source))
    found = mentions_of(source, facts)
    for each in found:
        shown = source[each.start : each.start + each.length]
        assert each.text.endswith(shown), each
    return [(each.text.decode(), each.how) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words send nothing", []),
        ("`a b` and `not - a name`", []),
        ("`send`", [("send", How.SPAN)]),
        ("``Box::open(self)``", [("Box::open", How.SPAN)]),
        ("`new Box<T>`", [("Box", How.SPAN)]),
        ("`x = box.open(1)`", [("box.open", How.SPAN)]),
        ("`src/box.py`", [("src/box.py", How.FILE)]),
        ("call box.open() then", [("box.open", How.EXAMPLE)]),
        ("from box import Box, lid_of", [("Box", How.EXAMPLE), ("lid_of", How.EXAMPLE)]),
        ("[a](ftp://x.org/a.py) [b](lib/b.py)", [("lib/b.py", How.FILE)]),
        ("::: pkg.Box.open", [("pkg.Box.open", How.DESCRIBED)]),
        ("# make_box", [("make_box", How.HEADING)]),
        ("# Box", []),
        ("```\nbox = Box()\nnothing to say\n```", [("Box", How.EXAMPLE)]),
        ("`" + "x" * 300 + "`", []),
    ],
)
def test_what_a_document_spells(text: str, expected: list[tuple[str, int]]) -> None:
    assert spelled("markdown", text) == expected


@pytest.mark.parametrize(
    ("text", "name", "container", "path", "expected"),
    [
        (b"send", b"send", b"", "a.py", "alone"),
        (b"a.send", b"send", b"", "pkg/a.py", "qualified"),
        (b"pkg.send", b"send", b"", "src/pkg/a.py", "qualified"),
        (b"b.send", b"send", b"", "pkg/a.py", ""),
        (b"Client.send", b"send", b"Client", "a.py", "qualified"),
        (b"my_client.send", b"send", b"MyClient", "a.py", "qualified"),
        (b"self.send", b"send", b"Client", "a.py", "alone"),
        (b"a.send", b"send", b"Client", "a.py", ""),
        (b"go", b"go", b"", "a.py", ""),
        (b"sent", b"send", b"", "a.py", ""),
    ],
)
def test_what_a_name_means(
    text: bytes, name: bytes, container: bytes, path: str, expected: str
) -> None:
    assert means(text, Named(name, container, path)) == expected


def test_what_a_path_and_a_module_mean() -> None:
    assert means_module(b"pkg.client", "src/pkg/client.py")
    assert means_module(b"pkg.client", "src/pkg/client/__init__.py")
    assert not means_module(b"client", "client.py")
    assert not means_module(b"other.client", "pkg/client.py")
    assert means_file(b"../pkg/a.py", "pkg/a.py", "docs")
    assert means_file(b"/pkg/a.py", "pkg/a.py", "docs/deep")
    assert means_file(b"pkg/a.py", "src/pkg/a.py", "docs")
    assert not means_file(b"a.py", "src/pkg/a.py", "docs")
