"""What of a source the grammars cannot read, covered with spaces before they read it.

The preprocessor may put any words anywhere; a grammar of the language knows none of them.  Covered
are macros that stand where the language has no place for a name, and `extern "C"` that only one of
two languages sees.  The text keeps its length, and so every position.
"""

from __future__ import annotations

import re

from ..covering import spaces_for
from . import conditionals
from .tokens import CAPS

_CPP_ONLY = {
    b"template": rb"(?m)^[ \t]*template[ \t]*<",
    b"namespace": rb"(?m)^[ \t]*namespace\b[^;=]*\{",
    b"using": rb"(?m)^[ \t]*using[ \t]+\w",
    b"public": rb"(?m)^[ \t]*public[ \t]*:",
    b"private": rb"(?m)^[ \t]*private[ \t]*:",
    b"protected": rb"(?m)^[ \t]*protected[ \t]*:",
    b"class": rb"(?m)^[ \t]*class[ \t]+\w[^;(]*[{;:]",
    b"virtual": rb"(?m)^[ \t]*virtual[ \t]",
    b"::": rb"\w::\w",
    b"constexpr": rb"\bconstexpr[ \t]+\w",
    b"operator": rb"\boperator[ \t]*(?:\(\)|[^\w\s()\[\];,]{1,3}|\[\])[ \t]*\(",
    b"explicit": rb"\bexplicit[ \t]+\w+[ \t]*\(",
    b"_cast<": rb"\b(?:static|const|reinterpret|dynamic)_cast<",
    b" override": rb"\)[ \t]*(?:const[ \t]*)?(?:noexcept[ \t]*)? override\b",
    b"struct": rb"(?m)^[ \t]*struct[ \t]+\w+[ \t]*(?:final[ \t]*)?:[ \t]*[A-Za-z_]",
}
"""What only C++ says, by a word that is in it."""
_SAYS_CPP = {word: re.compile(pattern) for word, pattern in _CPP_ONLY.items()}
_FOR_CPP = re.compile(
    rb"(?ms)^[ \t]*#[ \t]*if(?:def[ \t]+__cplusplus|[ \t]+defined[ \t]*\(?[ \t]*__cplusplus)"
    rb".*?^[ \t]*#[ \t]*(?:endif|else|elif)"
)
_EXTERN_C = re.compile(
    rb'(?m)(^[ \t]*#[ \t]*if[^\n]*__cplusplus[^\n]*\n)((?:[ \t]*(?:extern[ \t]*"C"[ \t]*\{?|\{|\})'
    rb"[ \t]*(?:(?:/\*.*?\*/|//[^\n]*)[ \t]*)?\r?\n)+)(?=[ \t]*#[ \t]*endif)"
)
_COMMENT_OR_STRING = re.compile(
    rb'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|' + rb"'(?:[^'\\\n]|\\.)*'", re.DOTALL
)
_CAPITAL, _MORE = rb"[A-Z_]", rb"(?=[A-Z0-9_]*[A-Z])[A-Z0-9_]*+"
_CAPS = _CAPITAL + _MORE
"""What macros are called. A word is taken whole or not at all: it may be very long."""
_OF_TYPE = re.compile(
    # Words first, and then what stands before them: so the search skips from word to word.
    rb"(?:class(?<!\wclass)|struct(?<!\wstruct)|union(?<!\wunion)|enum(?<!\wenum))"
    rb"[ \t]+(?:\[\[[^\]\n]*\]\][ \t]*)?"
    rb"(" + _CAPS + rb"(?:[ \t]+" + _CAPS + rb")*)"
    rb"(?:[ \t]*\([^()]{0,300}\))?[ \t\n]+"
    rb"(?=(?:\[\[[^\]\n]*\]\][ \t\n]*)?[A-Za-z_][\w:]*(?:[ \t]*<[^<>;{}]*>)?"
    rb"(?:[ \t]+final)?[ \t\r\n]*[:{])"
)
_OF_DECLARED = re.compile(rb"class(?<!\wclass)[ \t]+(" + _CAPS + rb")[ \t]+(?=[A-Za-z_]\w*;)")
"""Of a class that is declared and not defined; a structure there may be the type of a variable."""
_BEFORE = re.compile(
    rb"(?m)^[ \t]*(?:(?:extern|static|inline|virtual|typedef|explicit|friend)[ \t]+)*"
    rb"(" + _CAPS + rb")(?:[ \t]*\([^()]{0,300}\)(?:(?=::)|[ \t\r\n]+)|[ \t\r\n]+)"
    rb"(?=(?:(?:const|static|inline|virtual|extern|explicit|struct|class|enum|unsigned|signed"
    rb"|constexpr)[ \t]+)*(?:::)?"
    rb"[A-Za-z_][\w:]*(?:[ \t]*<[^<>;{}()]*>)?(?:[ \t]+const)?[ \t\r\n]*(?:[*&][ \t*&]*|[ \t\r\n])"
    rb"(?:(?!=)~?[A-Za-z_][\w:]*[ \t]*[(;=\[,]|\([A-Za-z_]\w*\)[ \t\r\n]*\())"
)
_QUALIFYING = re.compile(
    rb"\b(" + _CAPS + rb")[ \t\r\n]+"
    rb"(?=(?:char|int|void|struct|double|float|long|short|unsigned|signed|bool|const(?!\s*[*&]))\b)"
)
_AFTER = re.compile(
    # The letter first, so that the search skips from capital to capital.
    rb"(" + _CAPITAL + rb"(?<=[ \t\n]" + _CAPITAL + rb")" + _MORE + rb")"
    rb"(?:[ \t]*\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\))?(?=[ \t\r\n]*[;{=])"
)
"""What may be an attribute of a function or of a variable, by what stands before it."""
_FUNCTION_ENDS = (b")", b"const", b"override", b"noexcept", b"final")
_VARIABLE = re.compile(rb"[\w>*&\]][ \t]*[ \t*&][ \t*&]*(\w+)(?:\[[^\]\n]*\])?[ \t\r\n]+\Z")
"""What stands before an attribute of a variable: a type and a name."""
_LONGEST_VARIABLE = 200
_TYPE_ENDS = re.compile(rb"[\w>*&\]]\Z")
_QUALIFIERS = re.compile(
    rb"(?<!\w)(?:(?:const|static|constexpr|constinit|inline|extern|volatile|mutable|thread_local)"
    rb"(?:[ \t]+|\Z))+\Z"
)
_ALONE = re.compile(
    rb"(?m)^(" + _CAPS + rb")[ \t]*\r?$(?=\s*(?:\n\r?\n|\}|\Z|(?:namespace|class|struct|template"
    rb"|static|inline|extern|typedef|enum|using|const|constexpr|void|int|bool)\b))"
)
"""A macro alone on its line, before something that begins with it or without it."""
_DEFAULTED = re.compile(
    rb"(::(?:~?\w+|operator[ \t]*=)[ \t]*\((?:[^();{}]|\([^();{}]*\))*+\)[^;{}()=]*)"
    rb"=[ \t]*default[ \t]*;"
)
"""A member outside of its class that the grammar takes for an assignment."""
_INVOKED = re.compile(
    rb"(?m)^(?:" + _CAPS + rb')\((?:[^()"]|"(?:[^"\\\n]|\\.)*"|\([^()]*\)){0,300}\)[ \t]*;?'
    rb"(?=[ \t]*(?:/[/*][^\n]*)?\r?$)(?!\s*(?:[{:=,)&|+*-]|/[^/*]))"
)
"""A macro that is invoked at the beginning of a line, outside of everything."""
_LISTED = re.compile(rb"\w+\([ \t]*([A-Z_][A-Z0-9_]*)[ \t]*[,)]")
"""An entry of a list that a macro makes, with the name that it begins with."""
_WORD = re.compile(rb"[A-Za-z_]\w*")
_TOKEN = re.compile(
    rb'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|' + rb"'(?:[^'\\\n]|\\.)*'"
    rb"|#[ \t]*\w+|(?:\.|->)[ \t]*\w+|[0-9]\w*|([A-Za-z_]\w*)",
    re.DOTALL,
)
_NOT_A_NAME = frozenset(
    b"""return else case goto new delete throw sizeof typedef do if while
    int char long short float double void bool auto defined break continue true false this
    for switch struct class
    union enum static extern inline const volatile unsigned signed register virtual explicit
    friend using namespace template typename operator co_return co_await co_yield""".split()
)
_DEFINE = re.compile(rb"(?m)^[ \t]*#[ \t]*define\b(?:[^\\\n]|\\\r?\n|\\.)*")
_NOTHING_DEFINED = rb"#[ \t]*define[ \t]+[A-Za-z_]\w*(?:\([^()\n]*\))?"
_EMPTY = re.compile(rb"(?m)^([ \t]*" + _NOTHING_DEFINED + rb")[ \t]([ \t]*\r?$)")
"""A macro that stands for nothing, with spaces behind it."""
_MAYBE_EMPTY = re.compile(rb"(?m)" + _NOTHING_DEFINED + rb"[ \t][ \t]*\r?$")
"""The same wherever it stands, which is looked for in a tenth of the time."""
_SAYING = re.compile(rb"(?m)^[ \t]*#[ \t]*(?:define|include)\b(?:[^\\\n]|\\\r?\n|\\.)*")
_LINES = re.compile(rb"(?m)^[ \t]*#(?:[^\\\n]|\\\r?\n|\\.)*")
"""Lines of the preprocessor."""


