"""Context: which pieces of source answer a question, within a number of tokens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from codegraph_client.errors import BadRequest
from codegraph_daemon.context.markdown import tokens_of_label
from codegraph_daemon.context.packing import WHOLE, Costs, Form, Piece, packed
from codegraph_daemon.context.tokens import estimate
from fixture_language import parse_fixture
from harness import Index, in_index

SHOP = """
    //- shop.py
    from limits import LIMIT

    class Cart:
        \"\"\"What somebody is about to buy.\"\"\"

        def __init__(self, lines: list["Line"]) -> None:
            self.lines = lines

        def total(self, rate: float) -> float:
            \"\"\"What all of it costs.

            Taxes included.
            \"\"\"
            found = sum(line.price() for line in self.lines)
            return check(found * rate)

        def empty(self) -> bool:
            return not self.lines

    class Line:
        \"\"\"One thing, once.\"\"\"

        def price(self) -> float:
            \"\"\"What it costs alone.\"\"\"
            first = 1.0
            second = first * 2
            return first + second

    def check(amount: float) -> float:
        \"\"\"Refuse what is too much.\"\"\"
        if amount > LIMIT:
            raise ValueError(amount)
        return amount

    class Discounted(Cart):
        def total(self, rate: float) -> float:
            return super().total(rate) / 2
    //- limits.py
    LIMIT = 100.0
    //- till.py
    from shop import Cart

    def pay(cart: Cart) -> str:
        taxes = 1.2
        amount = cart.total(taxes)
        text = f"{amount:.2f}"
        return text
    //- tests/test_shop.py
    from shop import Cart

    def test_total():
        cart = Cart([])
        assert cart.total(1.0) == 0
    """


def asked(text: str, *, search: bool = False, **params: Any) -> dict[str, Any]:
    """The answer to the question; at the cursor, if there is one and nothing else is asked."""
    fixture = parse_fixture(text)
    about = {} if {"query", "path"} & params.keys() or not fixture.cursor else fixture.target()

    async def run(index: Index) -> dict[str, Any]:
        await index.show(fixture.files)
        return await index.ask("context", {**about, **params})

    answer = in_index(run, search_use="on" if search else "off", search_models="[]")
    assert estimate(answer["summary"]["markdown"]) == answer["summary"]["tokens"]
    assert answer["summary"]["tokens"] <= params.get("tokens", 4000)
    return answer


def drawn(answer: dict[str, Any]) -> str:
    """Each piece: form, part, name, why; and the numbers of its lines."""
    rows = []
    for result in answer["results"]:
        name = result.get("qualified", "-")
        lines = ",".join(str(row["line"] + 1) for row in result["lines"])
        where = f"{result['path']}:{lines}"
        why = "; ".join(result["reasons"])
        rows.append(f"{result['form']} {result['group']} {name} {where} ({why})\n")
    return "".join(rows)


def test_of_a_symbol_itself_what_it_uses_and_who_uses_it() -> None:
    answer = asked(SHOP, query="Cart.total", tokens=600)
    assert answer["complete"]
    assert drawn(answer) == snapshot("""\
whole used Cart.lines shop.py:7 (`Cart.total` takes it)
whole match Cart.total shop.py:9,10,11,12,13,14,15 (this is asked about)
whole callees Line.price shop.py:23,24,25,26,27 (`Cart.total` calls it)
whole callees check shop.py:29,30,31,32,33 (`Cart.total` calls it)
whole overrides Discounted.total shop.py:36,37 (it overrides `Cart.total`)
whole callers pay till.py:3,4,5,6,7 (it calls `Cart.total`)
whole tests test_total tests/test_shop.py:3,4,5 (it tests `Cart.total`)
""")


def test_with_little_room_only_what_is_asked_about_is_whole() -> None:
    answer = asked(SHOP, query="Cart.total", tokens=280)
    assert drawn(answer) == snapshot("""\
