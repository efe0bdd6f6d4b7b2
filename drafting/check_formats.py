"""Findings for people and for programs: text, json, sarif, github (检查结果的格式)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from unicodedata import east_asian_width

from drafting.rules.document import Document
from drafting.rules.model import SEVERITY_LABELS, Finding, Rule, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SHOWN = 24  # characters of the line on each side of a finding
_LONGEST_SPAN = 40  # characters of a finding that are underlined

Checked = tuple[Document, Sequence[Finding]]


def finding_json(document: Document, finding: Finding) -> dict[str, Any]:
    """Lay one finding out as `check --format json` prints it; lines and columns count from 1 (一条)."""
    start, end = _ends(document, finding)
    return {
        "file": document.source,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "line": start[0],
        "column": start[1],
        "end_line": end[0],
        "end_column": end[1],
        "text": finding.text,
        "message": finding.message,
        "fix": finding.fix,
        **({"paragraph": finding_paragraph(document, finding)} if document.format != "txt" else {}),
    }


def finding_paragraph(document: Document, finding: Finding) -> int:
    """Return the number of a finding's paragraph, empty ones not counted (段号)."""
    return document.paragraph_at(finding.start) + 1


def _ends(document: Document, finding: Finding) -> tuple[tuple[int, int], tuple[int, int]]:
    start, end = document.raw_span(finding.start, finding.end)
    first, last = document.raw_position(start), document.raw_position(end)
    return (first.line, first.column), (last.line, last.column)


def iter_text(document: Document, findings: Iterable[Finding], *, colour: bool = False) -> Iterator[str]:
    """Lay findings out for a terminal: where, what, the line with a caret, the mend (文本)."""
    for finding in findings:
        (line, column), _ = _ends(document, finding)
        label = SEVERITY_LABELS[finding.severity]
        painted = f"\x1b[{_COLOURS[finding.severity]}m{label}\x1b[0m" if colour else label
        where = f"第{line}段" if document.format in ("docx", "pdf", "doc") else f"{line}:{column}"
        yield f"{document.source}:{where} {painted} {finding.rule} {finding.message}"
        yield from _excerpt(document, finding)
        if finding.fix is not None:
            yield f"    可改为：{_visible(finding.fix)}" if finding.fix else "    可删去"
        yield ""


def _excerpt(document: Document, finding: Finding) -> Iterator[str]:
    """Show the paragraph around a finding and underline it, a Han character two columns wide."""
    first, last = document.paragraph_span(document.paragraph_at(finding.start))
    start, end = max(first, finding.start - _SHOWN), min(last, finding.end, finding.start + _LONGEST_SPAN)
    stop = min(last, end + _SHOWN)
    before = ("…" if start > first else "") + document.text[start : finding.start]
    marked, after = document.text[finding.start : end], document.text[end:stop]
    yield f"    {_visible(before + marked + after)}{'…' if stop < last else ''}"
    yield f"    {' ' * _width(before)}{'^' * max(1, _width(marked))}"


def _visible(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")


def _width(text: str) -> int:
    """Return how many columns a text takes (显示宽度).

    >>> _width("工会ab")
    6
    """
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def summary(checked: Sequence[Checked]) -> str:
    """Say how much was found, in one line (小结)."""
    findings = [finding for _, found in checked for finding in found]
    if not findings:
        return "没有发现问题。"
    counts = [
        (sum(finding.severity is severity for finding in findings), SEVERITY_LABELS[severity])
        for severity in Severity
    ]
    parts = "、".join(f"{label}{count}处" for count, label in counts if count)
    fixable = sum(finding.fix is not None for finding in findings)
    return f"发现{len(findings)}处：{parts}" + (f"；其中{fixable}处可用--fix改好。" if fixable else "。")


def iter_github(document: Document, findings: Iterable[Finding]) -> Iterator[str]:
    """Lay findings out as workflow commands, which annotate a pull request (GitHub注释)."""
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    for finding in findings:
        (line, column), (end_line, end_column) = _ends(document, finding)
        place = f"file={_property(document.source)},line={line},col={column}"
        place += f",endLine={end_line},endColumn={end_column},title={_property(finding.rule)}"
        message = finding.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        yield f"::{kinds[finding.severity]} {place}::{message}"


def _property(text: str) -> str:
    for char, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(char, code)
    return text


def sarif_log(checked: Sequence[Checked], rules: Sequence[Rule], version: str) -> dict[str, Any]:
    """Lay findings out as a SARIF 2.1.0 log (SARIF)."""
    index = {rule.name: number for number, rule in enumerate(rules)}
    driver = {
        "name": "jianggao",
        "version": version,
        "rules": [_sarif_rule(rule) for rule in rules],
    }
    results = [
        _sarif_result(document, finding, index) for document, findings in checked for finding in findings
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.what},
        "help": {"text": f"{rule.why}（{rule.source}）"},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _sarif_result(document: Document, finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    uri = _uri(document.source)
    (line, column), (end_line, end_column) = _ends(document, finding)
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {**region, "snippet": {"text": finding.text}},
                }
            }
        ],
    }
    if finding.fix is not None:
        change = {
            "artifactLocation": {"uri": uri},
            "replacements": [{"deletedRegion": region, "insertedContent": {"text": finding.fix}}],
        }
        result["fixes"] = [{"description": {"text": finding.message}, "artifactChanges": [change]}]
    return result


def _uri(source: str) -> str:
    from urllib.parse import quote

    return "stdin" if source == "-" else quote(source.replace("\\", "/"))
