"""`jianggao init`: set up a workspace (建立工作区)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note
from outlines.errors import UserError

_PATIENCE = 10  # answers that cannot be used before input that answers nothing, as from `yes`, is given up


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="工作区放在哪个文件夹，不写就是当前文件夹。")
    ] = None,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="不提问，写出一份虚构的样例，再自己改。")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="已有locality.yaml时覆盖它。")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """建立工作区：问清本地情况，写出locality.yaml。

    没有填完可以按Ctrl-C停下，下次在同一文件夹运行时接着填。
    """
    from drafting.files import make_folder, write_atomic
    from drafting.interview import RESUME_NAME, SAMPLE, write_profile
    from drafting.profile import profile_from_text
    from drafting.workspace import Workspace

    if folder and workspace and folder.resolve() != workspace.resolve():
        raise UserError("DIR和--workspace写了两个不同的文件夹", hint="只写一个")
    target = Workspace((folder or workspace or Path()).expanduser().resolve())
    if target.root.exists() and not target.root.is_dir():
        raise UserError("这是一个文件，不是文件夹", where=str(target.root), hint="换一个文件夹名")
    if target.profile_path.exists() and not force:
        hint = "直接修改它，或加--force重新写"
        raise UserError("已经有本地情况文件，没有改动它", where=str(target.profile_path), hint=hint)
    text = SAMPLE.read_text(encoding="utf-8") if defaults else write_profile(_interview(target.root))
    profile = profile_from_text(text, str(target.profile_path))
    for path in target.folders:
        make_folder(path)
    write_atomic(target.profile_path, text, force=force)
    (target.root / RESUME_NAME).unlink(missing_ok=True)

    if json:
        emit_json({
            "workspace": str(target.root),
            "profile": str(target.profile_path),
            "place": profile.place.name,
            "folders": [path.name for path in target.folders],
        })  # fmt: skip
        return
    note(f"已建好{profile.place.name}的工作区：{target.root}")
    note("接下来：")
    note("  1. 打开locality.yaml，补上事实、任务、品牌；还缺什么，运行jianggao needs看。")
    note("  2. 把旧稿放进corpus，运行jianggao mine corpus。")
    note("  3. 运行jianggao draft，写出讲话稿框架。")


def _interview(folder: Path) -> dict[str, str]:
    """Ask one question after the other; what was answered survives an interruption (问答)."""
    from drafting.interview import QUESTIONS, RESUME_NAME, load_answers, save_answers, suggest

    answers = load_answers(folder)
    kept: Path | str = folder / RESUME_NAME
    if answers:
        note(f"接着上次填，已有{len(answers)}项。")
    else:
        note("逐项填写，回车取[ ]里的值，没有[ ]的回车跳过；按Ctrl-C可以停下，下次接着填。")
    try:
        for number, question in enumerate(QUESTIONS, 1):
            if question.field not in answers:
                label = f"（{number}/{len(QUESTIONS)}）{question.ask}"
                answers[question.field] = _ask(question.field, label, suggest(question.field, answers))
                kept = save_answers(
                    folder, answers
                )  # at once: a terminal may be closed, a machine switched off
    except KeyboardInterrupt:
        if answers:
            note(f"\n已填的{len(answers)}项存在{kept}，再运行一次init接着填。")
        raise
    except EOFError:
        note("")  # ends the line of the question
        kept = f"；已填的存在{kept}" if answers else ""
        raise UserError("没有填完", hint=f"在终端里运行，或加--defaults不提问{kept}") from None
    return answers


def _ask(field: str, label: str, default: str) -> str:
    """Ask until the answer can be used (提问)."""
    from drafting.interview import accept

    prompt = f"{label}{f' [{default}]' if default else ''}："
    for _ in range(_PATIENCE):
        answer = _read_line(prompt).strip() or default
        try:
            return accept(field, answer)
        except UserError as error:
            note(f"  {error.message}{f'，{error.hint}' if error.hint else ''}。")
    raise EOFError


def _read_line(prompt: str) -> str:
    """Read one line; the prompt never goes to stdout (读一行)."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return input(prompt)  # with line editing, which draws on the terminal
    sys.stderr.write(prompt)
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        raise UserError("输入的编码无法识别", hint="改用UTF-8编码的终端") from None
    if not line:
        raise EOFError
    return line
