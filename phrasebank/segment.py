"""Cut text into words with their parts of speech (分词与词性标注).

jieba's words and flags, from rjieba's dictionary path where it is installed: the two cut alike, and the
few stretches that the dictionary does not cover go through jieba's own hidden Markov model either way.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

Token = tuple[str, str]

# The character classes are jieba's own (jieba/posseg), so that both engines see the same blocks.
_BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._]+)")
_HAN = re.compile(r"([\u4e00-\u9fd5]+)")
_ASCII = re.compile(r"[a-zA-Z0-9+#&._]+")
_NUMBER_OR_LATIN = re.compile(r"([.0-9]+|[a-zA-Z0-9]+)")
_NUMBER = re.compile(r"[.0-9]+")


def tag(text: str) -> list[Token]:
    """Return the words of a text with their flags; the words join back to it (分词并标注词性).

    >>> tag("无锡召开会议")
    [('无锡', 'ns'), ('召开', 'v'), ('会议', 'n')]
    """
    return _tagger()(text)


def cut(text: str) -> list[str]:
    """Return the words of a text; what is not Han stays in stretches (分词)."""
    return _cutter()(text)


def is_word(word: str) -> bool:
    """Tell whether jieba's dictionary has the word (是否收入词典)."""
    engine = _rust_engine()
    return bool(_plain_jieba().dt.FREQ.get(word) if engine is None else engine.has_word(word))


def _import_jieba() -> Any:
    """Import jieba without its log lines and without the warnings of its old sources (静默导入)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        import jieba.posseg
    jieba.setLogLevel(logging.ERROR)
    return jieba


@lru_cache(maxsize=1)
def _rust_engine() -> Any:
    """Return rjieba's module, or None where it is not installed (快速引擎)."""
    try:
        import rjieba
    except ImportError:
        return None
    return rjieba


@lru_cache(maxsize=1)
def _cutter() -> Callable[[str], list[str]]:
    engine = _rust_engine()
    cut_run = _plain_jieba().lcut if engine is None else engine.cut

    def cut_runs(text: str) -> list[str]:
        words: list[str] = []
        for block in _HAN.split(text):
            if _HAN.match(block):
                words.extend(cut_run(block))
            else:
                words.extend(part for part in _NUMBER_OR_LATIN.split(block) if part)
        return words

    return cut_runs


@lru_cache(maxsize=1)
def _tagger() -> Callable[[str], list[Token]]:
    engine = _rust_engine()
    if engine is None:
        posseg = _plain_jieba().posseg
        return lambda text: [(pair.word, pair.flag) for pair in posseg.lcut(text)]

    @lru_cache(maxsize=65536)
    def tag_block(block: str) -> list[Token]:
        return list(_tag_block(engine, block))

    def tag_fast(text: str) -> list[Token]:
        tokens: list[Token] = []
        for index, block in enumerate(_BLOCK.split(text)):
            if index % 2:
                tokens += tag_block(block)
            elif block:
                # outside words jieba flags each character, spaces included
                tokens += [(character, "x") for character in block]
        return tokens

    return tag_fast


@lru_cache(maxsize=1)
def _plain_jieba() -> Any:
    """Return jieba with its dictionary read from the package (纯 Python 引擎).

    jieba's own initialize() would trust and write a cache file in the shared temporary folder.
    """
    jieba = _import_jieba()
    tokenizer = jieba.dt
    if not tokenizer.initialized:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
    return jieba


def _tag_block(engine: Any, block: str) -> Iterator[Token]:
    """Tag one block of word characters as jieba.posseg does (标注一块)."""
    pending: list[Token] = []
    tokens = engine.tag(block, hmm=False)
    for token in tokens if _HAN.fullmatch(block) else _single_ascii(engine, tokens):
        if len(token[0]) == 1:
            pending.append(token)
            continue
        if pending:
            yield from _tag_singles(engine, pending)
            pending = []
        yield token
    if pending:
        yield from _tag_singles(engine, pending)


