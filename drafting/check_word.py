"""Word documents: findings as comments in a copy, and mends in place (Word批注与改正).

Only `word/document.xml` changes; what the reader numbered by itself has no place in it and is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from drafting.check import check
from drafting.check_fix import Fixed
from drafting.rules.document import Document
from drafting.rules.model import SEVERITY_LABELS, Finding, Rule, Settings
from drafting.rules.reading import document_from
from outlines.errors import UserError

if TYPE_CHECKING:
    from docx.document import Document as WordFile

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PART = "word/document.xml"
_SILENT = frozenset(f"{_WORD}{name}" for name in ("del", "moveFrom", "delText", "instrText", "rPr", "pPr"))
_LONGEST_NUMBER = 12  # characters that Word's numbering puts before a paragraph
_AUTHOR, _INITIALS = "讲稿检查", "检"
_MOST_ROUNDS = 12


class _Place(NamedTuple):
    """Where a character stands in the XML (字符位置): the text node and the offset in it."""

    node: Any
    offset: int


class _Layout:
    """The characters of a body in order, and where each paragraph of the document begins among them (对位)."""

    def __init__(self, body: Any, document: Document) -> None:
        """Lay the text nodes end to end and find the document's paragraphs in them (对齐)."""
        self.text = ""
        self._places: list[_Place | None] = []
        pieces: list[str] = []
        for node in _iter_nodes(body):
            if node.tag == f"{_WORD}t":
                text = node.text or ""
                pieces.append(text)
                self._places += [_Place(node, offset) for offset in range(len(text))]
            else:
                pieces.append("\t" if node.tag == f"{_WORD}tab" else "\n")
                self._places.append(None)
        self.text = "".join(pieces)
        self._starts = self._align(document)
        self._document = document

    def _align(self, document: Document) -> list[int | None]:
        starts: list[int | None] = []
        pointer = 0
        for paragraph in document.paragraphs:
            found = None
            for skipped in range(min(_LONGEST_NUMBER, len(paragraph))):
                at = self.text.find(paragraph[skipped:], pointer)
                if at >= 0:
                    found, pointer = at - skipped, at + len(paragraph) - skipped
                    break
            starts.append(found)
        return starts

    def span(self, start: int, end: int) -> list[_Place]:
        """Return where the characters of a span stand, empty where any has no place (区间位置)."""
        index = self._document.paragraph_at(start)
        base = self._starts[index]
        first, last = self._document.paragraph_span(index)
        if base is None or end > last:
            return []
        places = self._places[max(0, base + start - first) : base + end - first]
        found = [place for place in places if place is not None]
        return found if len(found) == len(places) == end - start else []


