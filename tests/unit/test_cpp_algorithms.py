"""C++: what algorithms of the standard library pass to functions without a name, and what is taken
out of what holds several things."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask

_TYPES = """\
struct Item {
int id; Item next() const; };
struct Box { Item item;
int width; };
"""
_ID, _WIDTH = 2, 4


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ("std::sort(v.begin(), v.end(), [](auto& a, auto& b) { return b.<|>id; });", _ID),
        ("std::for_each(v.begin(), v.end(), [](auto&& a) { a.<|>id; });", _ID),
        ("std::for_each(m.begin(), m.end(), [](auto& a) { a.second.<|>width; });", _WIDTH),
        ("std::any_of(v.cbegin(), v.cend(), [](const auto& a) { return a.<|>id; });", _ID),
        ("auto i = std::find_if(v.begin(), v.end(), [](auto a) { return a.<|>id; });", _ID),
        ("std::transform(v.begin(), v.end(), o, [](const auto& a) { return a.<|>id; });", _ID),
        (
            "std::transform(v.begin(), v.end(), w.begin(), o, [](auto& a, auto& b) { b.<|>width; });",
            _WIDTH,
        ),
        (
            "std::equal(v.begin(), v.end(), w.begin(), [](auto& a, auto& b) { return b.<|>width; });",
            _WIDTH,
        ),
        (
            "std::accumulate(v.begin(), v.end(), 0, [](int n, const auto& a) { return a.<|>id; });",
            _ID,
        ),
        (
            "std::accumulate(v.begin(), v.end(), Box{}, [](auto n, auto& a) { n.<|>width; return n; });",
            _WIDTH,
        ),
        (
            "std::accumulate(v.begin(), v.end(), Box{}, [](auto n, auto& a) { return n; }).<|>width;",
            _WIDTH,
        ),
        (
            "std::lower_bound(v.begin(), v.end(), w[0], [](auto& a, auto& b) { b.<|>width; });",
            _WIDTH,
        ),
        ("std::upper_bound(v.begin(), v.end(), w[0], [](auto& a, auto& b) { b.<|>id; });", _ID),
        ("std::ranges::sort(v, [](const auto& a, const auto& b) { return a.<|>id; });", _ID),
        ("std::erase_if(v, [](const auto& a) { return a.<|>id; });", _ID),
        ("std::erase_if(m, [](const auto& a) { return a.second.<|>width; });", _WIDTH),
        ("std::get<Item>(x).<|>id;", _ID),
        ("m.try_emplace(1).first->second.<|>width;", _WIDTH),
        ("auto [at, is_new] = m.try_emplace(1); at->second.<|>width;", _WIDTH),
        ("m.equal_range(1).second->second.<|>width;", _WIDTH),
    ],
)
def test_what_is_known_of_elements(use: str, line: int) -> None:
    assert _definition(use) == [line]


@pytest.mark.parametrize(
    "use",
    [
        # A function of one's own passes what it likes.
        "sort(v.begin(), v.end(), [](auto& a, auto& b) { return b.<|>id; });",
        "my::sort(v.begin(), v.end(), [](auto& a, auto& b) { return b.<|>id; });",
        # What is projected is what is passed.
        "std::ranges::sort(v, [](auto a, auto b) { return a < b; }, [](auto& a) { a.<|>id; });",
        "std::for_each(v.begin(), v.end(), [](auto& a) { auto f = [](auto b) { b.<|>id; }; });",
    ],
)
def test_what_is_not_known_of_elements(use: str) -> None:
    assert _definition(use) == []


def _definition(use: str) -> list[int]:
    """The lines, from one, to which the cursor leads."""
    given = "std::vector<Item> v, std::vector<Box> w, std::map<int, Box> m, int o, std::variant<Item, Box> x"
    fixture = parse_fixture(f"//- a.cc\n{_TYPES}void f({given}) {{ {use} }}")
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    return [result["line"] + 1 for result in results]
