"""Find all that is wrong with a layout at once (检查版式).

Jinja2 itself stops at the first fault, and names a missing `unit.headin` only when it gets there. Here the
parsed template is walked with the shape of the data in hand, so that each name is held against what a draft
really has, in branches too that no draft at hand would enter.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drafting.export.catalogue import Template, load_sources
from drafting.template_sandbox import Fault, TemplateError, environment, render_apart, render_here, translate
from outlines.errors import UserError

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

# The shape of a value: a dict of shapes, a list with the shape of its elements, LEAF, or ANY where unknown.
Shape = Any
LEAF, ANY = "leaf", None
SAME_SHAPE = frozenset(
    {"list", "sort", "reverse", "unique", "select", "selectattr", "reject", "rejectattr", "default", "d"}
)
ELEMENT = frozenset({"first", "last", "random", "min", "max"})
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}|\{%-?\s*raw\s.*?endraw\s*-?%\}", re.DOTALL)
IMPLICIT = ("loop", "caller", "varargs", "kwargs", "self", "super")


@cache
def fields() -> dict[str, str]:
    """Return what a template may use: path to explanation (可用的变量)."""
    import yaml

    found: dict[str, str] = yaml.safe_load(
        (Path(__file__).parent / "fields.yaml").read_text(encoding="utf-8")
    )
    return found


def check_template(template: Template, folder: Path | None = None) -> tuple[Fault, ...]:
    """Return every fault of a layout, by line (检查版式)."""
    from drafting.export.sample import sample_draft
    from drafting.export.view import view

    if template.format == "docx":
        return _check_word(template)
    try:
        sources = {**load_sources(folder), template.file: template.read_text()}
    except UserError as error:
        return (Fault(error.where, 0, error.message),)
    faults = check_source(template.file, sources)
    if faults:
        return faults
    run = render_here if template.shipped else render_apart
    try:
        run(template.file, sources, view(sample_draft(noted=True)), escape=template.format == "html")
    except TemplateError as error:
        return (error.fault,)
    return ()


def check_source(name: str, sources: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return the faults that the text of a template shows without being run (静态检查)."""
    env = environment(sources)
    faults: list[Fault] = []
    try:
        tree = _parse(env, name, sources[name])
    except TemplateError as first:
        source, faults = _blank_bad_expressions(env, name, sources[name])
        try:
            tree = _parse(env, name, source)
        except TemplateError as second:
            return _in_order([*faults, second.fault] if faults else [first.fault])
    walker = _Walker(env, name, sources)
    walker.walk(tree)
    return _in_order(faults + walker.faults)


def _parse(env: SandboxedEnvironment, name: str, source: str) -> nodes.Template:
    from jinja2 import TemplateSyntaxError

    try:
        return env.parse(source)
    except TemplateSyntaxError as error:
        raise TemplateError(Fault(name, error.lineno, translate(error.message or ""))) from None
    except RecursionError:
        raise TemplateError(Fault(name, 0, "嵌套太深")) from None


def _in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(set(faults), key=lambda fault: (fault.line, fault.message)))


def _blank_bad_expressions(env: SandboxedEnvironment, name: str, source: str) -> tuple[str, list[Fault]]:
    """Take out each `{{ … }}` that does not parse by itself, so that the rest can still be checked."""
    faults: list[Fault] = []

    def blank(match: re.Match[str]) -> str:
        try:
            _parse(env, name, match[0])
        except TemplateError as error:
            line = source.count("\n", 0, match.start()) + error.fault.line
            faults.append(Fault(name, line, error.fault.message))
            return "\n" * match[0].count("\n")
        return match[0]

    source = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), source)
    return EXPRESSION.sub(blank, source), faults


def _check_word(template: Template) -> tuple[Fault, ...]:
    from drafting.export.word import missing_styles, open_layout

    try:
        missing = missing_styles(open_layout(template.read_bytes(), template.file))
    except UserError as error:
        return (Fault(template.file, 0, error.message),)
    return tuple(Fault(template.file, 0, f"缺少样式“{style}”") for style in missing)


@cache
def _shape() -> Shape:
    """Build the shape of the data from the paths of `fields.yaml`."""
    root: dict[str, Shape] = {}
    for path in fields():
        *parents, last = path.split(".")
        here = root
        for parent in parents:
            key = parent.removesuffix("[]")
            if here[key] is LEAF:
                here[key] = [{}]
            here = here[key][0]
        here[last] = LEAF
    return root


