"""The shipped Markdown layout without a template engine (Markdown 稿).

It says what `templates/speech.md.j2` says, to the byte (a test holds that): loading the engine takes longer than a
draft takes to write.
"""

from __future__ import annotations

import re
from typing import Any

from drafting.export.view import iter_texts

_MARKS = re.compile(r"[\\`*_~<\[]")


def render_markdown(data: dict[str, Any]) -> str:
    """Render the view of a draft as Markdown (渲染)."""
    title, *lines = iter_texts(data) if data["title"] else ("", *iter_texts(data))
    head = len([line for line in data["head"] if line["name"] != "title"])
    return f"# {_escaped(title)}\n" + "".join(
        f"\n{'' if i < head else '　　'}{_escaped(line)}\n" for i, line in enumerate(lines)
    )


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)
