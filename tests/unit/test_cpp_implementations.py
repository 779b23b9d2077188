"""C++: what implements a virtual method, wherever the bodies stand."""

from __future__ import annotations

from inline_snapshot import snapshot

from related import check_types

REPORTERS = """
//- reporter.h
namespace ns {
class Reporter { public: virtual void finish(); virtual void start() = 0; };
class JsonReporter : public Reporter { public: void finish() override; void start() override {} };
}
//- reporter.cc
#include "reporter.h"
namespace ns {
void Reporter::finish() {}
}
//- json.cc
#include "reporter.h"
namespace ns {
void JsonReporter::finish() {}
}
"""


def test_implementations_are_bodies_and_not_declarations() -> None:
    check_types(
        REPORTERS,
        "implementations",
        snapshot("""\
json.cc:3  void JsonReporter::finish() {}  method ns.JsonReporter.finish
                              ^^^^^^
"""),
        symbol="ns.Reporter.finish",
    )


def test_implementations_in_the_class() -> None:
    check_types(
        REPORTERS,
        "implementations",
        snapshot("""\
reporter.h:3  class JsonReporter : public Reporter { public: void finish() override; void start() override {} };  method ns.JsonReporter.start
                                                                                          ^^^^^
"""),
        symbol="ns.Reporter.start",
    )


def test_implementations_asked_for_at_the_body_of_the_base() -> None:
    check_types(
        REPORTERS.replace("Reporter::finish", "Reporter::fin<|>ish", 1),
        "implementations",
        snapshot("""\
json.cc:3  void JsonReporter::finish() {}  method ns.JsonReporter.finish
                              ^^^^^^
"""),
    )
