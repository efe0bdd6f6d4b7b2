"""The bank on the whole terminal: search as you type, the passage beside it (全屏浏览)."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Checkbox, DataTable, Footer, Input, Select, Static

from drafting.cli.phrases.citations import Citation, around, iter_citations
from drafting.cli.phrases.trend_chart import bar, shown_years
from drafting.cli.screen import plain
from outlines.errors import UserError
from outlines.role import ROLE_LABELS, Role
from phrasebank.phrase import KIND_LABELS, Kind, Phrase
from phrasebank.search import Filters, Hit
from phrasebank.store import Bank
from phrasebank.tokens import label_slots
from phrasebank.trend import Trend, trend_of

_MOST_ROWS = 200
_MOST_CITATIONS = 5


class Browser(App[None]):
    """The full-screen view of a bank (全屏浏览)."""

    TITLE = "讲稿词库"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #filters { height: 3; }
    #query { width: 1fr; }
    Select { width: 22; }
    Checkbox { width: 14; }
    #list { width: 3fr; }
    #beside { width: 2fr; border-left: solid $primary; padding: 0 1; }
    #status { height: 1; background: $panel; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "查找", key_display="/"),
        Binding("escape", "rows", "列表", key_display="Esc"),
        Binding("c", "copy", "复制"),
        Binding("s", "star", "标星"),
        Binding("h", "hide", "隐去"),
        Binding("u", "undo", "撤销"),
        Binding("q", "quit", "退出"),
        Binding("ctrl+q", "quit", "退出", show=False),
    ]

    def __init__(self, bank: Bank, query: str = "", *, writable: bool = False) -> None:
        """Show a bank; stars and hidings are kept where it is the user's own (词库)."""
        super().__init__()
        self.bank = bank
        self.writable = writable
        self.fault: UserError | None = None
        self._first_query = query
        self._hits: list[Hit] = []

    def compose(self) -> ComposeResult:
        """Lay out search, filters, list and passage (布局)."""
        with Horizontal(id="filters"):
            yield Input(self._first_query, placeholder="汉字或拼音，如 技能、jnjs、jineng", id="query")
            yield Select([(label, kind) for kind, label in KIND_LABELS.items()], prompt="全部类别", id="kind")
            yield Select([(label, role) for role, label in ROLE_LABELS.items()], prompt="全部功能", id="role")
            yield Checkbox("标星", id="starred")
        with Horizontal():
            yield DataTable(id="list", cursor_type="row", zebra_stripes=True)
            with VerticalScroll(id="beside", can_focus=False):
                yield Static(id="passage")
        yield Static(id="status")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the list (开始)."""
        self._table.add_columns("", "类别", "功能", "篇数", "词句")
        self._list_hits()
        self.query_one("#query").focus()

    def on_input_changed(self) -> None:
        """Search as the user types (边输边查)."""
        self._list_hits()

    def on_select_changed(self) -> None:
        """Narrow the list (筛选)."""
        self._list_hits()

    def on_checkbox_changed(self) -> None:
        """Narrow the list to what is starred (只看标星)."""
        self._list_hits()

    def on_input_submitted(self) -> None:
        """Go from the search to the list (到列表)."""
        self._table.focus()

    def on_data_table_row_highlighted(self) -> None:
        """Show the phrase under the cursor (显示原文)."""
        self._show()

    def action_search(self) -> None:
        """Go to the search (到查找)."""
        self.query_one("#query").focus()

    def action_rows(self) -> None:
        """Go to the list (到列表)."""
        self._table.focus()

    def action_copy(self) -> None:
        """Copy the phrase under the cursor (复制)."""
        if hit := self._current():
            self.copy_to_clipboard(label_slots(hit.text))
            self.notify(f"已复制：{plain(label_slots(hit.text))}")

    def action_star(self) -> None:
        """Star the phrase under the cursor, or take its star away (标星)."""
        if hit := self._current():
            self._mark(hit, "取消标星" if hit.starred else "标星", starred=not hit.starred)

    def action_hide(self) -> None:
        """Hide the phrase under the cursor (隐去)."""
        if hit := self._current():
            self._mark(hit, "隐去", hidden=True)

    def action_undo(self) -> None:
        """Take the last change back (撤销)."""
        if not self._may_write():
            return
        try:
            self.notify(f"已撤销：{self.bank.undo().label}")
        except UserError as error:
            self.notify(error.message, severity="warning")
        self._list_hits()

    @property
    def _table(self) -> DataTable[str | Text]:
        return self.query_one("#list", DataTable)

    def _narrowed(self) -> Filters:
        kind = self.query_one("#kind", Select).value
        role = self.query_one("#role", Select).value
        return Filters(
            kinds=(kind,) if isinstance(kind, Kind) else (),
            roles=(role,) if isinstance(role, Role) else (),
            starred=self.query_one("#starred", Checkbox).value,
        )

    def _list_hits(self) -> None:
        """List what fits, the cursor where it was."""
        table, row = self._table, self._table.cursor_row
        query = self.query_one("#query", Input).value
        try:
            self._hits = self.bank.hits(query, self._narrowed(), _MOST_ROWS + 1)
        except UserError as error:
            self._give_up(error)
            return
        table.clear()
        for hit in self._hits[:_MOST_ROWS]:
            table.add_row(
                "★" if hit.starred else "",
                KIND_LABELS[hit.kind],
                ROLE_LABELS[hit.role],
                str(hit.document_frequency),
                Text(plain(label_slots(hit.text))),
            )
        if self._hits:
            table.move_cursor(row=min(row, table.row_count - 1))
        many = len(self._hits) > _MOST_ROWS
        found = f"前{_MOST_ROWS}条，再输几个字缩小范围" if many else f"{len(self._hits)}条"
        self.query_one("#status", Static).update(found if self._hits else "没有符合条件的词句")
        self._show()

    def _current(self) -> Hit | None:
        row = self._table.cursor_row
        return self._hits[row] if 0 <= row < min(len(self._hits), _MOST_ROWS) else None

    def _show(self) -> None:
        hit = self._current()
        try:
            text = describe(self.bank, self.bank.get(hit.id)) if hit else ""
        except UserError as error:
            self._give_up(error)
            return
        self.query_one("#passage", Static).update(text)

    def _give_up(self, error: UserError) -> None:
        """Leave the screen; whoever started it tells the error."""
        self.fault = error
        self.exit()

    def _may_write(self) -> bool:
        if not self.writable:
            self.notify("内置词库不能改动；先建工作区，采集自己的讲话稿", severity="warning")
        return self.writable

    def _mark(self, hit: Hit, label: str, **changes: Any) -> None:
        if not self._may_write():
            return
        try:
            with self.bank.action(label):
                self.bank.mark(hit.id, replace(self.bank.marks(hit.id), **changes))
        except UserError as error:
            self.notify(error.message, severity="error")
            return
        self.notify(f"已{label}：{plain(label_slots(hit.text))}")
        self._list_hits()


def describe(bank: Bank, phrase: Phrase) -> Text:
    """Set a phrase with its marks, its years and the passages it was read in (词条)."""
    marks, trend = bank.marks(phrase.id), trend_of(phrase.text)
    text = Text()
    text.append(plain(label_slots(phrase.text)) + "\n", style="bold")
    text.append(f"{phrase.id}　{KIND_LABELS[phrase.kind]}·{ROLE_LABELS[phrase.role]}\n", style="dim")
    lines = {
        "变体": "；".join(label_slots(variant) for variant in phrase.variants),
        "主题": "、".join(phrase.topics),
        "年份": "、".join(map(str, phrase.years)),
        "标签": "、".join(marks.tags),
        "备注": marks.note,
    }
    for label, value in lines.items():
        if value:
            text.append(f"{label}　{plain(value)}\n")
    if trend:
        _draw(text, trend)
    for citation in islice(iter_citations(bank, phrase), _MOST_CITATIONS):
        _cite(text, citation)
    return text


def _draw(text: Text, trend: Trend) -> None:
    text.append(f"\n“{trend.formulation}”逐年占比\n")
    for year in shown_years(trend)[-8:]:
        text.append(f"{year.year} ")
        text.append(bar(year.share)[::2], style="green")
        text.append(f" {year.share:.0%}\n")


def _cite(text: Text, citation: Citation) -> None:
    before, said, after = (plain(part).replace("\n", " ") for part in around(citation))
    title = f"《{plain(citation.passage.document_title)}》" if citation.passage.document_title else ""
    date = f"（{citation.passage.date}）" if citation.passage.date else ""
    text.append(f"\n{title}{date}\n{plain(citation.source.document)}\n", style="dim")
    text.append(before)
    text.append(said, style="bold yellow")
    text.append(after + "\n")