class Hidden:
    """What is covered and counts nevertheless."""

    def __init__(self) -> None:
        self.names: list[tuple[int, bytes]] = []
        """With where they stand."""
        self.given: list[tuple[int, bytes]] = []
        """Those that a macro is given which is invoked outside of everything: it may make
        structures of them, or take them for names of such."""
        self.asked: list[tuple[int, bytes]] = []
        """Those in what the preprocessor asks for."""
        self.listed: list[tuple[int, bytes]] = []
        """Names that a macro, invoked outside of everything, may define."""
        self.lines: list[tuple[int, int]] = []
        """Where lines begin and end that define macros or include files."""


def is_cpp(source: bytes) -> bool:
    """Whether a text says things that only C++ has, but for what only C++ is let see."""
    patterns = [pattern for word, pattern in _SAYS_CPP.items() if word in source]
    patterns = [pattern for pattern in patterns if pattern.search(source)]
    if not patterns:
        return False
    if b"__cplusplus" in source:
        others = _FOR_CPP.sub(b"", source)
        if not _LINES.sub(b"", _COMMENT_OR_STRING.sub(b"", others)).strip():
            return True
        source = others
    code = _COMMENT_OR_STRING.sub(b"", source)
    return any(pattern.search(code) for pattern in patterns)


def masked(source: bytes) -> tuple[bytes, Hidden]:
    """A text of the same length that the grammars read well, and the names that it covers."""
    text = source
    hidden = Hidden()
    if b"\r" in text:
        text = re.sub(rb"\r(?!\n)", b"\n", text)
    if b"__cplusplus" in text:
        text = _EXTERN_C.sub(lambda found: found[1] + spaces_for(found[2]), text)
    if b"default;" in text and b"::" in text:
        text = _DEFAULTED.sub(_with_body, text)
    if b"/*" in text:
        text = _DEFINE.sub(_without_comments, text)
    if b"define" in text and _MAYBE_EMPTY.search(text):
        # Behind spaces and an empty line the grammar would take what follows for what is defined.
        text = _EMPTY.sub(rb"\1\n\2", text)
    if b"#if" in text or b"# if" in text or b"#  if" in text:
        text = without(text, conditionals.covered(text), hidden)
    invoked = [found.span() for found in _INVOKED.finditer(text)]
    hidden.listed += [
        (found.start(1), found[1])
        for start, end in invoked
        if (found := _LISTED.match(text, start, end)) is not None
    ]
    known = len(hidden.names)
    text = without(text, invoked, hidden)
    hidden.given = [each for each in hidden.names[known:] if CAPS.fullmatch(each[1]) is None]
    for pattern in (_ALONE, _OF_TYPE, _OF_DECLARED, _BEFORE, _QUALIFYING, _AFTER):
        text = _covered(text, pattern, hidden)
    return text, hidden


