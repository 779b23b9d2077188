"""While someone types, and where a file is cut off, what stands around is still known."""

from __future__ import annotations

import pytest

from bench.soundness import faults_of
from codegraph_daemon.facts import Facts, Kind
from codegraph_daemon.languages.balance import CHARACTER, QUOTED, Lexicon, balanced
from codegraph_daemon.languages.python.unclosed import closed
from codegraph_daemon.languages.quotes import Quotes
from codegraph_daemon.workers.parse import parser_of

LEXICON = Lexicon(QUOTED, CHARACTER)


def drawn(text: str) -> str:
    found = balanced(text.encode(), LEXICON)
    return "(as it is)" if found is None else found.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {\n  b;\n}\n", "(as it is)"),
        ("a { ') } {'; \"}\" /* } */ } // }\n", "(as it is)"),
        # What is cut off is closed at the end.
        ("a {\n  b {\n    c(1", "a {\n  b {\n    c(1\n);}\n}"),
        ("a = [\n  { b: c,\n    d: {", "a = [\n  { b: c,\n    d: {\n}}]"),
        ("a {\n  b(\n    // c", "a {\n  b(\n    // c\n);}"),
        # A brace ends before the line that is no deeper.
        ("a {\n  b {\n    c;\n\n  d {\n  }\n}\n", "a {\n  b {\n    c;}\n  d {\n  }\n}\n"),
        ("a {\n  if (b) {\n  c;\n}\n", "a {\n  if (b) {}  c;\n}\n"),
        ("a {\n  b;\n\nc {\n}\n", "a {\n  b;}\nc {\n}\n"),
        ("a {\n  b; // c\n\nd {\n}\n", "a {\n  b; // c\n}d {\n}\n"),
        # What nothing opens.
        ("a {\n  b {\n    c;\n    }\n    d;\n  }\n}\n", "a {\n  b {\n    c;\n     \n    d;\n  }\n}\n"),
        ("a);\n", "a ;\n"),
        # What opens no block.
        ("a {\n  b(\n  c();\n}\n", "a {\n  b \n  c();\n}\n"),
        ("a(b[1);\n", "a(b 1);\n"),
        # What is between quotes or in a comment.
        ('a = "b;\nc {}\n', 'a = "b"\nc {}\n'),
        ('a = "bé\nc {}\n', 'a = "b" \nc {}\n'),
        ("a {\n}\n/* b\n * c's\nd {\n}\n", "a {\n}\n    \n      \nd {\n}\n"),
        # A line that is taken out is in what it stands in; a text that is cut off ends as it is.
        ("a {\n  b {\n    c;\n//  d;\n    e(\n", "a {\n  b {\n    c;\n//  d;\n    e(\n\n);}\n}"),
        ('a {\n  b("2.', 'a {\n  b("2"\n);}'),
        # A head that reaches over several lines is indented like its first.
        ("a {\n  b(\n      c) {\n    d {\n    e;\n  }\n}\n", "a {\n  b(\n      c) {\n    d {}    e;\n  }\n}\n"),
        # What is often not indented reaches to the end.
        ("namespace a {\nb {\n}\n", "namespace a {\nb {\n}\n\n}"),
    ],
)  # fmt: skip
def test_brackets_are_made_to_match(text: str, expected: str) -> None:
    assert drawn(text) == expected
    assert expected == "(as it is)" or drawn(expected) == "(as it is)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a = "b\n c"\nd = "e"\n', 'a = "b\n c"\nd = "e"\n'),
        # The line is broken without which the others are pairs that are short.
        ('a = "b\nc = "d"\n', 'a = ""\nc = "d"\n'),
        ('a = "b\n c"\nd = "e\nf\ng = "h\n i"\n', 'a = "b\n c"\nd = ""\nf\ng = "h\n i"\n'),
        ('a = "b\nc\nd\ne = "f\n g"\n', 'a = ""\nc\nd\ne = "f\n g"\n'),
        ('a = "b\n c"\nd\ne = "f\n', 'a = "b\n c"\nd\ne = ""\n'),
        # What counts for nothing.
        ("# it's\na = \"it's\"\n", "# it's\na = \"it's\"\n"),
        ('a = "b \\" c"\n', 'a = "b \\" c"\n'),
        ('a = "\n', "a = 0\n"),
    ],
)
def test_a_quote_that_is_missing_where_texts_may_reach_over_lines(text: str, expected: str) -> None:
    assert Quotes(b"\"'", rb"#[^\n]*").closed(text.encode()).decode() == expected