whole match Cart.total shop.py:9,10,11,12,13,14,15 (this is asked about)
signature callees Line.price shop.py:23,24 (`Cart.total` calls it)
whole callees check shop.py:29,30,31,32,33 (`Cart.total` calls it)
""")
    assert answer["summary"]["left_out"] > 0


def test_the_markdown() -> None:
    answer = asked(SHOP, query="check", tokens=400)
    assert answer["summary"]["markdown"] == snapshot('''\
# check

## shop.py

- 9-15: `Cart.total`: it calls `check`
- 23-24: `Line.price`: it is near by uses; it is in the same file
- 29-33: `check`: this is asked about
- 36: `Discounted.total`: it is near by uses; it is in the same file

```python
… 9
    def total(self, rate: float) -> float:
        """What all of it costs.

        Taxes included.
        """
        found = sum(line.price() for line in self.lines)
        return check(found * rate)
… 23
    def price(self) -> float:
        """What it costs alone."""
… 29
def check(amount: float) -> float:
    """Refuse what is too much."""
    if amount > LIMIT:
        raise ValueError(amount)
    return amount
… 36
    def total(self, rate: float) -> float:
```

## limits.py

- 1: `LIMIT`: `check` reads it

```python
LIMIT = 100.0
```

7 more did not fit, 2 are shown in part: `codegraph context --tokens 800 check`
''')


def test_a_whole_type_is_shown_by_its_outline_where_it_does_not_fit() -> None:
    answer = asked(SHOP, query="Cart", tokens=260)
    (cart,) = (each for each in answer["results"] if each.get("qualified") == "Cart")
    assert (cart["form"], cart["group"]) == ("outline", "match")
    texts = [row["text"].strip() for row in cart["lines"]]
    assert "def empty(self) -> bool:" in texts
    assert "return not self.lines" not in texts


def test_a_file_and_a_position_may_be_asked_about() -> None:
    whole = asked(SHOP, path="till.py", tokens=400)["results"]
    assert (whole[0]["path"], whole[0]["form"], len(whole[0]["lines"])) == ("till.py", "whole", 7)
    at = asked("//- a.py\ndef one(): ...\n\n\ndef two():\n    o<|>ne()\n")
    assert {each["qualified"]: each["group"] for each in at["results"]} == {
        "one": "match",
        "two": "callers",
    }


def test_words_find_what_they_are_about_and_what_stands_around_it() -> None:
    answer = asked(SHOP, search=True, query="refuse what costs too much", tokens=500)
    assert answer["complete"], answer
    first, *_ = answer["results"]
    assert first["path"] == "shop.py"
    found = {each.get("qualified"): each["form"] for each in answer["results"]}
    assert found["check"] == "whole"
    assert "LIMIT" in found


def test_documents_and_what_is_no_symbol_are_found_by_words() -> None:
    text = """
        //- README.md
        # Shop

        All about it.

        ## Refunds of vouchers

        A voucher is refunded within a day.
        //- a.py
        def other(): ...
        """
    answer = asked(text, search=True, query="how are vouchers refunded")
    (section, *_) = answer["results"]
    assert (section["path"], section["group"]) == ("README.md", "prose")
    assert "A voucher is refunded within a day." in [row["text"] for row in section["lines"]]


def test_words_without_searches_find_nothing_and_say_why() -> None:
    answer = asked(SHOP, query="refuse what costs too much")
    assert answer["results"] == []
    assert not answer["complete"]
    assert "search.use" in answer["reason"]


def test_unsaved_text_counts_as_if_it_were_saved() -> None:
    async def run(index: Index) -> dict[str, Any]:
        await index.show({"a.py": "def one(): ...\n", "b.py": "x = 1\n"})
        text = "from a import one\ndef two():\n    one()\n"
        await index.handlers["overlay"](index.session, {"path": "b.py", "version": 1, "text": text})
        return await index.ask("context", {"query": "one"})

    answer = in_index(run)
    assert drawn(answer) == snapshot("""\