def _with_body(found: re.Match[bytes]) -> bytes:
    said: bytes = found[0]
    return found[1] + b"{" + b" " * (len(said) - len(found[1]) - 2) + b"}"


def _blank(found: re.Match[bytes]) -> bytes:
    return spaces_for(found[0])


def _without_comments(found: re.Match[bytes]) -> bytes:
    """The definition of a macro without the comments in it, which the grammar does not read."""
    text = found[0]
    if b"/*" not in text:
        return text
    return _COMMENT_OR_STRING.sub(
        lambda part: spaces_for(part[0]) if part[0].startswith(b"/*") else part[0], text
    )


def without(text: bytes, extents: list[tuple[int, int]], hidden: Hidden) -> bytes:
    """A text with extents of it covered, whose names are noted."""
    if not extents:
        return text
    parts: list[bytes] = []
    last = 0
    for start, end in extents:
        covered = text[start:end]
        for line in _SAYING.finditer(covered):
            hidden.lines.append((start + line.start(), start + line.end()))
        code = _SAYING.sub(_blank, covered)
        asked = 0
        for word in _TOKEN.finditer(code):
            if word[0][:1] == b"#":
                # What a line of the preprocessor asks for.
                asked = code.find(b"\n", word.start())
                asked = len(code) if asked < 0 else asked
            elif word[1] is not None and word[1] not in _NOT_A_NAME:
                names = hidden.asked if word.start() < asked else hidden.names
                names.append((start + word.start(1), word[1]))
        parts += (text[last:start], spaces_for(covered))
        last = end
    parts.append(text[last:])
    return b"".join(parts)


