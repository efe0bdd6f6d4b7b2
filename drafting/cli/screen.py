"""What may reach a screen: text that is only text (屏幕输出)."""

from __future__ import annotations

import re
import sys

# What could move the cursor, colour the screen or turn the reading direction; tab and newline are harmless.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Take out what a terminal would act on (去控制符).

    >>> plain("红字\\x1b[31m")
    '红字[31m'
    """
    return _UNSAFE.sub("", text)


def escaped(json: str) -> str:
    """Write what a terminal would act on as JSON escapes, which lose nothing (转义)."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def say(line: str) -> None:
    """Write a line to stdout (输出一行)."""
    sys.stdout.write(plain(line) + "\n")


def show_text(text: str) -> None:
    """Write a document to stdout: as it is into a pipe, harmless on a terminal (输出全文)."""
    sys.stdout.write(plain(text) if sys.stdout.isatty() else text)
