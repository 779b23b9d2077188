"""Random Python projects and random edits of them, for properties that every project has.

A project is a mapping from path to text. All names come from small pools, so that imports,
re-exports, base classes and shadowing meet each other often. Nothing here needs to make sense as
a program: unresolved names, import cycles and broken files are wanted too.

Belongs here: hypothesis strategies. Stays out: indexing (`harness`) and the properties.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from hypothesis import strategies as st

Tree = dict[str, str]
Draw = Callable[[st.SearchStrategy[object]], object]

MODULES = [
    *("alpha", "beta", "gamma", "pkg", "pkg.alpha", "pkg.sub", "pkg.sub.delta", "delta"),
    *("space", "space.inner.beta", "space.alpha", "helpers"),
]
SHORT_MODULES = ["alpha", "beta", "delta", "sub"]
PATHS = [
    "alpha.py",
    "beta.py",
    "gamma.py",
    "delta.py",
    "alpha/__init__.py",
    "alpha/beta.py",
    "pkg/__init__.py",
    "pkg/alpha.py",
    "pkg/beta.py",
    "pkg/sub/__init__.py",
    "pkg/sub/delta.py",
    "pkg/sub.py",
    "beta.pyi",
    "pkg/sub/alpha.pyi",
    "src/gamma.py",
    "src/pkg/__init__.py",
    "src/pkg/alpha.py",
    "space/alpha.py",
    "space/inner/beta.py",
    "scripts/alpha.py",
    "scripts/run.py",
    "tests/conftest.py",
    "tests/unit/beta.py",
    "tests/helpers.py",
]
FUNCTIONS = ["f", "g"]
CLASSES = ["A", "B", "C"]
VALUES = ["value", "other"]
TOP_LEVEL = [*FUNCTIONS, *CLASSES, *VALUES]
MEMBERS = ["run", "stop", "data"]

# {m} module, {s} short module, {n} {o} top-level names, {f} {g} functions, {C} {D} {E} classes,
# {v} value, {a} {b} members.
STATEMENTS = [
    "from {m} import {n}",
    "from {m} import {n} as {o}",
    "from {m} import *",
    "import {m}",
    "import {m} as {v}",
    "from . import {s}",
    "from . import {n}",
    "from .{s} import {n}",
    "from .{s} import *",
    "from .. import {n}",
    "from ..{s} import {n} as {o}",
    "__all__ = ['{n}', '{o}']",
    "__all__ += ['{n}']",
    "try:\n    from {m} import {n}\nexcept ImportError:\n    {n} = None",
    "if TYPE_CHECKING:\n    from {m} import {C}",
    "def {f}(x):\n    return {n}(x)",
    "def {f}() -> {C}:\n    return {n}()",
    "def {f}(x: {C}, y={n}):\n    x.{a}()\n    def {n}():\n        return {o}\n    return {n}()",
    "async def {f}():\n    async with {C}() as x:\n        return (await x.{a}()).{b}",
    "class {C}:\n    {a} = {n}\n    def {b}(self):\n        return self.{a}",
    "class {C}({D}):\n    def __init__(self):\n        self.{a} = {n}()\n    def {b}(self):\n"
    "        return self.{a}.{b}()",
    "class {C}({D}):\n    pass",
    "class {C}({m_attr}):\n    def {a}(self) -> {D}:\n        return super().{a}()",
    "class {C}({D}, {n}):\n    class {D}:\n        {a} = 1\n    {b} = {D}",
    "class {C}:\n    @property\n    def {a}(self) -> {D}: ...\n    def {b}(self):\n"
    "        return self.{a}.{a}",
    "{v} = {C}()",
    "{v}: {C} = {n}()",
    "{v} = {n}",
    "{n}, {o} = {o}, {n}",
    "{v}.{a}()",
    "{C}().{a}.{b}",
    "{f}().{a}()",
    "{C}.{a}",
    "{m_attr}()",
    "{m_attr}.{a}",
    "for {v} in {n}():\n    {v}.{a}()",
    "with {C}() as {v}:\n    {v}.{a}",
    "[{v}.{a} for {v} in {n} if {o}]",
    "lambda {n}: {n}.{a}",
    "if isinstance({v}, {C}):\n    {v}.{a}()",
    "@{n}\ndef {f}(): ...",
    "def {f}():\n    global {v}\n    {v} = {C}()",
    "del {n}",
    "print({n}, {o})",
    "def broken(:",
    # Members in every manner.
    "class {C}:\n    @classmethod\n    def {a}(cls, x=None):\n        return cls()\n"
    "    @staticmethod\n    def {b}(self) -> {D}:\n        return self.{a}",
    "class {C}({D}, {E}):\n    def {a}(self):\n        return super().{b}().{a}",
    "class {C}({D}, unknown.{n}):\n    {a}: {E}",
    "class {C}[T]({D}[T]):\n    def {a}(self, {b}: {E} | None = None, **data) -> {E}: ...",
    "class {C}({n}.{a}):\n    {b} = {n}.{b}",
    "class {C}({f}()):\n    def {a}(self): ...",
    "class {C}:\n    if value:\n        def {a}(self): return {D}()\n    else:\n"
    "        def {a}(self): return {E}()",
    "class {C}:\n    @overload\n    def {a}(self, run: int) -> {D}: ...\n    @overload\n"
    "    def {a}(self, stop: str) -> {E}: ...\n    def {a}(self, data): ...",
    "class {C}:\n    @property\n    def {a}(self): return {D}()\n    @{a}.setter\n"
    "    def {a}(self, {b}: {E}): self.{b} = {b}",
    "class {C}:\n    def __init__(self, {a}: {D}, {b}=None):\n        self.{a} = {a}\n"
    "        self.{b}: {E} = {b}",
    "class {C}:\n    class {D}({E}):\n        def {a}(self): ...\n    {b} = {D}()",
    # Calls by keyword, aliases, declared types.
    "{n}({a}={o}, {b}=1)",
    "{C}({a}={v}).{b}({a}=1)",
    "{C}.{a}({b}=1)",
    "{v} = {m_attr}",
    "{v} = {n}.{a}",
    "{f} = {n}",
    "def {f}({a}: Optional[{C}], {b}: '{D}' = None) -> 'Union[{C}, {E}]':\n    {a}.{a}()\n"
    "    {b}.{b}()",
    "def {f}({a}, /, *, {b}=None):\n    return {n}({a}={b})",
    "def {f}(x):\n    return [y for y in x]\ndef {f}({a}):\n    {b} = {n}\n    return {b}",
    "def {f}(x: type[{C}], y: list[{D}]):\n    x.{a}().{b}\n    return x()",
    "def {f}():\n    {v} = {C}()\n    def {g}():\n        nonlocal {v}\n        {v} = {D}()\n"
    "    return {v}",
    "def {f}(x):\n    from {m} import {n}\n    import {m}\n    return {n}.{a}",
    "@unknown.{a}\n@{n}\nclass {C}({D}): ...",
    "{v}: 'Final[{C}]' = {D}()",
    "({v} := {C}()).{a}",
    "{v} = {n} if {o} else {C}()",
    "{v} = {n} or {C}()",
    "{v} = lambda {a}: {n}({a}={o})",
    "{C}.{a} = {n}",
    "{n}.{a}.{b}.{a}",
    "import {m}\n{m}.{n}.{a}({b}={m}.{o})",
    # Containers, type arguments, conditions, generators.
    "def {f}({a}: list[{C}], {b}: 'dict[str, {D}]'):\n    for x in {a}:\n        x.{a}()\n"
    "    for k, y in {b}.items():\n        y.{b}()\n    return {a}[0]",
    "def {f}() -> tuple[{C}, {D}]:\n    return {n}, {o}",
    "{v}, {n} = {f}()\n{v}.{a}()",
    "{v} = [{n}(), {C}()]\n{v}[0].{a}({b}=1)",
    "for {v} in {C}():\n    {v}.{a}()",
    "class {C}({D}):\n    def __iter__(self):\n        yield {n}()\n"
    "    def __getitem__(self, {a}) -> {E}: ...\n    def __call__(self):\n        return self",
    "T = TypeVar('T', bound={C})\nclass {C}(Generic[T]):\n    {a}: T\n    def {b}(self) -> T: ...",
    "class {C}[T: {E}]({D}[{E}]):\n    {b}: {D}[T]\n    def {a}(self) -> T: ...",
    "def {f}(x: {C}[{D}]):\n    return x.{a}.{b}().{a}",
    "class {C}({D}):\n    def {a}(self): return self\n    @classmethod\n"
    "    def {b}(cls) -> Self: ...",
    "{C}().{a}().{b}().{a}",
    "def {f}(x, {v}: {D} = None):\n    if isinstance(x, {C}) and x.{a}:\n        return x.{b}()\n"
    "    assert isinstance({v}, {n})\n    return {v}.{a}",
    "def {f}(x):\n    match x:\n        case {C}({a}={v}):\n            return x.{b}",
    "@contextmanager\ndef {f}():\n    yield {n}()",
    "with {f}() as {v}:\n    {v}.{a}()",
    "@dataclass\nclass {C}({D}):\n    {a}: {E}\n    {b}: list[{C}] = None",
    "class {C}({n}, Enum):\n    {a} = 1\n    def {b}(self): ...",
    "@{C}\n@unknown\ndef {f}(x) -> {D}: ...",
    "def {f}(x):\n    return [{f}(y) for y in x] + [x[1:]]",
    "{v} = {n}.{a}[0]\n{n} = cast('{C}', {v})",
    "{v} = list(map({f}, {n}))\n{o} = next(iter({v})).{a}",
    # What decides which of two modules is meant.
    "if value:\n    from {m} import {n}\nelse:\n    from .{s} import {n}",
    "try:\n    import {m} as {v}\nexcept ImportError:\n    from . import {s} as {v}",
    "from ... import {n}",
    "from ...{s} import {n}",
    "__all__ = []",
    "__all__ = [*{v}, '{n}']",
    "def __getattr__(name): ...",
    "import {m}, {m}.{s}",
]

names = {
    "m": st.sampled_from(MODULES),
    "s": st.sampled_from(SHORT_MODULES),
    "n": st.sampled_from(TOP_LEVEL),
    "o": st.sampled_from(TOP_LEVEL),
    "f": st.sampled_from(FUNCTIONS),
    "C": st.sampled_from(CLASSES),
    "D": st.sampled_from(CLASSES),
    "E": st.sampled_from(CLASSES),
    "g": st.sampled_from(FUNCTIONS),
    "v": st.sampled_from(VALUES),
    "a": st.sampled_from(MEMBERS),
    "b": st.sampled_from(MEMBERS),
    "m_attr": st.builds("{}.{}".format, st.sampled_from(MODULES), st.sampled_from(TOP_LEVEL)),
}


@st.composite
def statements(draw: st.DrawFn) -> str:
    """One statement at the top level of a module, one or more lines without a newline at the end."""
    return filled(draw, draw(st.sampled_from(STATEMENTS)))


def filled(draw: st.DrawFn, template: str) -> str:
    """A template with a name for each of its places; one place twice has one name."""
    used = re.findall(r"\{(\w+)\}", template)
    return template.format(**{name: draw(names[name]) for name in dict.fromkeys(used)})


def contents(max_size: int = 7) -> st.SearchStrategy[str]:
    """The text of a module; empty ones come often, as they do in packages."""
    lists = st.lists(statements(), max_size=max_size)
    return lists.map(lambda parts: "".join(f"{part}\n" for part in parts))


def projects() -> st.SearchStrategy[Tree]:
    """A whole project of up to eight files: made at random, or one where all holds together."""
    random = st.dictionaries(st.sampled_from(PATHS), contents(), min_size=2, max_size=8)
    return st.one_of(random, st.sampled_from(CONNECTED).map(dict))


def _tree(text: str) -> Tree:
    """Files written one after the other, each below a line `== path`."""
    parts = re.split(r"^== (.*)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


# Projects in which nearly every name leads somewhere, often through several files, so that a
# small edit changes what other files mean.
CONNECTED = [
    _tree("""\