JAVA = """
package a;

/** Doc. */
public class Outer<T> extends Base {
    int first = 1;

    Outer(int a) {
        this.first = a;
<|>
        use(a);
    }

    static class Inner {
        void deep() {
        }
    }

    void last() {
    }
}
"""
GO = """
package a

type Outer struct {
	first int
}

func (o *Outer) early() {
	use(1)
<|>
	use(2)
}

type Inner struct{ deep int }

// last is the last.
func last() {
}
"""
RUST = """
pub struct Outer { first: u8 }

impl Outer {
    fn early(&self) {
        use_it(1);
<|>
        use_it(2);
    }

    fn late(&self) {}
}

mod inner {
    pub fn deep() {}
}

fn last() {}
"""
CPP = """
namespace lib {

struct Outer {
  int first;
};

int early() {
  use(1);
<|>
  use(2);
}

class Inner : public Outer {
 public:
  Inner()
      : first_(1) {
  }
  int deep() { return first_; }
};

int last() {
  return 1;
}

}  // namespace lib
"""
CSHARP = """
namespace Lib
{
    public class Outer
    {
        public int first;

        public void Early()
        {
            use(1);
<|>
            use(2);
        }

        public void Late()
        {
        }
    }

    class Inner
    {
        int Deep() { return 1; }
    }
}
"""
KOTLIN = """
class Outer(val n: Int) {
    val first = 1

    fun early() {
        use(1)
<|>
        use(2)
    }

    fun late() = 1
}

object Inner {
    fun deep() {
    }
}
"""
SCRIPT = """
export class Outer {
  first = 1;

  early() {
    use(`${this.first ? `{` : "}"}`, /[{(]/);
<|>
    use(2);
  }

  late() {}
}

export class Inner {
  deep() {}
}

function last() {
  return 1;
}
"""
TEXTS = {
    "java": JAVA,
    "go": GO,
    "rust": RUST,
    "cpp": CPP,
    "csharp": CSHARP,
    "kotlin": KOTLIN,
    "typescript": SCRIPT,
}
TYPED = [
    "x.",
    "call(",
    "if (x) {",
    "for (",
    'text = "abc',
    "/* note",
    "{",
    "}",
    "f(1, g(2, ",
    "x[",
    ")",
]


def outline_of(language: str, text: str) -> dict[str, int]:
    """Qualified names with their kinds."""
    source = text.encode()
    blob = parser_of(language).facts_of(source)
    assert not faults_of(source, blob)
    facts = Facts(blob)
    kinds = facts.symbol_kind
    return {
        facts.shown(symbol): kinds[symbol]
        for symbol in range(1, len(kinds))
        if kinds[symbol] not in (Kind.PARAMETER, Kind.IMPORT)
    }


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("language", TEXTS)
def test_what_is_typed_in_a_body_takes_nothing_from_the_outline(language: str, typed: str) -> None:
    before, _, after = TEXTS[language].partition("<|>")
    indent = after.lstrip("\n").partition("u")[0]
    whole = outline_of(language, before + after)
    assert len(whole) >= 5
    found = outline_of(language, f"{before}{indent}{typed}{after}")
    assert {name: found.get(name) for name in whole} == whole


@pytest.mark.parametrize("language", TEXTS)
def test_what_stands_before_a_cut_stays_in_the_outline(language: str) -> None:
    text = TEXTS[language].replace("<|>", "")
    for cut in range(text.index("first") + 10, len(text), 3):
        found = outline_of(language, text[:cut])
        for name in ("Outer", "Outer.first"):
            assert name in found or f"Lib.{name}" in found or f"lib.{name}" in found, text[:cut]


PYTHON = """
class Outer:
    \"\"\"Doc.\"\"\"

    first: int = 1

    def early(self):
        use(1)
<|>
        use(2)

    def late(self):
        \"\"\"Doc.\"\"\"
        return [
            1,
        ]


class Inner:
    def deep(self): ...


def last(): ...
"""


@pytest.mark.parametrize(
    "typed",
    [
        "x.",
        "call(",
        "x = f(1, [2, ",
        "if x:",
        "for y in ",
        "x = {",
        '"""Text',
        'x = "abc',
        "@",
        ")",
    ],
)
def test_what_is_typed_in_python_takes_nothing_from_the_outline(typed: str) -> None:
    before, _, after = PYTHON.partition("<|>")
    whole = outline_of("python", before + after)
    found = outline_of("python", f"{before}        {typed}{after}")
    assert {name: found.get(name) for name in whole} == whole


