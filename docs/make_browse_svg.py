"""Draw docs/browse.svg, the picture of the full-screen view, from the built-in bank (全屏浏览的图).

Run: python docs/make_browse_svg.py
"""

from __future__ import annotations

import asyncio
import re
from html import unescape
from pathlib import Path

from drafting.browser import Browser
from drafting.cli.layout import columns
from drafting.starter import starter_bank_path
from phrasebank.store import Bank

# Rich counts a Han character as one column when it sets the length of a run of text.
_TEXT = re.compile(r'(<text [^>]*textLength=")[0-9.]+("[^>]*>)([^<]*)')
_COLUMN = 12.2
TARGET = Path(__file__).with_name("browse.svg")


async def draw(bank: Bank) -> str:
    """Type a query in pinyin, go to the list, take the picture (截图)."""
    app = Browser(bank)
    async with app.run_test(size=(116, 26)) as pilot:
        await pilot.press(*"jineng", "enter", "down")
        await pilot.pause()
        return app.export_screenshot()


def main() -> None:
    """Write the picture (主程序)."""
    with Bank.open(starter_bank_path()) as bank:
        svg = asyncio.run(draw(bank))
    # The picture loads no font from elsewhere: whatever is there for fixed widths will do.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("font-family: Fira Code, monospace", "font-family: monospace")
    svg = _TEXT.sub(
        lambda found: found[1] + f"{_COLUMN * columns(unescape(found[3])):g}" + found[2] + found[3], svg
    )
    TARGET.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