== pkg/__init__.py
from .alpha import A, f
from . import sub, beta
== pkg/alpha.py
from pkg.sub import B
class A(B):
    def run(self, data=None):
        return self.stop(data=data)
    @property
    def data(self):
        return A()
def f(run, stop=None):
    return A()
value = f(1)
== pkg/beta.py
from pkg import *
from pkg.alpha import value as other
other.run(data=value).stop()
f(run=1, stop=2).data.run().stop()
A.run
== pkg/sub/__init__.py
from .delta import *
== pkg/sub/delta.py
class C:
    data = 1
    def stop(self, data):
        return self
class B(C):
    def run(self): ...
def g():
    return B()
== alpha.py
import pkg.sub
import pkg
pkg.A().stop(data=1).data
pkg.sub.g().stop(1).run()
pkg.f(stop=1).run(data=2).stop
"""),
    _tree("""\
== src/pkg/__init__.py
from pkg.alpha import A
from pkg import alpha
== src/pkg/alpha.py
class A:
    def __init__(self, data: "B", run=None):
        self.data = data
        self.run = run
    @classmethod
    def stop(cls):
        return cls(data=B())
class B:
    def run(self) -> A: ...
    def __enter__(self):
        return self
class A:
    def other(self): return self.data
== tests/unit/beta.py
from helpers import f
from pkg import A
from space.alpha import value
f(1).data.run().stop()
A.stop().data.run().data
f(data=value).other().run().run
value.run()
== tests/helpers.py
from pkg.alpha import A, B
import space.alpha
def f(x): return A(data=x, run=1)
def f(data): return A.stop()
with B() as other:
    other.run().data.run()
