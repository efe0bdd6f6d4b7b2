"""Find layouts by name: those that ship and the user's own, which stand before them (版式目录).

A text layout is a file `NAME.FORMAT.j2` (`speech.md.j2`), a Word layout a file `NAME.docx`; the Word layouts
that ship are built from `layouts.yaml`. Files whose name begins with `_` are parts for others to include.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from drafting.template_sandbox import Fault
from outlines.errors import UserError

SHIPPED = Path(__file__).parent.parent / "templates"
TEXT_FORMATS = ("md", "txt", "html")
FORMATS = (*TEXT_FORMATS, "docx")
SUFFIXES = {
    "md": "md",
    "markdown": "md",
    "txt": "txt",
    "text": "txt",
    "html": "html",
    "htm": "html",
    "docx": "docx",
}
DEFAULT_NAME = "speech"
SKIPPED = "_.~"  # parts, hidden files, what an office program leaves beside an open file
MAX_BYTES = 5_000_000
DESCRIPTION = re.compile(r"\A\s*\{#-?\s*(.*?)\s*-?#\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Template:
    """One layout (版式).

    `path` is None for a Word layout that ships. `overrides` is true for one of the user's own that takes the
    place of one that ships.
    """

    name: str
    format: str
    path: Path | None
    shipped: bool
    description: str = ""
    overrides: bool = False

    @property
    def id(self) -> str:
        """What a user calls it by (名称.格式)."""
        return f"{self.name}.{self.format}"

    @property
    def file(self) -> str:
        """What other templates include it by (文件名)."""
        return self.path.name if self.path else self.id

    def read_bytes(self) -> bytes:
        """Return the layout's file (读版式)."""
        if self.path is None:
            from drafting.export.layout import layout_file

            return layout_file(self.name)
        try:
            size = self.path.stat().st_size
            data = self.path.read_bytes() if size <= MAX_BYTES else b""
        except OSError as error:
            raise UserError(
                f"读不了版式文件（{error.strerror}）", where=str(self.path), hint="检查文件是否还在"
            ) from None
        if size > MAX_BYTES:
            raise UserError("版式文件太大", where=str(self.path), hint=f"最多{MAX_BYTES // 1_000_000}兆字节")
        return data

    def read_text(self) -> str:
        """Return the source of a text layout (读模板)."""
        try:
            return self.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise UserError(
                "版式文件不是UTF-8编码", where=str(self.path), hint="用编辑器另存为UTF-8"
            ) from None


def format_of(name: str) -> str:
    """Return the output format that a suffix or a format's name stands for (定格式).

    >>> format_of("markdown"), format_of(".DOCX")
    ('md', 'docx')
    """
    found = SUFFIXES.get(name.lower().lstrip("."))
    if found is None:
        known = "、".join(f".{suffix}" for suffix in SUFFIXES if suffix != "text")
        said = f"不认识“{name}”这种格式" if name else "文件名没有后缀，不知道用什么格式"
        raise UserError(said, hint=f"可用的后缀：{known}")
    return found


def list_templates(folder: Path | None = None, formats: Sequence[str] = FORMATS) -> tuple[Template, ...]:
    """Return all layouts by format and name, an own one instead of the one it overrides (列出版式)."""
    shipped = {template.id: template for template in _shipped(formats)}
    own = {template.id: template for template in _own(folder, shipped) if template.format in formats}
    found = {**shipped, **own}.values()
    return tuple(sorted(found, key=lambda template: (FORMATS.index(template.format), template.name)))


def find_template(name: str, wanted: str, folder: Path | None = None) -> Template:
    """Return the layout of a name for a format; a path names a file outside the workspace (找版式).

    Args:
        name: `speech`, `speech.md`, or the path of a `.j2` or `.docx` file.
        wanted: the output format, as `format_of` gives it.
        folder: the workspace's layouts.
    """
    if (path := _file_of(name)) is not None:
        found = _describe(path, {})
        if found is None or found.format != wanted:
            raise UserError(
                f"这个版式不是用来出{wanted}的", where=name, hint=f"文件名应为“名称{_ending(wanted)}”"
            )
        return found
    bare = name.removesuffix(_ending(wanted)).removesuffix(f".{wanted}")
    known = list_templates(folder, [wanted])
    for template in known:
        if template.name == bare:
            return template
    names = "、".join(template.name for template in known)
    raise UserError(f"没有名为“{name}”的{wanted}版式", hint=f"现有的{wanted}版式：{names}")


def find_any(name: str, folder: Path | None = None) -> Template:
    """Return the one layout of a name or path, whatever its format (按名称找版式)."""
    if (path := _file_of(name)) is not None and (described := _describe(path, {})) is not None:
        return described
    known = list_templates(folder)
    found = [template for template in known if name in (template.id, template.name)]
    if len(found) == 1:
        return found[0]
    if found:
        choices = "、".join(template.id for template in found)
        raise UserError(f"叫“{name}”的版式不止一个", hint=f"写明格式：{choices}")
    choices = "、".join(template.id for template in known)
    raise UserError(f"没有名为“{name}”的版式", hint=f"现有：{choices}")


