"""A web page as a row of text blocks, each knowing what it stands in (网页文字块).

The walk keeps no page layout: a block is the text between two block-level tags or line breaks, with the ids of
the elements around it, so that what belongs together can be told by counting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from phrasebank.readers import RAISED

_SILENT = re.compile(
    "script|style|noscript|template|iframe|svg|math|object|embed|applet|canvas|audio|video|head|map|select|option"
    "|datalist|button|input|textarea|rt|rp|frame|frameset"
)
_BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|dl|dt|details|dialog|dir|div|fieldset|figcaption|figure"
    "|footer|form|h[1-6]|header|hr|html|legend|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th"
    "|thead|tr|ul"
)
_HINTS = {"h1": "h1", "h2": "h2", "h3": "h3", "p": "p", "li": "li"}
_FURNITURE_TAG = re.compile("nav|footer|aside|menu")
_FURNITURE_WORD = re.compile(
    "nav|navi|navbar|navigation|menu|footer|foot|breadcrumbs?|crumbs?|mbx|share|bdshare|social|comments?|reply"
    "|relate|related|recommend|recommended|sidebar|pager|pagination|fanye|copyright|toolbar|tools|qrcode|ewm|erweima"
    "|search|login|hotnews|rank|ranking|ads?|advert|banner|prevnext|links|friendlink|subscribe|feedback|sitemap"
    "|editor|zrbj"
)
_CAPTION_WORD = re.compile("caption|photo|pic|picture|imgtitle|tupian")
_WORD = re.compile(r"[A-Z]?[a-z]+")
_HIDDEN = re.compile(r"display\s*:\s*none|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE)
_ALIGN = re.compile(r"text-align\s*:\s*(\w+)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HAN_BREAK = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef]) ?[\n\r][ \t\n\r\f]*(?=[\u3000-\u9fff\uff00-\uffef])"
)
_CREDIT = re.compile(r"摄(?:影报道|影)?[。）)]?$|^[（(]?(?:资料)?图片?[：:]|^图为|^[△▲▽▼]")
_PROSE = re.compile(r"[，。；！？]")
_LEAST_PROSE = 20  # characters
_LONGEST_CELL = 60
_LONGEST_CAPTION = 300


@dataclass(slots=True)
class Block:
    """A stretch of text of a page (文字块).

    `path` are the ids of the elements round it, outermost first; `marks` of those among them that look like
    furniture or are hidden.
    """

    text: str
    path: tuple[int, ...]
    hint: str = ""
    links: int = 0
    marks: tuple[int, ...] = ()
    caption: bool = False
    centred: bool = False

    @property
    def prose(self) -> int:
        """Count the characters that look like running text (行文字数)."""
        if len(self.text) < _LEAST_PROSE or self.is_link or not _PROSE.search(self.text):
            return 0
        return len(self.text) - self.links

    @property
    def is_link(self) -> bool:
        """Tell whether most of the text leads elsewhere (链接)."""
        return 2 * self.links > len(self.text)


@dataclass(frozen=True, slots=True)
class _Frame:
    """An element that the walk is inside of (所在元素); all but the tag hold for what is in it too."""

    tag: str
    block: bool = True
    links: bool = False
    marks: tuple[int, ...] = ()
    caption: bool = False
    centred: bool = False
    first: int = 0  # blocks that stood before it


@dataclass(slots=True)
class _Walk:
    """The state of one walk through a page (遍历状态)."""

    blocks: list[Block] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=lambda: [_Frame("")])
    path: list[int] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    links: int = 0
    broken: bool = False  # the paragraph has line breaks of its own
    pictured: bool = False  # a picture stands directly before

    def enter(self, node: Any) -> bool:
        """Take a node in; return whether its children are to be walked (进入节点)."""
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            self.pieces.append(
                text.translate(RAISED) if self.frames[-1].tag == "sup" and "[" not in text else text
            )
            self.links += len(text.strip()) if self.frames[-1].links else 0
            return False
        if tag == "br":
            self.flush(broken=True)
        elif tag == "img":
            self.pictured = self.pictured or not "".join(self.pieces).strip()
        if _SILENT.fullmatch(tag) or tag in ("br", "img") or not tag[:1].isalpha():
            return False
        attributes = node.attributes
        hidden = "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))
        block = _BLOCK.fullmatch(tag) is not None
        if hidden and not block:
            return False  # words put between the words, for machines that copy
        if block:
            self.flush()
            self.path.append(node.mem_id)
            self.broken = False
        above = self.frames[-1]
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        words = [word.lower() for word in _WORD.findall(named)]
        marked = hidden or _FURNITURE_TAG.fullmatch(tag) or any(map(_FURNITURE_WORD.fullmatch, words))
        self.frames.append(
            _Frame(
                tag,
                block,
                above.links or (tag == "a" and bool(attributes.get("href"))),
                (*above.marks, node.mem_id) if marked else above.marks,
                above.caption or tag == "figcaption" or any(map(_CAPTION_WORD.fullmatch, words)),
                _is_centred(tag, attributes, above.centred),
                len(self.blocks),
            )
        )
        return True

    def leave(self) -> None:
        """Come out of the innermost element (离开元素)."""
        if self.frames[-1].block:
            self.flush()
            self.path.pop()
            self.broken = False
            if self.frames[-1].tag == "tr":
                self.join_cells(self.frames[-1].first)
        self.frames.pop()

    def flush(self, *, broken: bool = False) -> None:
        """End a block (文字块结束)."""
        text = _SPACE.sub(" ", _HAN_BREAK.sub("", "".join(self.pieces))).strip(" ")
        links, self.links = self.links, 0
        self.pieces.clear()
        if not text.strip("\xa0\u3000\u200b\ufeff"):
            if broken and self.blocks and self.blocks[-1].text:
                self.blocks.append(Block("", tuple(self.path)))
            return
        self.broken = self.broken or broken
        frame = self.frames[-1]
        tag = next((above.tag for above in reversed(self.frames) if above.tag in _HINTS), "")
        hint = "" if self.broken else _HINTS.get(tag, "")
        credit = self.pictured and _CREDIT.search(text.strip())
        caption = len(text) <= _LONGEST_CAPTION and tag[:1] != "h" and bool(frame.caption or credit)
        self.blocks.append(Block(text, tuple(self.path), hint, links, frame.marks, caption, frame.centred))
        self.pictured = False

    def join_cells(self, first: int) -> None:
        """Make one line of a table row whose cells are short; the cells of a layout are not (表格行)."""
        cells = [block for block in self.blocks[first:] if block.text]
        depth = len(self.path) + 1  # below the row
        owners = {block.path[depth] for block in cells if len(block.path) > depth}
        if len(cells) < 2 or len(owners) < len(cells):
            return
        if any(len(cell.text) > _LONGEST_CELL or cell.is_link for cell in cells):
            return
        text = " ".join(cell.text for cell in cells)
        self.blocks[first:] = [Block(text, tuple(self.path), marks=cells[0].marks)]


def _is_centred(tag: str, attributes: Any, inherited: bool) -> bool:
    aligned = _ALIGN.search(attributes.get("style") or "")
    align = aligned[1] if aligned else attributes.get("align") or ("center" if tag == "center" else "")
    return align.lower() == "center" if align else inherited


def find_blocks(root: Any) -> list[Block]:
    """Return the text blocks below an element in reading order (取文字块).

    An empty block stands for an empty line between line breaks.
    """
    walk = _Walk()
    open_nodes: list[Any] = []
    node = root
    while True:
        child = None
        if walk.enter(node):
            child = node.child
            if child is not None:
                open_nodes.append(node)
                node = child
                continue
            walk.leave()
        while node.next is None or not open_nodes:
            if not open_nodes:
                walk.flush()
                return walk.blocks
            node = open_nodes.pop()
            walk.leave()
        node = node.next