def _covered(text: bytes, pattern: re.Pattern[bytes], hidden: Hidden) -> bytes:
    parts: list[bytes] = []
    last = 0
    for found in pattern.finditer(text):
        group = found.lastindex or 0
        start, end = found.start(group), found.end()
        if pattern is _AFTER and not _is_attribute(text, start, end):
            continue
        line = text.rfind(b"\n", 0, start) + 1
        if text[line : line + 1] == b"#" or b"//" in text[line:start]:
            continue
        covered = text[start:end]
        hidden.names += [(start + word.start(), word[0]) for word in _WORD.finditer(covered)]
        parts += (text[last:start], spaces_for(covered))
        last = end
    if not parts:
        return text
    parts.append(text[last:])
    return b"".join(parts)


def _is_attribute(text: bytes, start: int, end: int) -> bool:
    """Whether a macro in front of the end of a declaration says something of what is declared."""
    before = text[max(0, start - _LONGEST_VARIABLE) : start]
    if b"//" in before or b"*/" in before:
        before = _COMMENT_OR_STRING.sub(_blank, before)
    head = before.rstrip()
    if head.endswith(_FUNCTION_ENDS):
        return text[end : end + 60].lstrip()[:1] != b"=" and not _asks(head)
    if text[end - 1 : end] != b")" or text[end : end + 60].lstrip(b" \t")[:1] not in (b";", b"="):
        return False
    found = _VARIABLE.search(before)
    if found is None or found[1] in _NOT_A_NAME:
        return False
    # What qualifies the type leaves no type before the name: `const Type NAME(value);`.
    head = _QUALIFIERS.sub(b"", before[: found.start() + 1]).rstrip(b" \t")
    return _TYPE_ENDS.search(head) is not None


def _asks(text: bytes) -> bool:
    """Whether a text ends with what `if` and its like ask for."""
    depth = 0
    for position in range(len(text) - 1, -1, -1):
        if text[position] == _CLOSING:
            depth += 1
        elif text[position] == _OPENING:
            depth -= 1
        if not depth:
            return _ASKING.search(text, 0, position) is not None
    return False


_OPENING, _CLOSING = b"()"
_ASKING = re.compile(rb"\b(?:if|while|for|switch|catch)[ \t]*\Z")
