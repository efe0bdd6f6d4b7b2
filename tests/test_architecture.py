"""The house's rules that a reader should not have to remember."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("drafting", "outlines", "phrasebank")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAY_IMPORT = {
    "outlines": {"outlines"},
    "phrasebank": {"outlines", "phrasebank"},
    "drafting": {"outlines", "phrasebank", "drafting"},
}
# Each costs from ten milliseconds to half a second to import: only the function that needs it may do so.
HEAVY = {
    *("jieba", "rjieba", "pydantic", "lxml", "docx", "rich", "selectolax", "openpyxl", "pypdfium2"),
    *("yaml", "jinja2", "sqlite3", "multiprocessing", "importlib.metadata", "textual"),
}


def imports(tree: ast.AST, *, inside_functions: bool) -> Iterator[tuple[str, int]]:
    """Yield the modules a syntax tree imports at run time, with their lines."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative imports hide the direction"
            yield node.module or "", node.lineno
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        elif inside_functions or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imports(node, inside_functions=inside_functions)


def heavy(name: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in HEAVY)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    for name, line in imports(ast.parse(path.read_bytes()), inside_functions=True):
        target = name.split(".")[0]
        assert target not in PACKAGES or target in MAY_IMPORT[package], f"{path}:{line} imports {name}"


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if "cli" in path.parts],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_commands_import_nothing_heavy_when_loaded(path: Path) -> None:
    for name, line in imports(ast.parse(path.read_bytes()), inside_functions=False):
        assert not heavy(name), f"{path}:{line} imports {name} at module level"


def test_type_checking_and_function_imports_are_told_apart() -> None:
    tree = ast.parse(
        "if TYPE_CHECKING:\n    import rich\ndef f():\n    import jieba\nclass C:\n    import yaml\n"
        "try:\n    import lxml.etree\nexcept ImportError:\n    pass\n"
    )
    assert {name for name, _ in imports(tree, inside_functions=False)} == {"yaml", "lxml.etree"}
    assert {name for name, _ in imports(tree, inside_functions=True)} == {"yaml", "lxml.etree", "jieba"}


def test_help_starts_without_anything_heavy() -> None:
    script = (
        "import sys\nfrom drafting.cli import main\nmain(['--help'])\n"
        "sys.stderr.write('\\n'.join(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    loaded = done.stderr.splitlines()
    assert "drafting.cli" in loaded
    assert [name for name in loaded if heavy(name)] == []
    assert [name for name in loaded if name.startswith("phrasebank")] == []


def test_loading_a_command_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom drafting.cli.group import COMMANDS, load_command\n"
        "for name, entry in COMMANDS.items(): load_command(name, entry)\n"
        "sys.stderr.write('\\n'.join(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    assert [name for name in done.stderr.splitlines() if heavy(name)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_is_one_thing(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500
