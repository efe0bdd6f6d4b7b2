"""The one error a drafter sees (用户可见的错误)."""

from __future__ import annotations


class UserError(Exception):
    """Say what is wrong, where, and how to mend it, in Chinese (错误提示).

    Raised anywhere below the command line and caught once, by it. Each part is one line.

    >>> print(UserError("文件是空的", where="稿件/a.txt", hint="请换一份有正文的文件").render())
    错误：文件是空的
    位置：稿件/a.txt
    办法：请换一份有正文的文件
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        """Keep the three parts (三要素)."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def render(self) -> str:
        """Lay the message out in up to three lines (三行提示)."""
        lines = [f"错误：{self.message}"]
        if self.where:
            lines.append(f"位置：{self.where}")
        if self.hint:
            lines.append(f"办法：{self.hint}")
        return "\n".join(lines)
