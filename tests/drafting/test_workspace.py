"""Finding the workspace, and writing files whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from drafting import files
from drafting.files import make_folder, member, write_atomic
from drafting.workspace import Workspace
from outlines.errors import UserError


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "云州"
    (root / "drafts" / "deep").mkdir(parents=True)
    (root / "locality.yaml").write_text("place: {name: 云州市}\n", encoding="utf-8")
    return root


def test_a_named_folder_is_taken(workspace: Path) -> None:
    found = Workspace.find(workspace)
    assert found == Workspace(workspace.resolve())
    assert found.bank_path == workspace.resolve() / "bank.db"
    assert found.profile_path.is_file()
    assert [path.name for path in found.folders] == ["corpus", "outlines", "templates", "drafts"]


def test_without_a_name_the_nearest_above_is_taken(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (workspace, workspace / "drafts" / "deep"):
        monkeypatch.chdir(folder)
        assert Workspace.find() == Workspace(workspace.resolve())


def test_without_any_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Workspace.find() is None


def test_dots_and_links_lead_to_the_same_workspace(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(workspace, target_is_directory=True)
    for spelling in (
        tmp_path / "link",
        workspace / "drafts" / "..",
        workspace / "drafts" / "deep" / ".." / "..",
    ):
        assert Workspace.find(spelling) == Workspace(workspace.resolve())


@pytest.mark.parametrize("name", ["missing", "云州/locality.yaml", "云州/drafts"])
def test_a_name_that_is_no_workspace_is_refused(workspace: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        Workspace.find(tmp_path / name)
    assert caught.value.where == str(tmp_path / name)
    assert caught.value.hint


def test_a_new_file_is_written_with_ordinary_permissions(tmp_path: Path) -> None:
    write_atomic(tmp_path / "稿.md", "同志们：\n")
    (tmp_path / "plain").write_text("")
    assert (tmp_path / "稿.md").read_bytes() == "同志们：\n".encode()
    assert (tmp_path / "稿.md").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plain", "稿.md"]


def test_a_file_is_never_overwritten_without_force(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("旧", encoding="utf-8")
    path.chmod(0o640)
    with pytest.raises(UserError, match="已经存在") as caught:
        write_atomic(path, "新")
    assert caught.value.where == str(path)
    assert "--force" in caught.value.hint
    assert path.read_text(encoding="utf-8") == "旧"
    write_atomic(path, b"\x00new", force=True)
    assert path.read_bytes() == b"\x00new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_made_meanwhile_by_someone_else_survives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    real_fsync = os.fsync

    def fsync_while_another_writes(descriptor: int) -> None:
        real_fsync(descriptor)
        path.write_text("别人的", encoding="utf-8")

    monkeypatch.setattr(files.os, "fsync", fsync_while_another_writes)
    with pytest.raises(UserError, match="已经存在"):
        write_atomic(path, "我的")
    assert path.read_text(encoding="utf-8") == "别人的"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("旧", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(UserError) as caught:
        write_atomic(path, "新", force=True)
    assert caught.value.where == str(path)
    assert path.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]


def test_without_links_in_the_file_system_it_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: object, target: object) -> None:
        raise PermissionError

    monkeypatch.setattr(files.os, "link", refuse)
    write_atomic(tmp_path / "a.md", "新")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "新"


def test_a_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("旧", encoding="utf-8")
    (tmp_path / "link.md").symlink_to("real.md")
    with pytest.raises(UserError):
        write_atomic(tmp_path / "link.md", "新")
    write_atomic(tmp_path / "link.md", "新", force=True)
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text(encoding="utf-8") == "新"


def test_places_that_take_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "circle").symlink_to("circle")
    for path in (tmp_path, tmp_path / "missing" / "a.md", tmp_path / "file" / "a.md", tmp_path / "circle"):
        with pytest.raises(UserError):
            write_atomic(path, "新", force=True)
    with pytest.raises(UserError):
        make_folder(tmp_path / "file" / "folder")


@pytest.mark.parametrize("name", ["我的提纲", "work-meeting", "我的提纲.yaml", "a.b"])
def test_names_of_own_files(tmp_path: Path, name: str) -> None:
    assert member(tmp_path, name, ".yaml") == tmp_path / f"{name.removesuffix('.yaml')}.yaml"


@pytest.mark.parametrize(
    "name", ["", "..", "../a", "/etc/a", "a/b", "a\\b", ".hidden", "con", "NUL.x", "a:b", "a\tb", "*"]
)
def test_names_that_would_lead_out_or_cannot_be_stored(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        member(tmp_path, name, ".yaml")
