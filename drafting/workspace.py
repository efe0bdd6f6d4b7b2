"""Workspace: the folder that holds a drafter's locality, corpus, bank and drafts (工作区)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from outlines.errors import UserError

PROFILE_NAME = "locality.yaml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `locality.yaml` (工作区); `root` is absolute, links resolved."""

    root: Path

    @property
    def profile_path(self) -> Path:
        """The locality profile (本地情况)."""
        return self.root / PROFILE_NAME

    @property
    def bank_path(self) -> Path:
        """The phrase bank (词库)."""
        return self.root / "bank.db"

    @property
    def corpus_dir(self) -> Path:
        """Old speeches to mine (旧稿)."""
        return self.root / "corpus"

    @property
    def outlines_dir(self) -> Path:
        """Mined and own outlines (提纲)."""
        return self.root / "outlines"

    @property
    def templates_dir(self) -> Path:
        """Own layouts (版式)."""
        return self.root / "templates"

    @property
    def drafts_dir(self) -> Path:
        """Where drafts go (稿件)."""
        return self.root / "drafts"

    @property
    def folders(self) -> tuple[Path, ...]:
        """All folders of a workspace (各文件夹)."""
        return self.corpus_dir, self.outlines_dir, self.templates_dir, self.drafts_dir

    def name_of(self, document: Path) -> str:
        """Name a document the same from wherever it is mined (文件在词库里的名称).

        Inside the workspace the name is relative to it, so that the workspace can be moved.
        """
        path = document.resolve()
        named = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        return os.fsencode(named.as_posix()).decode("utf-8", errors="replace")

    def document(self, name: str) -> Path:
        """Find the file of a document that the bank names (原文件)."""
        return self.root / name

    @classmethod
    def find(cls, explicit: Path | None = None) -> Workspace | None:
        """Take the folder named, else the nearest workspace at or above the current folder (找工作区).

        Raises:
            UserError: where a folder is named and is no workspace.
        """
        if explicit is not None:
            try:
                root = explicit.expanduser().resolve()
            except RuntimeError:
                raise UserError(
                    "链接绕成了圈，或没有这个用户", where=str(explicit), hint="写出文件夹的完整路径"
                ) from None
            if not is_file(root / PROFILE_NAME):
                raise _no_workspace(explicit, root)
            return cls(root)
        try:
            here = Path.cwd().resolve()
        except FileNotFoundError:
            raise UserError("当前文件夹已经不在了", hint="换到另一个文件夹再运行") from None
        for folder in (here, *here.parents):
            if is_file(folder / PROFILE_NAME):
                return cls(folder)
        return None


def is_file(path: Path) -> bool:
    """Tell whether a file is there and can be reached (有没有这个文件)."""
    try:
        return path.is_file()
    except OSError:
        return False


def _no_workspace(explicit: Path, root: Path) -> UserError:
    if root.is_dir() and not os.access(root, os.X_OK):
        return UserError("进不了这个文件夹", where=str(explicit), hint="检查文件夹的权限")
    if not root.exists():
        return UserError(
            "找不到这个文件夹", where=str(explicit), hint=f"运行jianggao init {explicit}新建工作区"
        )
    if not root.is_dir():
        return UserError("工作区应当是文件夹", where=str(explicit), hint="写locality.yaml所在的文件夹")
    return UserError(
        f"文件夹里没有{PROFILE_NAME}", where=str(explicit), hint=f"运行jianggao init {explicit}写出它"
    )