@pytest.mark.parametrize("end", ["{", ")", "'", '"""'])
@pytest.mark.parametrize(
    "text",
    [
        "{ ",
        "} ",
        "( ",
        "{ ( ) } ",
        "[({",
        "{\n( ) }\n",
        "{\n",
        "\n{",
        "x = '",
        '"""\n',
        "} ]\n",
        "(]",
    ],
)
def test_any_number_of_brackets_is_read_soon(text: str, end: str) -> None:
    source = (text * (100_000 // len(text)) + end).encode()
    balanced(source, LEXICON)
    closed(source)


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [
        # The closing brackets are no part of the comment in which the text ends.
        ("javascript", "class A {\n  f() {}\n  g() {\n    call(\n      // what", {"A", "A.f", "A.g"}),
        (
            "typescript",
            "const all = [\n  { label: 'a', run: f },\n  { label: 'b', run: g },\n  {\n    label: 'c",
            {"label", "run"},
        ),
        # A text in single quotes ends where the file does.
        (
            "typescript",
            "const types = {\n  aac: 'audio/aac',\n  gif: 'image/gif',\n  ico: 'image/x",
            {"types", "types.aac", "types.gif", "types.ico"},
        ),
        # Elements of JSX end where the text does, inside of the brackets that they stand in.
        (
            "tsx",
            "export function Page() {\n  return wrap(\n    <div style={{ height: 1 }}>\n"
            "      {/* one */}\n      <p tw='a'>{text}</p>\n      <ul id='b'>\n        {/* two",
            {"Page", "Page.height"},
        ),
        (
            "javascript",
            "const Page = () => <>\n  <ui.Box style={{ height: 1 }}>\n    <img width={2} al",
            {"Page", "Page.height"},
        ),
        # A condition that is not ended takes nothing.
        ("cpp", "#ifndef A_H\n#define A_H\nenum class Color : int { RED };\nclass B {\n  int g", {"Color", "B"}),
    ],
)  # fmt: skip
def test_what_a_cut_text_leaves_open_is_closed_where_it_ends(
    language: str, text: str, kept: set[str]
) -> None:
    facts = Facts(parser_of(language).facts_of(text.encode()))
    assert not faults_of(text.encode(), parser_of(language).facts_of(text.encode()))
    names = {facts.qualified(symbol) for symbol in range(1, len(facts.symbol_name))}
    assert kept <= names, names


def test_a_cut_text_keeps_what_stands_before_its_last_quotes() -> None:
    case = '''def test_{}():
    check(
        """
        import os
        def used(): ...
        """,
        snapshot("""\\
class Unused a.py:4
"""),
    )


'''
    whole = case.format(1) + case.format(2) + case.format(3)
    text = whole[: whole.rindex("        def used")].encode()
    facts = Facts(parser_of("python").facts_of(text))
    names = [facts.names[name] for name in facts.symbol_name]
    assert names == ["", "test_1", "test_2", "test_3"]


def test_a_control_character_in_a_name_is_no_end() -> None:
    text = b"const a = { '~stan\0dard': 1, b: 2 }\nclass C { 'x\1y' = 1; 'p\2q'() {} }\n"
    for language in ("typescript", "javascript"):
        blob = parser_of(language).facts_of(text)
        assert not faults_of(text, blob)
        assert "C" in Facts(blob).names


def test_a_record_that_is_cut_off_keeps_its_fields() -> None:
    text = b"module A where\n\ndata Pet = Pet\n  { name :: String\n  , age :: Int\n  , wei"
    facts = Facts(parser_of("haskell").facts_of(text))
    names = {facts.qualified(symbol) for symbol in range(1, len(facts.symbol_name))}
    assert {"A.Pet", "A.Pet.name", "A.Pet.age"} <= names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("cpp", "constexpr Char list<Char, C...>::[sizeof...(C)];\n"),
        ("typescript", "const {\n  {\n a,\n  );\n const b = c(\n }\n"),
        ("typescript", "({\n  {\n a,\n  );\n b = c(\n } = 1\n"),
        ("dart", "void main() {\ntest(\n'a cat',\n() {\nx.\n});\n"),
        ("bash", '@test "a cat" {\n  if x; then\n}\n'),
    ],
)
def test_a_text_that_is_broken_oddly_has_sound_facts(language: str, text: str) -> None:
    assert not faults_of(text.encode(), parser_of(language).facts_of(text.encode()))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ocaml", "(* One. (* Inner. *)\n*)\nlet first = 1\nlet second = 2\n\nlet third = f ("),
        ("haskell", "{- One. {- Inner. -}\n-}\nmodule A where\nfirst = 1\nsecond = 2\nthird = f ("),
    ],
)
def test_a_comment_that_holds_another_ends_where_it_does(language: str, text: str) -> None:
    facts = Facts(parser_of(language).facts_of(text.encode()))
    assert {"first", "second"} <= {facts.names[name] for name in facts.symbol_name}


def test_an_enumeration_of_zig_that_is_cut_off_keeps_its_members() -> None:
    text = b"const Mood = enum(u8) {\n    /// Fine.\n    good = 1,\n    bad = c.bad,\n    so_s"
    facts = Facts(parser_of("zig").facts_of(text))
    assert {"good", "bad"} <= {facts.names[name] for name in facts.symbol_name}
