"""What the user does to phrases outlives all mining, and each step can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from outlines.errors import UserError
from outlines.speech import Role
from phrasebank.edits import Marks
from phrasebank.phrase import Kind, Phrase, Source, phrase_id
from phrasebank.search import Filters
from phrasebank.store import Bank

EVERY = Filters(hidden=None)
# What speeches may say, and how often: each mining finds some of these.
SAID = [
    Phrase(phrase_id(Kind.MEASURE, text), text, Kind.MEASURE, Role.KEY_TASKS, (), (), 1, (), weight=float(weight))
    for weight, text in enumerate(["夯实基层基础", "搭建成长舞台", "拧紧安全螺栓", "办好职工食堂", "开好班前会议"])
]  # fmt: skip
WORDS = ["把根基打牢", "把舞台搭大", "把螺栓拧紧", "让食堂飘香"]

ids = st.sampled_from([phrase.id for phrase in SAID])
marks = st.builds(
    Marks,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "常用"]),
    st.sampled_from([(), ("甲",), ("甲", "乙")]),
)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    with Bank.open(tmp_path / "bank.db", create=True) as opened:
        yield opened


class EditedBank(RuleBasedStateMachine):
    """A bank beside a plain account of what it should hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.bank = Bank.open(Path(self.folder.name) / "bank.db", create=True)
        self.mined: dict[str, Phrase] = {}
        self.marks: dict[str, Marks] = {}
        self.worded: dict[str, tuple[int, str]] = {}
        self.steps = 0
        self.history: list[tuple[dict[str, Marks], dict[str, tuple[int, str]]]] = []

    def teardown(self) -> None:
        self.bank.close()
        self.folder.cleanup()

    def _remember(self) -> None:
        self.history.append((dict(self.marks), dict(self.worded)))
        self.steps += 1

    @rule(found=st.sets(st.sampled_from(SAID)))
    def mine(self, found: set[Phrase]) -> None:
        self.bank.publish(sorted(found, key=lambda phrase: phrase.text))
        self.mined = {phrase.id: phrase for phrase in found}

    @rule(id=ids, noted=marks)
    def mark(self, id: str, noted: Marks) -> None:
        if self.bank.known(id) is None:
            return
        self._remember()
        self.bank.mark(id, noted)
        self.marks[id] = noted

    @rule(id=ids, text=st.sampled_from(WORDS))
    def reword(self, id: str, text: str) -> None:
        if self.bank.known(id) is None:
            return
        self._remember()
        assert self.bank.revise(id, text).text == text
        self.worded[id] = (self.steps, text)

    @rule(text=st.sampled_from(WORDS))
    def add(self, text: str) -> None:
        self._remember()
        id = phrase_id(Kind.MAXIM, text)
        self.bank.add([Phrase(id, text, Kind.MAXIM, Role.OTHER, (), (), 0, ())])
        self.worded[id] = (self.steps, text)

    @precondition(lambda self: self.history)
    @rule()
    def undo(self) -> None:
        self.bank.undo()
        self.marks, self.worded = self.history.pop()

    @invariant()
    def the_bank_holds_what_was_mined_and_what_was_done(self) -> None:
        own = sorted(self.worded.items(), key=lambda item: -item[1][0])
        rest = sorted(
            (p for p in self.mined.values() if p.id not in self.worded), key=lambda p: (-p.weight, p.text)
        )
        expected = [(id, text) for id, (_, text) in own] + [(phrase.id, phrase.text) for phrase in rest]
        assert [(found.id, found.text) for found in self.bank.select(EVERY)] == expected
        for id, text in expected:
            noted = self.marks.get(id, Marks())
            assert self.bank.marks(id) == noted
            assert (id in [hit.id for hit in self.bank.hits(text)]) is not noted.hidden
            assert (
                id in [hit.id for hit in self.bank.hits(text, Filters(starred=True, hidden=None))]
            ) is noted.starred
            for tag in noted.tags:
                assert id in [hit.id for hit in self.bank.hits(text[:2], Filters(tags=(tag,), hidden=None))]


TestEditedBank = EditedBank.TestCase
TestEditedBank.settings = settings(deadline=None, max_examples=40, stateful_step_count=20)


def test_several_changes_within_one_action_are_undone_as_one(bank: Bank) -> None:
    bank.publish(SAID)
    with bank.action("整理"):
        bank.mark(SAID[0].id, Marks(starred=True))
        bank.mark(SAID[0].id, Marks(starred=True, note="好"))
        bank.revise(SAID[1].id, "把舞台搭大")
    assert [(action.label, len(action.ids)) for action in bank.actions()] == [("整理", 2)]
    bank.undo()
    assert bank.marks(SAID[0].id) == Marks()
    assert bank.get(SAID[1].id).text == SAID[1].text
    with pytest.raises(UserError, match="没有可以撤销"):
        bank.undo()


def test_an_error_within_an_action_undoes_all_of_it(bank: Bank) -> None:
    bank.publish(SAID)

    def half() -> None:
        with bank.action("整理"):
            bank.mark(SAID[0].id, Marks(starred=True))
            bank.mark("ffffffff", Marks(starred=True))

    with pytest.raises(UserError):
        half()
    assert bank.marks(SAID[0].id) == Marks()
    assert bank.actions() == []


def test_undo_leaves_what_was_mined_meanwhile(bank: Bank) -> None:
    bank.publish(SAID[:1])
    bank.revise(SAID[0].id, "把根基打牢")
    newer = replace(SAID[0], document_frequency=9, sources=(Source("新.txt", 0, 0),))
    bank.publish([newer])
    assert bank.get(newer.id).document_frequency == 9
    bank.undo()
    assert bank.select(EVERY) == [newer]


def test_a_marked_phrase_stays_an_entry_of_its_own_when_more_is_mined(tmp_path: Path) -> None:
    from phrasebank.intake import mine_files

    def speech(name: str, measure: str) -> Path:
        path = tmp_path / name
        path.write_text(
            f"在全市安全生产会议上的讲话\n\n同志们：\n\n一、扛牢安全责任\n\n要{measure}。{name}。\n\n二、抓好安全排查\n\n要{measure}。\n",
            encoding="utf-8",
        )
        return path

    with Bank.open(tmp_path / "bank.db", create=True) as bank:
        mine_files(bank, [speech("甲.txt", "健全安全隐患排查整治长效机制")])
        found = bank.find("长效机制")
        assert found, "the sample yields a measure"
        bank.mark(found[0].id, Marks(starred=True))
        others = [speech(f"乙{i}.txt", "健全安全隐患排查治理长效机制") for i in range(5)]
        mine_files(bank, others)
        assert bank.known(found[0].id) is not None
        assert [hit.id for hit in bank.hits("", Filters(starred=True))] == [found[0].id]
