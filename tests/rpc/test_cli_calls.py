"""Questions about calls and types through the command line, with a real daemon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from git_history import History
from rpc.test_cli_answers import Project, indexed


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with indexed(tmp_path_factory.mktemp("calls")) as made:
        (made.folder / "shop/types.py").write_text(
            "from shop.price import Price\n\n\nclass Net(Price):\n"
            "    def total(self, größe):\n        return super().total(größe)\n",
            encoding="utf-8",
        )
        yield made


def test_callers_and_callees(project: Project) -> None:
    (pay,) = project.ask("callers", "fetch")["results"]
    assert (pay["name"], pay["kind"], pay["qualified"]) == ("pay", "function", "pay")
    # Column 17 is byte 21: calls are counted in characters as everything is.
    assert [(call["line"], call["column"]) for call in pay["calls"]] == [(5, 5), (6, 17)]
    called = project.ask("callees", "shop/cart.py:4:5")["results"]
    assert [callee["name"] for callee in called] == ["Price", "total", "fetch"]
    assert project.ask("callers", "pay", code=1)["results"] == []


def test_a_tree_of_callers(project: Project) -> None:
    results = project.ask("callers", "Price.total", "--depth", "2")["results"]
    assert [caller["name"] for caller in results] == ["pay", "total"]


def test_what_a_change_reaches(project: Project) -> None:
    answer = project.ask("impact", "Price.total")
    found = [(each["name"], each["distance"], each["use"]) for each in answer["results"]]
    assert found == [("total", 1, "overrides"), ("pay", 1, "calls")]
    assert answer["summary"]["by_distance"] == [2, 0, 0, 0, 0]
    said = project.run("impact", "Price.total").stdout.splitlines()
    assert said[:3] == [
        "1 step",
        "  shop/types.py:5:9  method Net.total  overrides Price.total, public",
        "  shop/cart.py:4:5  function pay  calls Price.total (inferred), public",
    ]
    review = project.run("impact", "--markdown", "Price.total").stdout
    assert "- `pay` calls `Price.total` (inferred), public (`shop/cart.py:4`)" in review
    drawn = project.run("impact", "--format", "dot", "Price.total").stdout
    assert drawn.startswith("digraph codegraph {\n")
    assert '[label="Price.total\\nshop/price.py", style="bold"]' in drawn
    assert '[label="overrides"]' in drawn


def test_calls_as_a_graph(project: Project) -> None:
    answer = project.ask("graph", "pay")
    assert [each["name"] for each in answer["results"]] == [
        "pay",
        "Price",
        "total",
        "fetch",
        "total",
    ]
    drawn = project.run("graph", "--format", "mermaid", "shop/cart.py").stdout
    assert drawn.startswith("flowchart LR\n")
    assert "|calls|" in drawn


def test_a_way_by_calls(project: Project) -> None:
    way = project.ask("path", "pay", "shop/price.py:6:5")["results"]
    assert [(each["name"], each.get("at")) for each in way] == [
        ("pay", None),
        ("fetch", {"line": 5}),
    ]
    said = project.run("path", "pay", "fetch").stdout.splitlines()
    assert said[:3] == [
        "pay  shop/cart.py:4:5",
        "    calls  shop/cart.py:5",
        "fetch  shop/price.py:6:5",
    ]
    assert project.ask("path", "fetch", "pay", code=1)["results"] == []


def test_the_commits_of_a_symbol_and_of_a_file(tmp_path: Path) -> None:
    with indexed(tmp_path) as made:
        history = History(made.folder)
        first = history.commit("First", {})
        text = (made.folder / "shop/price.py").read_text(encoding="utf-8")
        second = history.commit("Second", {"shop/price.py": text.replace("return größe", "pass")})
        answer = made.ask("history", "Price.total", what="history")
        assert [(row["commit"], row["change"], row["line"]) for row in answer["results"]] == [
            (second, "changed", 2),
            (first, "added", 2),
        ]
        said = made.run("history", "shop/price.py").stdout.splitlines()
        assert said[0] == f"{second[:10]}  2020-09-15  Ada  Second  (changed)"
        assert said[3] == "Changes together with"
        changed = text.replace("return größe", "return 1")
        (made.folder / "shop/price.py").write_text(changed, encoding="utf-8")
        (row,) = made.ask("diff", what="diff")["results"]
        assert (row["change"], row["qualified"], row["line"]) == ("changed", "Price.total", 2)
        said = made.run("diff", first).stdout.splitlines()
        assert said[:2] == ["shop/price.py", "  ~ Price.total  changed, line 2"]
        answer = made.ask("impact", "--diff", "HEAD")
        assert [each["name"] for each in answer["results"]] == ["pay"]
        gone = changed.replace("def fetch", "def fetched")
        (made.folder / "shop/price.py").write_text(gone, encoding="utf-8")
        answer = made.ask("impact", "--diff", "HEAD")
        broken = [(each["name"], each["use"]) for each in answer["results"] if each.get("broken")]
        assert ("pay", "calls") in broken
        assert answer["summary"]["broken"] == len(broken)
        said = made.run("impact", "--diff", "HEAD").stdout
        assert said.startswith("Broken: they use what is gone\n")
        review = made.run("impact", "--diff", "HEAD", "--markdown").stdout
        assert "### Broken: they use what is gone" in review
        assert "### May break who uses them from outside" in review
        drawn = made.run("impact", "--diff", "HEAD", "--format", "mermaid").stdout
        assert ", gone" in drawn or "#44; gone" in drawn
        assert made.run("impact").returncode == 2
        assert made.run("impact", "--staged", "Price").returncode == 2


def test_the_first_question_of_all_may_be_whom_all_changes_reach(tmp_path: Path) -> None:
    with indexed(tmp_path) as made:
        history = History(made.folder)
        history.commit("First", {})
        price = made.folder / "shop/price.py"
        text = price.read_text(encoding="utf-8")
        price.write_text(text.replace("return größe", "return 1"), encoding="utf-8")
        assert made.run("cache", "remove", str(made.folder), "--yes").returncode == 0
        answer = made.ask("impact", "--diff", "HEAD")
        assert [each["name"] for each in answer["results"]] == ["pay"]
        assert answer["summary"]["changes"] == 1


def test_what_to_look_at_next(project: Project) -> None:
    answer = project.ask("related", "--by", "graph", "pay")
    assert ("callees", "fetch") in {(each["group"], each["name"]) for each in answer["results"]}
    said = project.run("related", "--by", "graph", "pay").stdout
    assert "What it calls" in said
    assert "this calls it" in said
    (project.folder / "README.md").write_text("# Shop\n\nUse `shop.cart.pay`.\n", encoding="utf-8")
    said = project.run("related", "--by", "documentation", "pay").stdout
    assert said.startswith(
        "Documentation\n  1.00  README.md:3:16  section Shop  it mentions `shop.cart.pay`"
    )


def test_what_to_read(project: Project) -> None:
    answer = project.ask("context", "fetch", "--tokens", "500")
    found = [(each["name"], each["group"], each["form"]) for each in answer["results"]]
    assert ("fetch", "match", "whole") in found
    assert ("pay", "callers", "whole") in found
    assert answer["summary"]["tokens"] <= answer["summary"]["budget"] == 500
    said = project.run("context", "shop/cart.py:4:5").stdout
    assert said.startswith("# pay\n\n## shop/cart.py\n\n")
    assert "this is asked about" in said
    assert "```python\n" in said
    whole = project.run("context", "shop/price.py").stdout
    assert whole.startswith("# shop/price.py\n")
    assert project.run("context", "--tokens", "1", "fetch").returncode == 2
    assert project.run("context", '"nowhere at all"').returncode == 1


def test_what_nothing_needs(project: Project) -> None:
    answer = project.ask("dead", "shop/**")
    found = [(each["qualified"], each["reason"], each["line"]) for each in answer["results"]]
    assert found == [
        ("pay", "unused", 4),
        ("Price", "dead", 1),
        ("fetch", "dead", 6),
        ("Net", "unused", 4),
    ]
    assert answer["results"][1]["users"] == [
        ["pay", "shop/cart.py", 4],
        ["Net", "shop/types.py", 4],
    ]
    assert answer["summary"]["dead"] == 4
    said = project.run("dead", "--kind", "class").stdout.splitlines()
    assert said[1] == "  1: class Price  3 lines, 1 inside; only dead code uses it: pay, Net"
    project.ask("dead", "nowhere/**", code=1)


def test_what_is_nearly_the_same(tmp_path: Path) -> None:
    with indexed(tmp_path) as made:
        body = "".join(
            f"    kept[{n}] = text.find(name, {n}) + kept.get({n}, 0)\n" for n in range(5)
        )
        for path in ("shop/one.py", "shop/two.py"):
            text = f"def größe(kept, text, name):\n{body}    return kept\n"
            (made.folder / path).write_text(text, encoding="utf-8")
        answer = made.ask("duplicates")
        (group,) = answer["results"]
        assert (group["copies"], group["repeated"], group["similarity"]) == (2, 7, 1.0)
        assert [each["path"] for each in group["targets"]] == ["shop/two.py"]
        assert answer["summary"]["groups"] == 1
        said = made.run("duplicates").stdout.splitlines()
        assert said[:2] == [
            "2 functions, 7 lines repeated",
            "  shop/one.py:1:5  größe  7 lines, 1.00 similar",
        ]
        made.ask("duplicates", "nowhere/**", code=1)


def test_types(project: Project) -> None:
    assert [each["name"] for each in project.ask("subtypes", "Price")["results"]] == ["Net"]
    assert [each["name"] for each in project.ask("supertypes", "Net")["results"]] == ["Price"]
    (override,) = project.ask("impl", "Price.total")["results"]
    assert (override["path"], override["qualified"]) == ("shop/types.py", "Net.total")


def test_hover(project: Project) -> None:
    (fetch,) = project.ask("hover", "fetch")["results"]
    assert (fetch["detail"], fetch["references"], fetch["files"]) == ("def fetch()", 3, 1)


def test_a_person_reads_callers(project: Project) -> None:
    shown = project.run("callers", "fetch").stdout
    assert shown.startswith(
        "shop/cart.py:4:5  function pay in shop.cart\n"
        "  5:5   fetch()\n"
        '  6:17  print("é😀", fetch())\n\n'
        "1 caller in 1 file · "
    )


def test_wrong_depths_are_usage_errors(project: Project) -> None:
    process = project.run("callers", "fetch", "--depth", "0")
    assert process.returncode == 2
    assert "--depth" in process.stderr
