"""The page of the call graph, as it is used: keys, pointer, list, files, and what it says."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any
from xml.etree import ElementTree

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from vscode.conftest import PICTURES
from vscode.graph_page import URI, GraphPage, build, call, graph, graph_page, symbol
from vscode.workbench import IN_VS_CODE

pytestmark = IN_VS_CODE

SMALL = graph(
    [symbol("main", 0, 0), symbol("load", 4, 1), symbol("save", 8, 1), symbol("parse", 12, 2)],
    [
        call("main", "load", line=1),
        call("main", "save", "inferred"),
        call("load", "parse", "possible", 5),
    ],
)
BEHIND_PARSE = graph(
    [symbol("parse", 12, 0), symbol("token", 20, 1)],
    [call("parse", "token", line=13), call("token", "main", line=21)],
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def built() -> None:
    build()


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser, built: None) -> AsyncIterator[GraphPage]:
    """The page with a small graph."""
    async with graph_page(chromium) as shown:
        await shown.answers({"": SMALL, "parse": BEHIND_PARSE})
        await shown.want()
        await shown.see_rows("main", "load", "save", "parse")
        yield shown


async def test_before_anything_is_asked_it_says_what_to_do(chromium: Browser, built: None) -> None:
    async with graph_page(chromium) as shown:
        await expect(shown.page.locator(".message")).to_contain_text("Put the cursor on a function")


async def test_keys_follow_calls_and_open_the_code(page: GraphPage) -> None:
    await page.press("ArrowRight")
    await page.see_status("load: function, 1 step, src/app.py:5")
    await page.press("ArrowRight")
    await page.see_status("parse: function")
    await page.press("ArrowLeft", "ArrowDown", "Enter")
    await page.see_status("save: function")
    (opened,) = await page.said("open")
    assert opened["place"] == symbol("save", 8, 1)["location"]
    await expect(page.page.locator(".said")).to_contain_text("save: function")


async def test_a_key_unfolds_what_is_behind_a_symbol_and_folds_it_away(page: GraphPage) -> None:
    await page.press("ArrowRight", "ArrowRight", "+")
    await page.see_rows("main", "load", "save", "parse", "token")
    await page.see_status("1 new symbol around parse")
    asked = (await page.said("ask"))[-1]["params"]
    assert (asked["key"], asked["depth"]) == ("parse", 1)
    assert sorted(asked["beside"]) == ["load", "main", "parse", "save"]
    await page.press("Home", "-")
    await page.see_rows("main")
    await page.see_status("4 symbols folded away behind main")
    await page.press("+")
    await page.see_rows("main", "load", "save", "parse", "token")


async def test_search_finds_in_the_graph_and_leads_from_one_to_the_next(page: GraphPage) -> None:
    await page.press("/")
    await page.page.keyboard.type("a")
    await page.see_rows("main", "load", "save", "parse")
    await page.page.keyboard.type("v")
    await page.see_rows("save")
    await expect(page.page.locator(".count")).to_have_text("1 symbol found")
    await page.page.keyboard.press("Escape")
    await page.see_rows("main", "load", "save", "parse")
    await expect(page.page.locator(".picture")).to_be_focused()


async def test_the_list_can_be_used_without_the_picture(page: GraphPage) -> None:
    await page.press("l")
    await page.page.keyboard.press("End")
    focused = page.page.locator(".rows button:focus")
    await expect(focused).to_contain_text("may have more")
    await expect(focused).to_have_attribute("aria-expanded", "false")
    await page.page.keyboard.press("+")
    await page.see_rows("main", "load", "save", "parse", "token")
    await page.page.get_by_role("button", name="load", exact=True).first.click()
    about = page.page.get_by_role("region", name="Calls of the selected symbol")
    await about.get_by_role("button", name="line 6").click()
    (opened,) = await page.said("open")
    assert (opened["place"]["uri"], opened["place"]["range"]["start"]["line"]) == (URI, 5)


async def test_a_click_unfolds_and_a_double_click_opens(page: GraphPage) -> None:
    await page.press("ArrowRight", "ArrowRight")
    x, y = await place_of(page, "parse")
    await page.page.mouse.dblclick(x, y)
    await page.until("posted.some((each) => each.type === 'open')")
    await page.see_rows("main", "load", "save", "parse")
    await page.page.mouse.click(x, y)
    await page.see_rows("main", "load", "save", "parse", "token")


async def test_direction_depth_and_possible_calls_are_asked_for(page: GraphPage) -> None:
    await page.page.get_by_label("Direction").select_option("callers")
    await page.page.get_by_label("Depth").fill("3")
    await page.page.get_by_label("Depth").press("Enter")
    await page.page.get_by_label("Possible calls").check()
    asked = (await page.said("ask"))[-1]["params"]
    chosen = ("direction", "depth", "possible")
    assert [asked[name] for name in chosen] == ["callers", 3, "always"]


async def test_what_is_shown_can_be_saved_for_other_programs(page: GraphPage) -> None:
    for kind in ("SVG", "PNG", "Mermaid"):
        await page.page.get_by_role("button", name=kind, exact=True).click()
    picture, image, diagram = [each["file"] for each in await page.said("save")]
    space = "{http://www.w3.org/2000/svg}"
    drawn = ElementTree.fromstring(picture["text"])
    labels = [each.text for each in drawn.iter(f"{space}text")]
    assert labels == ["main", "load", "save", "parse …", "certain", "inferred", "possible"]
    assert base64.b64decode(image["base64"]).startswith(b"\x89PNG")
    assert diagram["text"].splitlines()[:2] == ["flowchart LR", '  n0[["main<br/>src/app.py:1"]]']
    assert [each["name"] for each in (picture, image, diagram)] == [
        "main.svg",
        "main.png",
        "main.mmd",
    ]


async def test_the_graph_is_still_there_when_the_page_was_hidden(page: GraphPage) -> None:
    await page.press("ArrowRight", "ArrowRight", "+")
    await page.see_rows("main", "load", "save", "parse", "token")
    await page.until("(sessionStorage.state ?? '').includes('token')")
    await page.page.reload()
    await page.see_rows("main", "load", "save", "parse", "token")
    await page.see_status("parse: function")
    assert await page.said("ask") == []


async def test_an_error_says_what_failed_and_can_be_tried_again(page: GraphPage) -> None:
    await page.answers({"": "The language server of CodeGraph is not running."})
    await page.want()
    await expect(page.page.locator(".message")).to_contain_text("is not running")
    await page.answers({"": SMALL})
    await page.page.get_by_role("button", name="Try Again").click()
    await page.see_rows("main", "load", "save", "parse")


async def test_an_empty_graph_says_why_and_offers_all_of_the_file(page: GraphPage) -> None:
    await page.answers({"": graph([], [], reason="there is no symbol there")})
    await page.want()
    await expect(page.page.locator(".message")).to_contain_text("there is no symbol there")
    await page.answers({"": SMALL})
    await page.page.get_by_role("button", name="Show All of the File").click()
    await page.see_rows("main", "load", "save", "parse")
    asked = (await page.said("ask"))[-1]["params"]
    assert ("position" in asked, asked["direction"], asked["depth"]) == (False, "callees", 1)


async def test_a_graph_that_was_cut_or_is_old_says_so(page: GraphPage) -> None:
    many = [symbol(f"called_{at}", at, min(at, 1)) for at in range(200)]
    cut = graph(
        many,
        [call("called_0", each["key"]) for each in many[1:]],
        reason="the graph is cut at 200 symbols, the nearest",
    )
    await page.answers({"": cut})
    await page.want()
    notice = page.page.locator(".notice")
    await expect(notice).to_contain_text("The graph is cut at 200 symbols")
    await page.page.get_by_role("button", name="Show up to 400").click()
    assert (await page.said("ask"))[-1]["params"]["most"] == 400
    await page.page.evaluate("say({type: 'changed'})")
    await expect(notice).to_contain_text("The index has changed")
    await notice.get_by_role("button", name="Refresh").click()
    await expect(notice).not_to_contain_text("The index has changed")


async def test_names_of_a_hostile_repository_are_text_and_nothing_else(page: GraphPage) -> None:
    name = "<img src=x onerror=alert(1)>"
    await page.answers({"": graph([symbol(name, 0, 0)], [])})
    await page.want()
    await page.see_rows(name)
    assert await page.page.locator("img").count() == 0


@pytest.mark.parametrize(
    ("classes", "background", "foreground"),
    [
        ("vscode-dark", "rgb(30, 30, 30)", "rgb(204, 204, 204)"),
        ("vscode-light", "rgb(255, 255, 255)", "rgb(59, 59, 59)"),
        ("vscode-high-contrast", "rgb(0, 0, 0)", "rgb(255, 255, 255)"),
    ],
)
async def test_colours_are_those_of_the_theme(
    chromium: Browser, built: None, classes: str, background: str, foreground: str
) -> None:
    style = f"--vscode-editor-background: {background}; --vscode-editor-foreground: {foreground}"
    if "contrast" in classes:
        style += "; --vscode-contrastBorder: rgb(111, 195, 223)"
    async with graph_page(chromium, classes, style) as shown:
        await shown.answers({"": SMALL})
        await shown.want()
        await shown.see_rows("main", "load", "save", "parse")
        await shown.page.get_by_role("button", name="SVG", exact=True).click()
        (saved,) = await shown.said("save")
        assert f'fill="{background}"' in saved["file"]["text"]
        assert f'fill="{foreground}"' in saved["file"]["text"]
        assert ('stroke="rgb(111, 195, 223)"' in saved["file"]["text"]) == ("contrast" in classes)
        PICTURES.mkdir(parents=True, exist_ok=True)
        await shown.page.screenshot(path=PICTURES / f"graph-{classes}.png")


async def test_five_hundred_symbols_are_shown_and_moved(page: GraphPage) -> None:
    results = [symbol(f"called_{at}", at, min(at, 1) + (at > 40) + (at > 200)) for at in range(500)]
    edges = [call(f"called_{max(0, (at - 1) // 8)}", f"called_{at}") for at in range(1, 500)]
    edges += [call(f"called_{at}", f"called_{(at * 7 + 1) % 500}", "possible") for at in range(401)]
    await page.answers({"": graph(results, edges)})
    await page.want()
    await expect(page.page.get_by_role("heading", name="500 symbols")).to_be_visible()
    before = await view_of(page)
    stage = await page.page.locator(".canvas").bounding_box()
    assert stage is not None
    await page.page.mouse.move(stage["x"] + 4, stage["y"] + 4)
    await page.page.mouse.down()
    await page.page.mouse.move(stage["x"] + 104, stage["y"] + 54, steps=10)
    await page.page.mouse.up()
    await page.until(
        "x => JSON.parse(sessionStorage.state).view.pan.x > x", before["pan"]["x"] + 50
    )


async def view_of(page: GraphPage) -> dict[str, Any]:
    """What is in sight, once all that is shown has been kept."""
    waits = "count => JSON.parse(sessionStorage.state ?? '{}').nodes?.length === count"
    rows = await page.page.locator(".rows button").count()
    await page.until(waits, rows)
    view: dict[str, Any] = await page.page.evaluate("JSON.parse(sessionStorage.state).view")
    return view


async def place_of(page: GraphPage, name: str) -> tuple[float, float]:
    """Where a symbol is drawn in the window."""
    view = await view_of(page)
    await page.page.get_by_role("button", name="SVG", exact=True).click()
    drawn = ElementTree.fromstring((await page.said("save"))[-1]["file"]["text"])
    (label,) = [
        each
        for each in drawn.iter()
        if (each.text or "").split(" ")[0] == name and "x" in each.attrib
    ]
    stage = await page.page.locator(".canvas").bounding_box()
    assert stage is not None
    x, y = (float(label.attrib[axis]) * view["zoom"] + view["pan"][axis] for axis in "xy")
    return stage["x"] + x, stage["y"] + y