whole match one a.py:1 (this is asked about)
whole callers two b.py:2,3 (it calls `one`)
""")
    assert [row["text"] for row in answer["results"][1]["lines"]] == ["def two():", "    one()"]


def test_no_line_is_told_twice() -> None:
    answer = asked(SHOP, query="Cart", tokens=4000)
    lines = [(each["path"], row["line"]) for each in answer["results"] for row in each["lines"]]
    assert len(lines) == len(set(lines))
    names = [each.get("qualified") for each in answer["results"]]
    assert "Cart" in names
    assert "Cart.total" not in names, "it stands in its class"


def test_code_with_fences_does_not_end_its_own() -> None:
    text = "//- a.py\ndef one():\n    '''\n    ````python\n    '''\n"
    markdown = asked(text, query="one")["summary"]["markdown"]
    assert "`````python\ndef one():" in markdown


@pytest.mark.parametrize(
    "params",
    [
        {"tokens": 0},
        {"tokens": True},
        {"tokens": "many"},
        {"tokens": 10**9},
        {"query": " "},
        {"query": 3},
        {},
    ],
)
def test_parameters_that_mean_nothing_are_refused(params: dict[str, Any]) -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def one(): ...\n"})
        about = {"query": "one"} if "tokens" in params else {}
        with pytest.raises(BadRequest):
            await index.ask("context", about | params)

    in_index(run)


# The choice


COSTS = Costs(lambda path, line: 1 + line % 7, lambda path: 5, tokens_of_label)


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    found = []
    for number in range(draw(st.integers(1, 8))):
        first, length = draw(st.integers(0, 30)), draw(st.integers(1, 20))
        lines = tuple(range(first, first + length))
        some = tuple(each for each in lines if draw(st.booleans()))
        forms = [Form("signature", some, 0.4)] * (0 < len(some) < len(lines))
        path = draw(st.sampled_from(["a.py", "b.py"]))
        worth = draw(st.floats(0.05, 1.0))
        found.append(Piece(path, f"piece {number}", worth, (*forms, Form(WHOLE, lines, 1.0))))
    return found


@given(pieces(), st.integers(0, 300))
def test_what_is_chosen_fits_and_says_what_it_leaves_out(some: list[Piece], room: int) -> None:
    chosen = packed(some, room, COSTS)
    cost = 0
    for path, lines in chosen.lines.items():
        runs = sum(line - 1 not in lines for line in lines)
        cost += COSTS.of_file(path) + 4 * runs
        cost += sum(COSTS.of_line(path, line) for line in lines)
    cost += sum(COSTS.of_label(some[each.number].label) for each in chosen.taken)
    assert cost <= room
    assert {each.number for each in chosen.taken}.isdisjoint(chosen.left_out)
    shown = {(some[each.number].path, line) for each in chosen.taken for line in each.form.lines}
    assert shown == {(path, line) for path, lines in chosen.lines.items() for line in lines}
    for number in chosen.left_out:
        there = chosen.lines.get(some[number].path, set())
        assert not there.issuperset(some[number].forms[0].lines)


def test_the_best_is_whole_if_it_takes_half_of_the_room() -> None:
    best = Piece("a.py", "best", 1.0, (Form("signature", (0,), 0.3), Form(WHOLE, (0, 1, 2), 1.0)))
    others = [
        Piece("b.py", "x", 0.9, (Form("signature", (number,), 1.0),)) for number in range(0, 70, 7)
    ]
    chosen = packed([best, *others], 80, COSTS)
    assert chosen.taken[0].form.name == WHOLE
    chosen = packed([best, *others], 30, COSTS)
    assert chosen.taken[0].form.name == "signature"


# Tokens


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("return", 1, 2),
        ("getUserById", 4, 5),
        ("x = 12345\n", 4, 6),
        ("def f(a, b):\n    return a + b\n", 12, 19),
        ("日本語", 3, 8),
        ("HTTPRESPONSEHEADERFIELD", 4, 8),
    ],
)
def test_tokens_are_estimated(text: str, least: int, most: int) -> None:
    assert least <= estimate(text) <= most


@given(st.lists(st.text(st.characters(exclude_characters="\r\n"))))
def test_lines_take_no_less_than_their_text(lines: list[str]) -> None:
    ended = [f"{line}\n" for line in lines]
    assert sum(map(estimate, ended)) >= estimate("".join(ended))