def load_sources(folder: Path | None = None) -> dict[str, str]:
    """Return the source of every text layout and part by file name (读入模板).

    One that ships can always be reached as `shipped/NAME`, also by the own one that overrides it. A file that
    cannot be read is left out: it must not stop the others.
    """
    sources: dict[str, str] = {}
    for path in sorted(SHIPPED.glob("*.j2")):
        sources[path.name] = sources[f"shipped/{path.name}"] = path.read_text(encoding="utf-8")
    for path in sorted(folder.glob("*.j2")) if folder else ():
        with suppress(UserError):
            sources[path.name] = Template(path.stem, "", path, shipped=False).read_text()
    return sources


def copy_template(template: Template, name: str, folder: Path, *, force: bool = False) -> Template:
    """Copy a layout into the workspace under a new name (另存版式).

    A Word layout comes with a sample speech in it, so that its styles can be seen while they are changed.
    """
    from drafting.files import write_atomic

    bare = name.removesuffix(_ending(template.format)).removesuffix(f".{template.format}")
    if not bare or bare[0] in SKIPPED or re.search(r'[\x00-\x1f<>:"/\\|?*.]', bare):
        raise UserError(
            f"“{name}”不能用作版式名", hint="用汉字、字母或数字，不带斜杠；后缀可以是.md、.txt、.html、.docx"
        )
    if template.format == "docx":
        from drafting.export.sample import sample_draft
        from drafting.export.view import view
        from drafting.export.word import fill

        data = fill(template.read_bytes(), view(sample_draft()), where=template.file)
    else:
        data = template.read_text().encode()
    path = folder / f"{bare}{_ending(template.format)}"
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(path, data, force=force)
    return find_template(bare, template.format, folder)


def source_for(name: str) -> str:
    """Return the layout to copy where the user names none: one of the new one's format (默认的底稿).

    >>> source_for("红头.docx"), source_for("网页.html"), source_for("短")
    ('print.docx', 'speech.html', 'speech.md')
    """
    ending = name.removesuffix(".j2").rpartition(".")[2]
    return (
        "print.docx" if ending == "docx" else f"{DEFAULT_NAME}.{ending if ending in TEXT_FORMATS else 'md'}"
    )


def misnamed_files(folder: Path | None) -> list[Fault]:
    """Name the files that look like layouts and are called wrongly (命名不对的文件)."""
    if folder is None or not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.glob("*.j2") if path.name[0] not in SKIPPED)
    message = f"文件名应为“名称.格式.j2”，格式是{'、'.join(TEXT_FORMATS)}之一"
    return [Fault(name, 0, message) for name in names if _describe(folder / name, {}) is None]


def _shipped(formats: Sequence[str]) -> list[Template]:
    described = [_describe(path, {}) for path in sorted(SHIPPED.glob("*.j2"))]
    found = [
        replace(template, shipped=True) for template in described if template and template.format in formats
    ]
    if "docx" in formats:
        from drafting.export.layout import layouts

        found += [
            Template(name, "docx", None, True, values["description"]) for name, values in layouts().items()
        ]
    return found


def _own(folder: Path | None, shipped: Mapping[str, Template]) -> list[Template]:
    if folder is None or not folder.is_dir():
        return []
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] not in SKIPPED)
    return [template for path in paths if (template := _describe(path, shipped))]


def _describe(path: Path, shipped: Mapping[str, Template]) -> Template | None:
    """Describe a layout file; None where its name does not make it one."""
    stem, suffix = path.stem, path.suffix.lower()
    if suffix == ".docx":
        return Template(stem, "docx", path, False, overrides=f"{stem}.docx" in shipped)
    name, _, ending = stem.rpartition(".")
    if suffix != ".j2" or not name or ending not in TEXT_FORMATS:
        return None
    try:
        match = DESCRIPTION.match(path.read_text(encoding="utf-8-sig", errors="replace"))
    except OSError:
        match = None
    description = " ".join(match[1].split()) if match else ""
    return Template(name, ending, path, False, description, f"{name}.{ending}" in shipped)


def _file_of(name: str) -> Path | None:
    """Return the path that a name is, where it is one."""
    path = Path(name)
    return path if path.suffix.lower() in (".j2", ".docx") and path.is_file() else None


def _ending(wanted: str) -> str:
    return ".docx" if wanted == "docx" else f".{wanted}.j2"


_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|<style.*?</style>|<!--.*?-->", re.DOTALL)
_BETWEEN = re.compile(r"\{\{.*?\}\}|<[^>]*>|\n")


def text_lines(template: Template) -> list[str]:
    """Return the stretches of words that a text layout itself brings (版式自带的文字).

    A file that cannot be read brings none: that is told where it is used.
    """
    try:
        source = template.read_text()
    except UserError:
        return []
    pieces = (piece.strip(" \t\u3000#*-") for piece in _BETWEEN.split(_CODE.sub("\n", source)))
    return [piece for piece in pieces if len(re.findall("[\u3400-\u9fff]", piece)) >= 4]