def _iter_nodes(body: Any) -> Any:
    """Yield text nodes, tabs and line breaks in reading order, and each paragraph's end."""
    stack = [iter(body)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        if node.tag in (f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
            yield node
        elif node.tag not in _SILENT:
            if node.tag == f"{_WORD}p":
                yield node
            stack.append(iter(node))


def fix_word(
    data: bytes, document: Document, settings: Settings, rules: Sequence[Rule]
) -> tuple[Fixed, bytes]:
    """Make the fixes in a Word file and return what is left with the new file (改正Word)."""
    mended = 0
    findings = check(document, settings, rules)
    for _ in range(_MOST_ROUNDS):
        changed = _apply(data, document, findings)
        if changed is None:
            break
        data, made = changed
        mended += made
        document = document_from(data, document.source, ".docx")
        findings = check(document, settings, rules)
    return Fixed(document, findings, mended), data


def _apply(data: bytes, document: Document, findings: Sequence[Finding]) -> tuple[bytes, int] | None:
    from lxml import etree

    with ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read(_PART), etree.XMLParser(resolve_entities=False, huge_tree=False))
    layout = _Layout(root, document)
    made, at = 0, len(document.text) + 1
    for finding in reversed(findings):
        places = layout.span(finding.start, finding.end) if finding.fix is not None else []
        if finding.fix is None or not places or finding.end > at:
            continue
        _replace(places, finding.fix)
        at, made = finding.start, made + 1
    if not made:
        return None
    return _rewritten(
        data, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    ), made


def _replace(places: Sequence[_Place], text: str) -> None:
    """Put a text where some characters stand: into the first one's node (替换)."""
    by_node: dict[int, tuple[Any, int, int]] = {}
    for node, offset in places:
        _, first, _ = by_node.get(id(node), (node, offset, offset))
        by_node[id(node)] = (node, first, offset + 1)
    for index, (node, first, last) in enumerate(by_node.values()):
        written = node.text or ""
        node.text = written[:first] + (text if index == 0 else "") + written[last:]
        node.set(_SPACE, "preserve")


def _rewritten(data: bytes, part: bytes) -> bytes:
    """Return the file with another main part, all others as they were (换正文部件)."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item, part if item.filename == _PART else old.read(item.filename))
    return buffer.getvalue()


def annotate_word(data: bytes, document: Document, findings: Sequence[Finding], *, where: str = "") -> bytes:
    """Return a copy of a Word file with each finding as a comment (写批注).

    Raises:
        UserError: the file is no .docx.
    """
    if document.format != "docx":
        raise UserError(
            "只有.docx能写批注", where=where, hint="先用Word或WPS另存为.docx，或用--format text看结果"
        )
    import docx

    word: WordFile = docx.Document(BytesIO(data))
    body = word.element.body
    for finding in findings:
        places = _Layout(body, document).span(finding.start, max(finding.end, finding.start + 1))
        runs = _own_runs(places) if places else _paragraph_runs(body, document, finding)
        if runs:
            _comment(word, runs, finding)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _comment(word: WordFile, elements: Sequence[Any], finding: Finding) -> None:
    from docx.text.run import Run

    text = f"〔{SEVERITY_LABELS[finding.severity]}〕{finding.message}（{finding.rule}）"
    if finding.fix is not None:
        text += f"\n可改为：{finding.fix}" if finding.fix else "\n可删去"
    runs = [Run(element, word._body) for element in (elements[0], elements[-1])]
    word.add_comment(runs, text=text, author=_AUTHOR, initials=_INITIALS)


def _own_runs(places: Sequence[_Place]) -> list[Any]:
    """Cut the runs at the span's edges, and return the first and the last in it (切出文字块)."""
    first, last = places[0], places[-1]
    _cut(last.node, last.offset + 1)
    tail = _cut(first.node, first.offset)
    begin = first.node if tail is None else tail
    end = begin if last.node is first.node else last.node
    return [run for run in (_run_of(begin), _run_of(end)) if run is not None]


def _run_of(node: Any) -> Any:
    """Return the run of a text node where it may be commented on: not inside a field or a link."""
    run = node.getparent()
    return run if run is not None and run.tag == f"{_WORD}r" else None


def _cut(node: Any, offset: int) -> Any:
    """Cut a run in two at an offset of its text node; return the node of the second, None where nothing is cut."""
    text = node.text or ""
    run = _run_of(node)
    if run is None or not 0 < offset < len(text) or len(run.findall(f"{_WORD}t")) > 1:
        return None
    second = deepcopy(run)
    run.addnext(second)
    node.text, node.attrib[_SPACE] = text[:offset], "preserve"
    [twin] = second.findall(f"{_WORD}t")
    twin.text, twin.attrib[_SPACE] = text[offset:], "preserve"
    return twin


def _paragraph_runs(body: Any, document: Document, finding: Finding) -> list[Any]:
    """Return the runs of the paragraph whose text holds a finding's paragraph (整段)."""
    wanted = document.paragraphs[document.paragraph_at(finding.start)]
    for paragraph in body.iter(f"{_WORD}p"):
        said = "".join(node.text or "" for node in paragraph.iter(f"{_WORD}t")).strip()
        if said and (said in wanted or wanted in said):
            return list(paragraph.iter(f"{_WORD}r"))
    return []
