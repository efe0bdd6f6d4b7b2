"""`jianggao phrases repair`: make the bank anew from what can be read of it (修复词库)."""

from __future__ import annotations

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note


def repair_bank(json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """修复词库：重建索引，救回能读的；旧文件原样留在旁边。"""
    from drafting.workspace import Workspace
    from outlines.errors import UserError
    from phrasebank.repair import repair

    found = Workspace.find(workspace)
    if found is None:
        raise UserError("没有工作区", hint="进入工作区，或用--workspace写出它的文件夹")
    result = repair(found.bank_path)
    if json:
        emit_json(
            {
                "bank": str(found.bank_path),
                "sound": result.sound,
                "kept": str(result.kept),
                "documents": result.documents,
                "lost_documents": list(result.lost_documents),
                "phrases": result.phrases,
                "edits": result.edits,
            }
        )
    else:
        state = "词库完好，已重建索引" if result.sound else "词库有损坏，已救回能读的"
        note(f"{state}：文档{result.documents}篇，词句{result.phrases}条，改动{result.edits}条。")
        if result.lost_documents:
            note(
                f"读不全的文档{len(result.lost_documents)}篇，请重新采集：{'、'.join(result.lost_documents)}"
            )
        note(f"旧文件保留为{result.kept}")
    if not result.sound:
        raise typer.Exit(1)
