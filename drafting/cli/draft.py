"""`jianggao draft`: outline + bank + profile → a speech skeleton (起草)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note
from drafting.plan import SPEAKING_RATE, Detail
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.draft import Draft
    from drafting.profile import LocalityProfile
    from drafting.workspace import Workspace


def draft(
    profiles: Annotated[
        list[Path] | None,
        typer.Option(
            "--profile", "-p", metavar="文件", help="本地情况文件；写几个就出几篇。", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件", help="存为.md、.docx、.txt或.html；不写就打印出来。"),
    ] = None,
    outline: Annotated[
        str | None, typer.Option("--outline", help="提纲名，见jianggao outlines list。")
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="换一个主题。")] = None,
    occasion: Annotated[str | None, typer.Option("--occasion", help="换一个场合，如work-meeting。")] = None,
    minutes: Annotated[float | None, typer.Option("--minutes", help="讲几分钟。")] = None,
    chars: Annotated[int | None, typer.Option("--chars", help="写多少字。")] = None,
    rate: Annotated[int, typer.Option("--rate", min=60, max=400, help="语速，每分钟字数。")] = SPEAKING_RATE,
    detail: Annotated[
        Detail, typer.Option("--detail", help="详略：只出标题、框架、成文。")
    ] = Detail.SKELETON,
    seed: Annotated[int, typer.Option("--seed", min=0, help="换一个数，换一种写法。")] = 0,
    layout: Annotated[str, typer.Option("--layout", help="Word版式：print公文，podium讲台。")] = "print",
    template: Annotated[
        str | None, typer.Option("--template", help="版式名，见jianggao templates list。")
    ] = None,
    own_only: Annotated[bool, typer.Option("--own-only", help="只用自己的词库，不用内置词库补充。")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="用虚构的云州市和内置词库写一篇看看。")] = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的输出文件。")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """按提纲、词库和本地情况写出讲话稿框架；缺的本地情况标为【待填】。"""
    from drafting.drafter import Sources, make_draft
    from drafting.outline_choice import find_outline
    from drafting.plan import make_plan

    jobs = _jobs(profiles, workspace, topic, occasion, demo)
    drafts: list[Draft] = []
    for job, home in jobs:
        chosen = find_outline(outline, home, job)
        plan = make_plan(chosen, detail=detail, characters=chars, minutes=minutes, rate=rate)
        sources = Sources(_banks(home, own_only))
        try:
            drafts.append(make_draft(plan, job, sources, seed=seed))
        finally:
            sources.close()
    home = jobs[0][1]
    _deliver(drafts, output, home.templates_dir if home else None, layout=layout, template=template, force=force, as_json=as_json)


def _jobs(
    profiles: list[Path] | None, workspace: Path | None, topic: str | None, occasion: str | None, demo: bool
) -> list[tuple[LocalityProfile, Workspace | None]]:
    from dataclasses import replace

    from drafting.demo import demo_profile
    from drafting.profile import load_profile
    from drafting.workspace import Workspace

    found: list[tuple[LocalityProfile, Workspace | None]] = []
    if demo:
        if profiles:
            raise UserError("--demo 自带虚构的本地情况，不能再加 -p", hint="去掉 --demo 或 -p")
        found.append((demo_profile(), None))
    elif profiles:
        home = Workspace.find(workspace) if workspace else None
        found = [(load_profile(path), home or Workspace(path.expanduser().resolve().parent)) for path in profiles]
    else:
        home = Workspace.find(workspace)
        if home is None:
            raise UserError(
                "不知道为哪里起草", hint="用 -p 指定本地情况文件，或先运行 jianggao init；想先看看，用 --demo"
            )
        found.append((load_profile(home.profile_path), home))
    jobs = []
    for profile, home in found:
        meeting = profile.meeting
        if topic:
            meeting = replace(meeting, topic=topic, topic_short="")
        if occasion:
            meeting = replace(meeting, occasion=occasion)
        jobs.append((replace(profile, meeting=meeting), home))
    return jobs


def _banks(home: Workspace | None, own_only: bool) -> list[Path]:
    from drafting.starter import starter_bank_path

    own = [home.bank_path] if home is not None and home.bank_path.exists() else []
    if own_only and not own:
        raise UserError("工作区里还没有词库", hint="先用 jianggao mine 采集讲话稿，或去掉 --own-only")
    return own if own_only else [*own, starter_bank_path()]


def _deliver(
    drafts: list[Draft],
    output: Path | None,
    templates_dir: Path | None,
    *,
    layout: str,
    template: str | None,
    force: bool,
    as_json: bool,
) -> None:
    from drafting.export import export, render
    from drafting.export.json import draft_to_json

    if as_json:
        data = [draft_to_json(draft) for draft in drafts]
        emit_json(data[0] if len(data) == 1 else data)
    for i, draft in enumerate(drafts):
        if output is not None:
            path = output if len(drafts) == 1 else output.with_stem(f"{output.stem}-{i + 1}")
            export(
                draft, path, layout=layout, template=template, templates_dir=templates_dir, force=force
            )
            note(f"已写入{path}")
        elif not as_json:
            sys.stdout.write(render(draft, "markdown", template, templates_dir=templates_dir))
        _report(draft)


def _report(draft: Draft) -> None:
    heaviest = draft.overlap.sources[0] if draft.overlap.sources else None
    share = f"，单一来源最多占{heaviest.share:.0%}（{heaviest.document}）" if heaviest else ""
    note(
        f"提纲“{draft.outline}”，{draft.characters}字，约{draft.minutes:g}分钟；"
        f"最长重合{draft.overlap.longest_run}字{share}。"
    )
    if draft.missing:
        note(f"待填{len(draft.missing)}处：" + "；".join(missing.prompt for missing in draft.missing))
