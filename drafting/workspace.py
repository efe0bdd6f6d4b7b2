"""Workspace: the folder that holds a drafter's locality, corpus, bank and drafts (工作区)."""

from __future__ import annotations

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

    @classmethod
    def find(cls, explicit: Path | None = None) -> Workspace | None:
        """Take the folder named, else the nearest workspace at or above the current folder (找工作区).

        Raises:
            UserError: where a folder is named and is no workspace.
        """
        if explicit is not None:
            root = explicit.expanduser().resolve()
            if not (root / PROFILE_NAME).is_file():
                raise _no_workspace(explicit, root)
            return cls(root)
        here = Path.cwd().resolve()
        for folder in (here, *here.parents):
            if (folder / PROFILE_NAME).is_file():
                return cls(folder)
        return None


def _no_workspace(explicit: Path, root: Path) -> UserError:
    if not root.exists():
        return UserError(
            "找不到这个文件夹", where=str(explicit), hint=f"运行jianggao init {explicit}新建工作区"
        )
    if not root.is_dir():
        return UserError("工作区应当是文件夹", where=str(explicit), hint="写locality.yaml所在的文件夹")
    return UserError(
        f"文件夹里没有{PROFILE_NAME}", where=str(explicit), hint=f"运行jianggao init {explicit}写出它"
    )