class _Walker:
    """Walks a template's tree in reading order, knowing the shape of each name in scope."""

    def __init__(self, env: SandboxedEnvironment, name: str, sources: Mapping[str, str]) -> None:
        self.env, self.name, self.sources = env, name, sources
        self.scope: dict[str, Shape] = {**dict.fromkeys([*env.globals, *IMPLICIT], ANY), **_shape()}
        self.faults: list[Fault] = []

    def walk(self, tree: nodes.Template) -> None:
        from jinja2 import nodes

        for macro in tree.find_all(nodes.Macro):
            self.scope[macro.name] = ANY
        self.visit(tree)

    def visit(self, node: nodes.Node) -> Shape:
        """Check a node and all below it; return the shape of its value."""
        visitor = getattr(self, f"visit_{type(node).__name__.lower()}", None)
        if visitor is not None:
            return visitor(node)
        self.visit_all(node.iter_child_nodes())
        return ANY

    def visit_all(self, nodes: Iterable[nodes.Node]) -> None:
        for node in nodes:
            self.visit(node)

    def visit_name(self, node: nodes.Name) -> Shape:
        if node.ctx != "load":
            self.scope.setdefault(node.name, ANY)
        elif node.name not in self.scope:
            self.report(node, f"稿件里没有“{node.name}”这一项", self.nearest(node.name, self.scope))
        return self.scope.get(node.name)

    def visit_getattr(self, node: nodes.Getattr) -> Shape:
        return self.member(node, self.visit(node.node), node.attr)

    def visit_getitem(self, node: nodes.Getitem) -> Shape:
        from jinja2 import nodes

        shape = self.visit(node.node)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self.member(node, shape, node.arg.value)
        self.visit(node.arg)
        if isinstance(shape, list):
            return shape if isinstance(node.arg, nodes.Slice) else shape[0]
        return ANY

    def visit_filter(self, node: nodes.Filter) -> Shape:
        if node.name not in self.env.filters:
            self.report(node, f"没有名为“{node.name}”的过滤器", self.nearest(node.name, self.env.filters))
        tolerant = node.name in ("default", "d")
        shape = ANY if node.node is None else self.tolerate(node.node) if tolerant else self.visit(node.node)
        self.visit_all([*node.args, *node.kwargs])
        if node.name in ELEMENT and isinstance(shape, list):
            return shape[0]
        return shape if node.name in SAME_SHAPE else ANY

    def visit_test(self, node: nodes.Test) -> Shape:
        if node.name not in self.env.tests:
            self.report(node, f"没有名为“{node.name}”的判断", self.nearest(node.name, self.env.tests))
        if node.name in ("defined", "undefined"):
            self.tolerate(node.node)
        else:
            self.visit(node.node)
        self.visit_all([*node.args, *node.kwargs])
        return ANY

    def visit_for(self, node: nodes.For) -> Shape:
        shape = self.visit(node.iter)
        before = dict(self.scope)
        self.bind(node.target, shape[0] if isinstance(shape, list) else ANY)
        self.visit_all(([node.test] if node.test else []) + node.body)
        self.scope = before
        self.visit_all(node.else_)
        return ANY

    def visit_assign(self, node: nodes.Assign) -> Shape:
        self.bind(node.target, self.visit(node.node))
        return ANY

    def visit_macro(self, node: nodes.Macro | nodes.CallBlock) -> Shape:
        before = dict(self.scope)
        self.visit_all(node.defaults)
        for argument in node.args:
            self.scope[argument.name] = ANY
        self.visit_all(node.iter_child_nodes(exclude=("args", "defaults")))
        self.scope = before
        return ANY

    visit_callblock = visit_macro

    def visit_with(self, node: nodes.With) -> Shape:
        before = dict(self.scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self.bind(target, self.visit(value))
        self.visit_all(node.body)
        self.scope = before
        return ANY

    def visit_import(self, node: nodes.Import) -> Shape:
        self.scope[node.target] = ANY
        return self.visit_include(node)

    def visit_fromimport(self, node: nodes.FromImport) -> Shape:
        for name in node.names:
            self.scope[name if isinstance(name, str) else name[1]] = ANY
        return self.visit_include(node)

    def visit_include(self, node: nodes.Include | nodes.Import | nodes.FromImport | nodes.Extends) -> Shape:
        from jinja2 import nodes

        named = node.template
        if not isinstance(named, nodes.Const):
            self.visit(named)
        elif named.value not in self.sources and not getattr(node, "ignore_missing", False):
            near = self.nearest(str(named.value), self.sources)
            self.report(node, f"找不到要引用的版式“{named.value}”", near)
        return ANY

    visit_extends = visit_include

    def bind(self, target: nodes.Node, shape: Shape) -> None:
        """Give the names of an assignment their shapes."""
        from jinja2 import nodes

        if isinstance(target, nodes.Name):
            self.scope[target.name] = shape
        else:
            self.visit(target)

    def tolerate(self, node: nodes.Node) -> Shape:
        """Visit a node whose names may be missing: the template asks whether they are."""
        count = len(self.faults)
        shape = self.visit(node)
        del self.faults[count:]
        return shape

    def member(self, node: nodes.Node, shape: Shape, name: str) -> Shape:
        """Look a key up in a shape."""
        if isinstance(shape, dict):
            if name not in shape and not hasattr(dict, name):
                self.report(node, f"稿件的这一部分没有“{name}”", self.nearest(name, shape))
            return shape.get(name)
        if isinstance(shape, list) and not hasattr(list, name):
            self.report(node, f"列表没有“{name}”，要用for逐个取出", "")
        elif shape is LEAF and not hasattr(str, name):
            self.report(node, f"文字或数没有“{name}”", "")
        return ANY

    def report(self, node: nodes.Node, message: str, near: str) -> None:
        self.faults.append(Fault(self.name, node.lineno, message + (f"，是不是“{near}”？" if near else "")))

    def nearest(self, name: str, known: Iterable[str]) -> str:
        return next(iter(difflib.get_close_matches(name, sorted(known), 1, 0.7)), "")