def _single_ascii(engine: Any, tokens: list[Token]) -> Iterator[Token]:
    """Undo the joining of ASCII characters, which jieba.posseg leaves to the last step (拆开西文)."""
    for word, flag in tokens:
        if _ASCII.fullmatch(word) and not engine.has_word(word):
            for character in word:
                yield character, "x"
        else:
            yield word, flag


def _tag_singles(engine: Any, pending: list[Token]) -> Iterator[Token]:
    """Tag a run of single characters: by the model, unless it is one character or a word (标注单字串)."""
    if len(pending) == 1:
        yield pending[0]
        return
    run = "".join(word for word, _ in pending)
    if engine.has_word(run):
        yield from pending
        return
    for part in _HAN.split(run):
        if _HAN.match(part):
            yield from _hidden_markov(part)
        else:
            for piece in filter(None, _NUMBER_OR_LATIN.split(part)):
                if _NUMBER.match(piece):
                    yield piece, "m"
                else:
                    yield piece, "eng" if piece[0].isalnum() else "x"


@lru_cache(maxsize=65536)
def _hidden_markov(run: str) -> tuple[Token, ...]:
    """Tag Han characters outside the dictionary by jieba's model (隐马尔可夫标注)."""
    tokens = []
    begin = 0
    states = _best_states(run)
    for index, (position, flag) in enumerate(states):
        if position in "ES":
            tokens.append((run[begin : index + 1], flag))
            begin = index + 1
    if begin < len(run):
        tokens.append((run[begin:], states[begin][1]))
    return tuple(tokens)


State = tuple[str, str]


class _Model(NamedTuple):
    """jieba's model, its transitions turned round so that a state knows what may come before it (模型)."""

    states: Mapping[str, Sequence[State]]
    start: Mapping[State, float]
    emit: Mapping[State, Mapping[str, float]]
    onward: Mapping[State, Mapping[State, float]]
    before: Mapping[State, Mapping[State, float]]


_NEVER = -3.14e100  # jieba's floor for what a state never emits


@lru_cache(maxsize=1)
def _model() -> _Model:
    posseg = _import_jieba().posseg
    before: dict[State, dict[State, float]] = {}
    for state, following in posseg.trans_P.items():
        for successor, chance in following.items():
            before.setdefault(successor, {})[state] = chance
    return _Model(posseg.char_state_tab_P, posseg.start_P, posseg.emit_P, posseg.trans_P, before)


def _best_states(run: str) -> list[State]:
    """Return the likeliest states of a run, as jieba.posseg.viterbi does, without its impossible steps (维特比)."""
    model = _model()
    everything = model.onward.keys()
    chances = {
        state: model.start[state] + model.emit[state].get(run[0], _NEVER)
        for state in model.states.get(run[0], everything)
    }
    paths: list[dict[State, State]] = []
    for character in run[1:]:
        previous = {state: chance for state, chance in chances.items() if model.onward[state]}
        possible: list[State] = [
            state
            for state in model.states.get(character, everything)
            if not previous.keys().isdisjoint(model.before.get(state, ()))
        ]
        if not possible:
            possible = [
                state for state in everything if not previous.keys().isdisjoint(model.before.get(state, ()))
            ]
        chances, path = {}, {}
        for state in possible:
            emitted = model.emit[state].get(character, _NEVER)
            before = model.before[state]
            near, far = (before, previous) if len(before) < len(previous) else (previous, before)
            # the sum is taken in jieba's order, so that ties fall as they fall there
            chances[state], path[state] = max(
                [
                    (previous[earlier] + before[earlier] + emitted, earlier)
                    for earlier in near
                    if earlier in far
                ]
            )
        paths.append(path)
    state = max(chances, key=lambda one: (chances[one], one))
    best = [state]
    for path in reversed(paths):
        best.append(path[best[-1]])
    return best[::-1]
