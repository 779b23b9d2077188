"""What is found by name alone says so, wherever the protocol has a place for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from e2e.session import NEOVIM, VS_CODE, session

ZOO = """
    //- zoo.rb
    class Cat
      def fe<|>ed; end
      def all
        feed
      end
    end
    //- main.rb
    def run(cat)
      cat.feed
    end
    """


@pytest.mark.parametrize("profile", [NEOVIM, VS_CODE])
async def test_uses_and_calls_by_name_say_so(folder: Path, profile: str) -> None:
    async with session(folder, ZOO, profile=profile) as editor:
        # Uses and callers are counted where they are at hand, for which a hover does not wait.
        while (await editor.status())["workspaces"][0]["state"] != "ready":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        at = editor.position()
        document = editor.document("zoo.rb")
        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(document))
        resolved = [await editor.client.code_lens_resolve_async(lens) for lens in lenses or ()]
        said = [lens.command.title for lens in resolved if lens.command is not None]
        assert said == [
            "no references",
            "2 references by name · 2 callers",
            "no references · no callers",
        ]
        (item,) = (
            await editor.client.text_document_prepare_call_hierarchy_async(
                types.CallHierarchyPrepareParams(document, at)
            )
            or ()
        )
        assert item.detail == "Cat", "the definition itself is certain"
        found = await editor.client.call_hierarchy_incoming_calls_async(
            types.CallHierarchyIncomingCallsParams(item)
        )
        callers = [(call.from_.name, call.from_.detail) for call in found or ()]
        assert sorted(callers) == [("all", "Cat · by name"), ("run", "main · by name")]
        hover = await editor.client.text_document_hover_async(types.HoverParams(document, at))
        assert hover is not None
        assert "2 references in 2 files by name · 2 callers" in str(hover.contents)
