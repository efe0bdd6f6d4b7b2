"""The full-screen view: typed words narrow the list, the passage stands beside it, marks are kept."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from outlines.errors import UserError
from outlines.speech import Role
from phrasebank.phrase import Candidate, Harvest, Kind, Phrase, Source, SourceDocument, phrase_id
from phrasebank.search import Filters, Hit
from phrasebank.store import Bank

pytest.importorskip("textual", reason="the extra `browse` is not installed")

from textual.pilot import Pilot
from textual.widgets import Input, Select, Static

from drafting.browser import Browser
from drafting.cli.browse import browse

TEXT = "办好职工技能竞赛"


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    opened = Bank.open(tmp_path / "bank.db", create=True)
    paragraph = "步子要迈得稳。办好职工技能竞赛，让能手有舞台。账要算得清。"
    document = SourceDocument(
        "甲.txt", "d", "在推进会上的讲话", None, "2024-03", "", "", "", (), (paragraph,)
    )
    said = Candidate(TEXT, Kind.MEASURE, Role.KEY_TASKS, (), (), 0, 1)
    opened.put(Harvest(document, (said,), (), (), len(paragraph)))
    number, sources = phrase_id(Kind.MEASURE, TEXT), (Source("甲.txt", 0, 1),)
    opened.publish(
        [
            Phrase(number, TEXT, Kind.MEASURE, Role.KEY_TASKS, (), (), 1, sources, weight=2.0),
            Phrase("00c0ffee", "干就干出样子来", Kind.CALL, Role.CLOSING, (), (), 1, (), weight=1.0),
        ]
    )
    return opened


def drive(app: Browser, steps: Callable[[Pilot[None]], Awaitable[None]]) -> None:
    async def run() -> None:
        async with app.run_test(size=(120, 30)) as pilot:
            await steps(pilot)

    asyncio.run(run())


def listed(app: Browser) -> list[str]:
    return [hit.text for hit in app._hits]


def test_typing_narrows_the_list_and_shows_the_passage(bank: Bank) -> None:
    app = Browser(bank, writable=True)

    async def steps(pilot: Pilot[None]) -> None:
        assert listed(app) == [TEXT, "干就干出样子来"]
        await pilot.press("j", "n", "j", "s")
        await pilot.pause()
        assert listed(app) == [TEXT]
        shown = str(app.query_one("#passage", Static).render())
        assert "让能手有舞台" in shown
        assert "在推进会上的讲话" in shown
        app.query_one("#query", Input).value = "没有的话"
        await pilot.pause()
        assert listed(app) == []
        assert "没有符合条件" in str(app.query_one("#status", Static).render())

    drive(app, steps)


def test_filters_narrow_the_list(bank: Bank) -> None:
    app = Browser(bank)

    async def steps(pilot: Pilot[None]) -> None:
        app.query_one("#kind", Select).value = Kind.CALL
        await pilot.pause()
        assert listed(app) == ["干就干出样子来"]
        app.query_one("#role", Select).value = Role.OPENING
        await pilot.pause()
        assert listed(app) == []

    drive(app, steps)


def test_copy_star_hide_and_undo(bank: Bank) -> None:
    app = Browser(bank, writable=True)

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "down", "s", "c")
        await pilot.pause()
        assert app.clipboard == "干就干出样子来"
        assert bank.marks("00c0ffee").starred
        await pilot.press("h")
        await pilot.pause()
        assert listed(app) == [TEXT]
        await pilot.press("u")
        await pilot.pause()
        assert listed(app) == [TEXT, "干就干出样子来"]
        await pilot.press("slash", "干")
        await pilot.pause()
        assert app.query_one("#query", Input).value == "干"

    drive(app, steps)
    assert not bank.marks("00c0ffee").hidden


def test_the_built_in_bank_is_not_changed(bank: Bank) -> None:
    app = Browser(bank, "干")

    async def steps(pilot: Pilot[None]) -> None:
        assert listed(app) == ["干就干出样子来"]
        await pilot.press("enter", "s", "h", "u")
        await pilot.pause()

    drive(app, steps)
    assert bank.hits("", Filters(starred=True)) == []
    assert len(bank.hits("")) == 2


def test_a_bank_that_cannot_be_read_ends_the_screen(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Browser(bank)

    def broken(*arguments: object) -> list[Hit]:
        raise UserError("词库已损坏")

    async def steps(pilot: Pilot[None]) -> None:
        monkeypatch.setattr(bank, "hits", broken)
        await pilot.press("j")
        await pilot.pause()

    drive(app, steps)
    assert app.fault is not None
    assert app.fault.message == "词库已损坏"


def test_without_a_terminal_the_user_is_told(bank: Bank) -> None:
    with pytest.raises(UserError, match="终端"):
        browse(bank, "", writable=False)


def test_without_textual_the_user_is_told_what_to_install(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delitem(sys.modules, "drafting.browser")
    monkeypatch.setitem(sys.modules, "textual", None)
    monkeypatch.setitem(sys.modules, "textual.app", None)
    with pytest.raises(UserError) as error:
        browse(bank, "", writable=False)
    assert "jianggao[browse]" in error.value.hint
