"""What a class is called, given by name: the class is meant, and who uses it, as at its definition."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask
from related import check_calls

JAVA = """
//- p/Store.java
package p;
public class Store {
  public Store(int size) {}
  Store copy() { return new Store(1); }
}
//- p/Plain.java
package p;
public class Plain {}
//- p/Main.java
package p;
class Main {
  Store store = new Store(2);
  Plain plain = new Plain();
}
"""
CPP = """
//- store.h
class Store {
 public:
  Store(int size);
  Store* copy();
};
//- store.cpp
#include "store.h"
Store::Store(int size) {}
Store* Store::copy() { return new Store(1); }
"""


def places(text: str, method: str, symbol: str) -> list[str]:
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, method, {"symbol": symbol})
    return [f"{each['path']}:{each['line'] + 1} {each['kind']}" for each in answer["results"]]


def lines(text: str, method: str, symbol: str) -> list[str]:
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, method, {"symbol": symbol})
    return sorted({f"{each['path']}:{each['line'] + 1}" for each in answer["results"]})


@pytest.mark.parametrize(
    ("text", "symbol", "found"),
    [
        (JAVA, "Store", ["p/Store.java:2 class"]),
        (JAVA, "p.Store", ["p/Store.java:2 class"]),
        (JAVA, "Plain", ["p/Plain.java:2 class"]),
        (CPP, "Store", ["store.h:1 class"]),
        (
            "//- models.py\ndef models(): ...\n",
            "models",
            ["models.py:1 module", "models.py:1 function"],
        ),
        ("//- a/thing.ts\nexport class thing {}\n", "thing", ["a/thing.ts:1 class"]),
    ],
)
def test_the_definition_of_a_class_is_the_class(text: str, symbol: str, found: list[str]) -> None:
    assert places(text, "definition", symbol) == found


@pytest.mark.parametrize(
    "spelled", ["Store::copy", "Store.copy()", "Store#copy", "Store->copy", "::Store::copy()"]
)
def test_a_name_may_be_spelled_as_it_stands_somewhere(spelled: str) -> None:
    assert places(CPP, "definition", spelled) == ["store.cpp:3 method"]


def test_what_a_module_passes_on_may_be_named_as_its_own() -> None:
    files = """
        //- app/web_app.py
        class Application: ...
        //- app/web.py
        from .web_app import Application as Application, Application as App
        """
    for spelled in ("web.Application", "app.web.App"):
        fixture = parse_fixture(files)
        answer = ask(fixture.files, fixture.steps, "definition", {"symbol": spelled})
        assert [each["path"] for each in answer["results"]] == ["app/web_app.py"]
        assert answer["reason"] == (
            f"{spelled} is imported there: it is Application of app/web_app.py"
        )
    assert places(files, "definition", "web.Other") == []


def test_a_name_that_there_is_not_is_said_as_it_was_given() -> None:
    fixture = parse_fixture(CPP)
    answer = ask(fixture.files, fixture.steps, "definition", {"symbol": "Store::lost()"})
    assert "no symbol is named Store::lost()" in answer["reason"]


def test_the_references_of_a_class_are_all_of_its_uses() -> None:
    assert lines(JAVA, "references", "Store") == ["p/Main.java:3", "p/Store.java:4"]
    assert lines(JAVA, "references", "Plain") == ["p/Main.java:4"]


def test_who_makes_one_of_a_class_calls_it_wherever_that_is_asked() -> None:
    for asked in ("class Sto<|>re", "public Sto<|>re("):
        check_calls(
            JAVA.replace(asked.replace("<|>", ""), asked, 1),
            "callers",
            """
            class Main p/Main.java:2 <- p/Main.java:3 Store
            method Store.copy p/Store.java:4 <- p/Store.java:4 Store
            """.replace("            ", ""),
        )
    check_calls(
        CPP.replace("class Store", "class Sto<|>re"),
        "callers",
        "method Store.copy store.cpp:3 <- store.cpp:3 Store\n",
    )
