"""Render Jinja2 templates so that a bad one can do no harm (版式沙箱).

Templates that ship run in this process. A template of the user's, perhaps copied from a stranger, runs in
a child process with limits on CPU, memory and time. The child runs this very file as a script, isolated from
the environment, so nothing here may import more than the standard library and Jinja2.

A template sees plain dicts, lists, strings and numbers only: no object whose methods could do something.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

MAX_CHARACTERS = 2_000_000  # of output: forty times the longest speech
CPU_SECONDS = 3
WALL_SECONDS = 20
MEMORY_BYTES = 512 * 1024 * 1024
MARKDOWN_MARKS = re.compile(r"[\\`*_~<\[]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a template (版式错误); `line` counts from 1, 0 where it does not tell."""

    template: str
    line: int
    message: str


class TemplateError(Exception):
    """A template could not be rendered (版式无法使用)."""

    @property
    def fault(self) -> Fault:
        """What is wrong (错误)."""
        fault: Fault = self.args[0]
        return fault


def environment(sources: Mapping[str, str], *, escape: bool = False) -> SandboxedEnvironment:
    """Return the one Jinja2 environment for templates, over their sources by name (模板环境)."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Unknown(StrictUndefined):
        """Say in Chinese what a template asked for in vain."""

        @property
        def _undefined_message(self) -> str:
            return self._undefined_hint or f"稿件里没有“{self._undefined_name}”这一项"

    def load(name: str) -> tuple[str, str, None] | None:
        return (sources[name], name, None) if name in sources else None

    made = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=Unknown,
        autoescape=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["md"] = escape_markdown
    return made


@lru_cache(maxsize=4)
def _known_environment(sources: tuple[tuple[str, str], ...], escape: bool) -> SandboxedEnvironment:
    """Return the environment for sources seen before, with what it has compiled (模板环境，留用)."""
    return environment(dict(sources), escape=escape)


def escape_markdown(text: object) -> str:
    r"""Keep characters from being read as Markdown (转义); a speech has hardly any.

    >>> print(escape_markdown("3*5与<b>"))
    3\*5与\<b>
    """
    return MARKDOWN_MARKS.sub(r"\\\g<0>", str(text))


def render_here(
    name: str, sources: Mapping[str, str], data: Mapping[str, Any], *, escape: bool = False
) -> str:
    """Render a template in this process (本进程渲染).

    Args:
        name: which of the sources to render.
        sources: every template that may be included or extended, by name.
        data: what the template sees.
        escape: whether the output is HTML.

    Raises:
        TemplateError: with the template and line at fault.
    """
    from jinja2 import TemplateNotFound, TemplateSyntaxError
    from jinja2.exceptions import SecurityError

    pieces: list[str] = []
    size = 0
    try:
        for piece in (
            _known_environment(tuple(sorted(sources.items())), escape).get_template(name).generate(data)
        ):
            size += len(piece)
            if size > MAX_CHARACTERS:
                fault = Fault(name, 0, f"输出超过{MAX_CHARACTERS}字，多半是循环写错了")
                break
            pieces.append(piece)
        else:
            return "".join(pieces)
    except TemplateSyntaxError as error:
        fault = Fault(error.name or name, error.lineno, translate(error.message or ""))
    except TemplateNotFound as error:
        fault = Fault(*_place(error, sources, name), f"找不到要引用的版式“{error.name}”")
    except SecurityError:
        fault = Fault(name, 0, "用了不允许的写法：版式只能读取稿件数据，不能调用程序")
    except MemoryError:
        fault = Fault(name, 0, "占用的内存太多，已停下")
    except RecursionError:
        fault = Fault(name, 0, "引用了自己，或者嵌套太深")
    except Exception as error:  # whatever an expression of the user's may raise is the template's fault
        fault = Fault(*_place(error, sources, name), translate(str(error), "运算出错"))
    raise TemplateError(fault)


def render_apart(
    name: str, sources: Mapping[str, str], data: Mapping[str, Any], *, escape: bool = False
) -> str:
    """Render a template in a child process under limits (子进程渲染); arguments as for `render_here`.

    Where the system knows no resource limits (Windows), the time limit alone holds.
    """
    import subprocess

    request = {
        "name": name,
        "sources": dict(sources),
        "data": data,
        "escape": escape,
        "path": [entry for entry in sys.path if Path(entry).is_absolute()],
    }
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", __file__],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
        answer = json.loads(child.stdout) if child.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        answer = None
    if answer is None:
        raise TemplateError(Fault(name, 0, "用时或占用的内存太多，已停下，多半是循环写错了"))
    if "fault" in answer:
        raise TemplateError(Fault(**answer["fault"]))
    return str(answer["text"])


def translate(message: str, otherwise: str = "写法有误") -> str:
    """Say a message of Jinja2's in Chinese where it is a common one (错误信息译成中文).

    >>> translate("Encountered unknown tag 'endfro'.")
    '不认识的标签“endfro”'
    """
    for pattern, chinese in MESSAGES:
        if match := re.match(pattern, message):
            return match.expand(chinese)
    return message if re.search(r"[\u4e00-\u9fff]", message) else f"{otherwise}：{message}"


MESSAGES = (
    (r"Encountered unknown tag '([^']*)'", r"不认识的标签“\1”"),
    (r"Unexpected end of template.*needs to be closed is '([^']*)'", r"“\1”没有结束标签"),
    (r"unexpected '([^']*)'", r"多了“\1”，或者前面没有写完"),
    (r"unexpected char '?(.*?)'? at \d+", r"不能有字符“\1”（标点要用半角）"),
    (r"expected token '([^']*)', got '([^']*)'", r"这里应为“\1”，写成了“\2”"),
    (r"No filter named '([^']*)'", r"没有名为“\1”的过滤器"),
    (r"No test named '([^']*)'", r"没有名为“\1”的判断"),
    (r"Missing end of (comment|raw) tag|Missing end of raw directive", "注释或原样块没有结束"),
    (r"block '([^']*)' defined twice", r"块“\1”写了两次"),
)


def _place(error: BaseException, sources: Mapping[str, str], name: str) -> tuple[str, int]:
    """Find the innermost template line that an exception passed through."""
    place, step = (name, 0), error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in sources:
            place = (step.tb_frame.f_code.co_filename, step.tb_lineno)
        step = step.tb_next
    return place


def _set_limits() -> None:
    try:
        import resource
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(limit, (value, value))


def _main() -> None:
    request = json.loads(sys.stdin.buffer.read())
    sys.path.extend(request.pop("path"))
    _set_limits()
    try:
        answer: dict[str, Any] = {"text": render_here(**request)}
    except TemplateError as error:
        answer = {"fault": asdict(error.fault)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
