"""The rules' documentation, made from the rules themselves (规则说明)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drafting.rules.model import SEVERITY_LABELS, Example, Rule

_HEAD = """# 检查规则

由规则自身生成：`python -m drafting.check_docs > docs/rules.md`，请勿手改。每条的误例都查得出，正例都不报；
`tests/drafting/rules/test_examples.py`逐条核对。例子里的本地情况是虚构的云州市。

| 规则 | 程度 | 查什么 |
| --- | --- | --- |
"""
_LONGEST = 160


def rule_json(rule: Rule) -> dict[str, Any]:
    """Lay a rule out as `check --rules --json` prints it (规则的JSON)."""
    return {
        "name": rule.name,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "what": rule.what,
        "why": rule.why,
        "bad": [_text(example) for example in rule.bad],
        "good": [_text(example) for example in rule.good],
        "source": rule.source,
    }


def _text(example: str | Example) -> str:
    return example if isinstance(example, str) else example.text


def iter_explanation(rule: Rule) -> Iterator[str]:
    """Explain one rule for a terminal (说明一条规则)."""
    yield f"{rule.name}（{SEVERITY_LABELS[rule.severity]}）：{rule.summary}"
    yield ""
    yield f"查什么：{rule.what}"
    yield f"为什么：{rule.why}"
    yield f"依据：{rule.source}"
    for label, examples in (("误", rule.bad), ("正", rule.good)):
        yield ""
        yield from (f"{label}　{_shown(example)}" for example in examples)


def _shown(example: str | Example) -> str:
    text = _text(example).replace("\n", "⏎")
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "……"
    held = "" if isinstance(example, str) or not example.sources else "（词库里有一篇旧稿写着同样的话）"
    return text + held


def manual(rules: Sequence[Rule]) -> str:
    """Write docs/rules.md (规则手册)."""
    parts = [_HEAD]
    parts += (f"| [{r.name}](#{r.name}) | {SEVERITY_LABELS[r.severity]} | {r.summary} |\n" for r in rules)
    for rule in rules:
        parts.append(f"\n## {rule.name}\n\n{rule.summary}。{rule.what}\n\n{rule.why}依据：{rule.source}。\n")
        for label, examples in (("误", rule.bad), ("正", rule.good)):
            parts.append(
                "".join(f"\n- {label}：`{_shown(example).replace('`', '')}`" for example in examples) + "\n"
            )
    return "".join(parts)


if __name__ == "__main__":
    from drafting.rules import RULES

    print(manual(RULES), end="")