space.alpha.value.run()
== space/alpha.py
from pkg import alpha
value = alpha.B()
value.run().other()
== scripts/run.py
from pkg.alpha import A as C
import alpha
alpha.f(run=1)
class B(C):
    def run(self):
        super().stop().data.run()
        super().__init__(data=1, run=self.run)
== scripts/alpha.py
def f(run, stop): ...
"""),
    _tree("""\
== alpha.py
try:
    from beta import A, f
except ImportError:
    from gamma import A, f
    value = None
else:
    value = A()
def g(x: A, y: "alpha.B | None" = None):
    x.run().stop()
    y.data.run(stop=1)
    return y
class B(A):
    data: "A"
    def stop(self): return g(self)
== beta.py
from gamma import *
import alpha
def f(): return alpha.value
class A(C, B):
    def __init__(self, stop): self.value = alpha.g(self)
    def run(self):
        return self.value.data
== gamma.py
__all__ = ["C", "g", "B"]
from alpha import g
class B:
    def run(self, stop):
        def inner():
            return self.data
        return inner()
    class C:
        def run(self): ...
class C:
    data = B()
    def stop(self):
        return [self for value in self.data.run(stop=1)]
    @staticmethod
    def run(data): return B.C()
class A(C): ...
def f(): return A()
== delta.py
from beta import *
import alpha as other
A(stop=1).run().run(stop=2)
f().run().stop().data.run(stop=3)
other.g(x=A, y=B).data
other.value.stop().data.run()
C.run(data=C).run()
g(C()).stop()
"""),
]


@st.composite
def edited(draw: st.DrawFn, before: Mapping[str, str]) -> Tree:
    """`before` after one random edit of the kinds that people and tools make."""
    tree = dict(before)
    if not tree:
        return {draw(st.sampled_from(PATHS)): draw(contents())}
    path = draw(st.sampled_from(sorted(tree)))
    kind = draw(st.sampled_from(EDITS))
    if kind == "add":
        parts = split(tree[path])
        parts.insert(draw(st.integers(0, len(parts))), draw(statements()) + "\n")
        tree[path] = "".join(parts)
    elif kind == "remove" and split(tree[path]):
        parts = split(tree[path])
        del parts[draw(st.integers(0, len(parts) - 1))]
        tree[path] = "".join(parts)
    elif kind == "replace" and split(tree[path]):
        parts = split(tree[path])
        parts[draw(st.integers(0, len(parts) - 1))] = draw(statements()) + "\n"
        tree[path] = "".join(parts)
    elif kind == "rename a name":
        pool = draw(st.sampled_from([TOP_LEVEL, MEMBERS]))
        old, new = draw(st.sampled_from(pool)), draw(st.sampled_from(pool))
        everywhere = draw(st.booleans())
        for file in sorted(tree) if everywhere else [path]:
            tree[file] = re.sub(rf"\b{old}\b", new, tree[file])
    elif kind == "change a word":
        words = list(re.finditer(rf"\b({'|'.join([*TOP_LEVEL, *MEMBERS])})\b", tree[path]))
        if words:
            word = draw(st.sampled_from(words))
            new = draw(st.sampled_from(TOP_LEVEL if word[0] in TOP_LEVEL else MEMBERS))
            tree[path] = tree[path][: word.start()] + new + tree[path][word.end() :]
    elif kind in WHERE:
        lines = tree[path].splitlines(keepends=True)
        fitting = [at for at, line in enumerate(lines) if re.match(WHERE[kind], line)]
        if fitting:
            at = draw(st.sampled_from(fitting))
            tree[path] = "".join(changed_line(draw, kind, lines, at))
    elif kind == "exchange":
        parts = split(tree[path])
        tree[path] = "".join(draw(st.permutations(parts)))
    elif kind == "shift":
        tree[path] = draw(st.sampled_from(["\n", "# é\n", '"""Prose."""\n'])) + tree[path]
    elif kind == "rewrite":
        tree[path] = draw(contents())
    elif kind == "create":
        tree[draw(st.sampled_from(PATHS))] = draw(st.one_of(st.just(""), contents()))
    elif kind == "delete":
        del tree[path]
    elif kind == "move":
        text = tree.pop(path)
        tree[draw(st.sampled_from(PATHS))] = text
    elif kind == "swap":
        partner = draw(st.sampled_from(sorted(tree)))
        tree[path], tree[partner] = tree[partner], tree[path]
    elif kind == "move a package":
        old, new = draw(st.permutations(["pkg/", "pkg/sub/", "alpha/", "moved/"]))[:2]
        if not new.startswith(old):
            inside = [file for file in sorted(tree) if file.startswith(old)]
            tree |= {new + file.removeprefix(old): tree.pop(file) for file in inside}
    elif kind == "delete a package":
        gone = draw(st.sampled_from(["pkg/", "pkg/sub/", "alpha/"]))
        tree = {file: text for file, text in tree.items() if not file.startswith(gone)}
    return tree


EDITS = [
    *("add", "remove", "replace", "rename a name", "shift", "rewrite"),
    *("create", "delete", "move", "swap", "move a package", "delete a package"),
    *("change a word", "remove a line", "repeat a line", "insert a line", "decorate"),
    *("change a word", "add a member", "exchange"),
]
WHERE = {
    "remove a line": "",
    "repeat a line": "",
    "insert a line": r" +\S",
    "decorate": r" *(async )?def |class ",
    "add a member": r" *class ",
}
"""Which lines an edit of one line begins at."""

DECORATORS = ["staticmethod", "classmethod", "property", "unknown", "f", "value.run"]
INNER = [
    "{a} = {n}",
    "{a}: {C}",
    "def {a}(self, {b}=None): return {n}()",
    "def {a}(cls) -> {C}: return [cls for cls in {v}]",
    "class {C}({D}): ...",
    "def __init__(self, {a}, {b}: {C}): self.{a} = {b}; self.{b} = {a}",
]


BODY = [
    "[{a} for {a} in {v}]",
    "return {n}({a}={o})",
    "{v} = {C}()",
    "self.{a} = {C}()",
    "lambda {a}: {a}",
    "def {f}({a}): return {C}()",
    "class {C}({D}): ...",
    "from {m} import {n}",
]


def changed_line(draw: st.DrawFn, kind: str, lines: list[str], at: int) -> list[str]:
    """`lines` without the one at `at`, with a decorator on it, or with a member after it."""
    if kind == "remove a line":
        return lines[:at] + lines[at + 1 :]
    indent = re.match(" *", lines[at])[0]  # type: ignore[index]  # It matches everywhere.
    if kind == "repeat a line":
        return [*lines[:at], lines[at], *lines[at:]]
    if kind == "insert a line":
        return [*lines[:at], f"{indent}{filled(draw, draw(st.sampled_from(BODY)))}\n", *lines[at:]]
    if kind == "decorate":
        new = f"{indent}@{draw(st.sampled_from(DECORATORS))}\n"
        return [*lines[:at], new, *lines[at:]]
    template = draw(st.sampled_from(INNER))
    return [*lines[: at + 1], f"{indent}    {filled(draw, template)}\n", *lines[at + 1 :]]


def split(text: str) -> list[str]:
    """The top-level statements of a module, each with its lines and its newline."""
    return re.findall(r"^[^\s].*\n(?:(?:[ \t]+.*|except.*|)\n)*|^\n", text, re.MULTILINE)


@st.composite
def histories(draw: st.DrawFn, max_steps: int = 5) -> list[Tree]:
    """A project and what it becomes, step by step; each step is one to three edits at once.

    Some steps go back to what the project was before, with or without edits.
    """
    trees = [draw(projects())]
    for _ in range(draw(st.integers(1, max_steps))):
        back = draw(st.integers(0, 2)) == 2
        tree = draw(st.sampled_from(trees)) if back else trees[-1]
        for _ in range(draw(st.integers(0 if back else 1, 3))):
            tree = draw(edited(tree))
        trees.append(tree)
    return trees
