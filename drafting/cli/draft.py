"""`jianggao draft`: outline + bank + profile → a speech skeleton (起草)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note, progress
from drafting.cli.screen import plain, show_text
from drafting.plan import SPEAKING_RATE, Detail
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.draft import Draft
    from drafting.plan import Plan
    from drafting.profile import LocalityProfile
    from drafting.workspace import Workspace

_MOST_PROMPTS = 12  # missing facts that the summary lists
_BAD_IN_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


class Job(NamedTuple):
    """One speech to draft: for whom, and in which workspace (一篇)."""

    profile: LocalityProfile
    home: Workspace | None

    @property
    def templates_dir(self) -> Path | None:
        """The workspace's own layouts (版式)."""
        return self.home.templates_dir if self.home else None


def draft(
    profiles: Annotated[
        list[Path] | None,
        typer.Option(
            "--profile", "-p", metavar="文件", help="本地情况文件；写几个就出几篇。", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="文件",
            help="存为.md、.docx、.txt或.html；不写就打印出来。几篇时文件名后加地名。",
        ),
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
    alternatives: Annotated[
        int, typer.Option("--alternatives", min=0, max=9, help="每处词句另备几种说法，供挑选。")
    ] = 0,
    layout: Annotated[str, typer.Option("--layout", help="Word版式：print公文，podium讲台。")] = "print",
    template: Annotated[
        str | None, typer.Option("--template", help="版式名，见jianggao templates list。")
    ] = None,
    own_only: Annotated[bool, typer.Option("--own-only", help="只用自己的词库，不用内置词库补充。")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="用虚构的云州市和内置词库写一篇看看。")] = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的输出文件。")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="成功时不报告篇幅、重合和待填。")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """按提纲、词库和本地情况写出讲话稿框架；缺的本地情况标为【待填】。"""
    import gc

    # Drafting makes many small objects and no cycles: looking for some is a tenth of its time.
    gc.set_threshold(200_000, 20, 20)

    from drafting.drafter import Sources, make_draft
    from drafting.mined_outlines import is_untouched
    from drafting.outline_choice import OutlineFile, find_outline, own_outlines
    from drafting.plan import make_plan

    _check_length(chars, minutes)
    jobs = _jobs(profiles, workspace, _clean(topic, "--topic"), _clean(occasion, "--occasion"), demo)
    targets = _targets(output, jobs, layout=layout, template=template, force=force)
    faults: list[UserError] = []
    owned: dict[Path | None, list[OutlineFile]] = {}
    plans: list[Plan] = []
    for job in jobs:
        folder = job.home.outlines_dir if job.home else None
        if folder not in owned:
            owned[folder] = own_outlines(job.home)
            faults += [file.fault for file in owned[folder] if file.fault is not None and not outline]
            if detail is Detail.OUTLINE and outline is None:
                # Headings alone would be one source's, more than any may give: mined outlines wait for text around them.
                owned[folder] = [file for file in owned[folder] if not is_untouched(file.path)]
        plans.append(
            make_plan(
                find_outline(outline, job.home, job.profile, own=owned[folder]),
                detail=detail,
                characters=chars,
                minutes=minutes,
                rate=rate,
            )
        )
    for fault in faults:
        note(f"{fault.render().replace('错误：', '提纲有误，没有用上：', 1)}")
    if occasion and not outline:
        for plan in plans:
            if occasion not in plan.outline.occasions:
                note(
                    f"没有专为场合“{occasion}”写的提纲，用了“{plan.outline.name}”；各提纲的场合见jianggao outlines list。"
                )
    drafts: list[Draft] = []
    opened: dict[Path | None, Sources] = {}
    try:
        for job, plan in zip(jobs, plans, strict=True):
            bank = job.home.bank_path if job.home else None
            if bank not in opened:
                opened[bank] = Sources(_banks(job.home, own_only))
            drafts.append(make_draft(plan, job.profile, opened[bank], seed=seed, alternatives=alternatives))
    finally:
        for sources in opened.values():
            sources.close()
    _deliver(drafts, jobs, targets, layout=layout, template=template, force=force, as_json=as_json)
    if not quiet:
        for made, plan in zip(drafts, plans, strict=True):
            _report(made, plan)


def _check_length(chars: int | None, minutes: float | None) -> None:
    for name, value in (("--chars", chars), ("--minutes", minutes)):
        if value is not None and not (isfinite(value) and 0 < value < 1e6):
            raise UserError(
                f"篇幅“{value:g}”不对", where=name, hint="写一个大于0的数，如--minutes 8或--chars 1600"
            )


def _clean(value: str | None, option: str) -> str | None:
    """Take an option's text without what no speech contains (清理选项文字)."""
    if value is None:
        return None
    text = " ".join(plain(value).split())
    if not text:
        raise UserError(f"{option}后面是空的", hint="写上文字，或去掉这个选项")
    return text


def _jobs(
    profiles: list[Path] | None, workspace: Path | None, topic: str | None, occasion: str | None, demo: bool
) -> list[Job]:
    from dataclasses import replace

    from drafting.demo import demo_profile
    from drafting.profile import load_profile
    from drafting.workspace import Workspace

    if demo:
        if profiles:
            raise UserError("--demo自带虚构的本地情况，不能再加-p", hint="去掉--demo或-p")
        found = [Job(demo_profile(), None)]
    elif profiles:
        home = Workspace.find(workspace) if workspace else None
        found = [Job(load_profile(path), home or Workspace(_folder_of(path))) for path in profiles]
    else:
        home = Workspace.find(workspace)
        if home is None:
            raise UserError(
                "不知道为哪里起草", hint="用-p指定本地情况文件，或先运行jianggao init；想先看看，用--demo"
            )
        found = [Job(load_profile(home.profile_path), home)]
    jobs = []
    for profile, home in found:
        meeting = profile.meeting
        if topic:
            meeting = replace(meeting, topic=topic, topic_short="")
        if occasion:
            meeting = replace(meeting, occasion=occasion)
        jobs.append(Job(replace(profile, meeting=meeting), home))
    return jobs


def _folder_of(path: Path) -> Path:
    return path.expanduser().resolve().parent


def _banks(home: Workspace | None, own_only: bool) -> list[Path]:
    from drafting.starter import starter_bank_path

    own = [home.bank_path] if home is not None and home.bank_path.exists() else []
    if own_only and not own:
        raise UserError("工作区里还没有词库", hint="先用jianggao mine采集讲话稿，或去掉--own-only")
    return own if own_only else [*own, starter_bank_path(progress)]


def _targets(
    output: Path | None, jobs: Sequence[Job], *, layout: str, template: str | None, force: bool
) -> list[Path]:
    """Name the output files, and refuse before the work what could not be written after it (输出文件)."""
    from drafting.export.catalogue import DEFAULT_NAME, find_template, format_of
    from drafting.files import check_target

    wanted = format_of(output.suffix) if output is not None else "md"
    name = template or (layout if wanted == "docx" else DEFAULT_NAME)
    for job in jobs:
        find_template(name, wanted, job.templates_dir)
    if output is None:
        return []
    if len(jobs) == 1:
        targets = [output]
    else:
        stems: list[str] = []
        for job in jobs:
            stem = f"{output.stem}-{_BAD_IN_NAME.sub('', job.profile.place.name)}"
            repeated = sum(1 for other in stems if other == stem or other.startswith(f"{stem}-"))
            stems.append(f"{stem}-{repeated + 1}" if repeated else stem)
        targets = [output.with_name(stem + output.suffix) for stem in stems]
    for target in targets:
        check_target(target, force=force)
    return targets


def _deliver(
    drafts: Sequence[Draft],
    jobs: Sequence[Job],
    targets: Sequence[Path],
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
    elif not targets:
        texts = [
            render(draft, "markdown", template, templates_dir=job.templates_dir).rstrip("\n") + "\n"
            for draft, job in zip(drafts, jobs, strict=True)
        ]
        show_text("\n".join(texts))
    for draft, job, path in zip(drafts, jobs, targets, strict=bool(targets)):
        export(draft, path, layout=layout, template=template, templates_dir=job.templates_dir, force=force)
        note(f"已写入{path}")


def _report(draft: Draft, plan: Plan) -> None:
    """Tell in a few lines how long the draft is, how near its sources, and what it still wants (小结)."""
    from outlines.role import ROLE_LABELS

    heaviest = draft.overlap.sources[0] if draft.overlap.sources else None
    share = f"，单一来源最多占{heaviest.share:.0%}（{heaviest.document}）" if heaviest else ""
    note(
        f"提纲“{draft.outline}”，{draft.characters}字，约{draft.minutes:g}分钟；"
        f"最长重合{draft.overlap.longest_run}字{share}。"
    )
    shares = "、".join(f"{ROLE_LABELS[each.section.role]}{each.characters}" for each in plan.budgets)
    note(f"篇幅计划（字）：{shares}，共{plan.characters}。")
    if not draft.missing:
        return
    note(f"待填{len(draft.missing)}处：")
    for missing in draft.missing[:_MOST_PROMPTS]:
        note(f"  {missing.field}　{missing.prompt}")
    if len(draft.missing) > _MOST_PROMPTS:
        note(f"  ……另有{len(draft.missing) - _MOST_PROMPTS}处，见稿中的【待填】。")
