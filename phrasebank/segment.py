"""Cut text into words with their parts of speech (分词与词性标注).

The words and flags of jieba's dictionary, read by rjieba where it is installed: the two cut alike. Stretches of
single characters that the dictionary does not join go through jieba's own hidden Markov model, by either engine.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

Token = tuple[str, str]

_HAN = re.compile(r"([\u4e00-\u9fd5]+)")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fd5]")
_NUMBER_OR_LATIN = re.compile(r"([.0-9]+|[a-zA-Z0-9]+)")
_PIECE = re.compile(r"[.0-9]+|[a-zA-Z]+|.", re.DOTALL)
_MARK = "\n"  # both engines give each of these as a word of its own


def tag(text: str) -> list[Token]:
    """Return the words of a text with their flags; the words join back to it (分词并标注词性).

    >>> tag("无锡召开会议")
    [('无锡', 'ns'), ('召开', 'v'), ('会议', 'n')]
    """
    tokens: list[Token] = []
    for index, part in enumerate(_HAN.split(text)):
        if index % 2:
            tokens += _tag_run(part)
        elif part:
            tokens += [(piece, flag_of_other(piece)) for piece in _PIECE.findall(part)]
    return tokens


def cut(text: str) -> list[str]:
    """Return the words of a text as jieba cuts it; what is not Han stays in stretches (分词)."""
    engine = _rust_engine()
    cut_run = _plain_jieba().lcut if engine is None else engine.cut
    words: list[str] = []
    for index, part in enumerate(_HAN.split(text)):
        if index % 2:
            words += cut_run(part)
        else:
            words += filter(None, _NUMBER_OR_LATIN.split(part))
    return words


def split_listed(text: str) -> list[str]:
    """Cut a text by the dictionary alone: what it does not join falls into single characters (按词典切分).

    Each character that is not Han comes back as a line break.

    >>> split_listed("走访许立峰。")
    ['走访', '许', '立', '峰', '\\n']
    """
    return _listed_cutter()(_NOT_HAN.sub(_MARK, text))


def is_word(word: str) -> bool:
    """Tell whether jieba's dictionary has the word (是否收入词典)."""
    return _has_word()(word)


def flag_of(word: str) -> str:
    """Return the flag that the dictionary gives a word (词典词性)."""
    return _flags()[word]


def flag_of_other(piece: str) -> str:
    """Return the flag of what is not Han: a number, letters, a mark (非汉字词性).

    >>> [flag_of_other(piece) for piece in ("3.5", "km", "，")]
    ['m', 'eng', 'x']
    """
    if piece[0].isascii() and piece[0].isalnum():
        return "m" if piece[0].isdigit() else "eng"
    return "m" if piece[0] == "." and len(piece) > 1 else "x"


def _tag_run(run: str) -> list[Token]:
    """Tag one run of Han characters (标注一段汉字)."""
    tokens: list[Token] = []
    singles = ""
    for word in _listed_cutter()(run):
        if len(word) == 1:
            singles += word
            continue
        if singles:
            tokens += tag_singles(singles)
            singles = ""
        tokens.append((word, flag_of(word)))
    if singles:
        tokens += tag_singles(singles)
    return tokens


@lru_cache(maxsize=1 << 12)
def tag_singles(run: str) -> tuple[Token, ...]:
    """Tag Han characters that the dictionary left single, by the model unless they are one word (标注单字串)."""
    if len(run) == 1 or is_word(run):
        return tuple((character, flag_of(character)) for character in run)
    states = _best_states(run)
    tokens: list[Token] = []
    begin = 0
    for index, (position, flag) in enumerate(states):
        if position in "ES":
            tokens.append((run[begin : index + 1], flag))
            begin = index + 1
    if begin < len(run):
        tokens.append((run[begin:], states[begin][1]))
    return tuple(tokens)


# --- engines ------------------------------------------------------------------------------------------------


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


def forget_engine() -> None:
    """Let the next call choose the engine anew (重选引擎)."""
    for cache in (_rust_engine, _listed_cutter, _has_word, _flags, tag_singles):
        clear = getattr(cache, "cache_clear", None)
        if clear:
            clear()


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


@lru_cache(maxsize=1)
def _listed_cutter() -> Callable[[str], list[str]]:
    engine = _rust_engine()
    if engine is None:
        plain = _plain_jieba()
        return lambda text: plain.lcut(text, HMM=False)
    return lambda text: engine.cut(text, False)


@lru_cache(maxsize=1)
def _has_word() -> Callable[[str], bool]:
    engine = _rust_engine()
    if engine is None:
        frequencies = _plain_jieba().dt.FREQ
        return lambda word: bool(frequencies.get(word))
    has_word: Callable[[str], bool] = engine.has_word
    return has_word


class _Flags(dict[str, str]):
    """The flags of the dictionary's words, each looked up once (词性表)."""

    def __init__(self, look_up: Callable[[str], str]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> str:
        flag = self[word] = self._look_up(word)
        return flag


@lru_cache(maxsize=1)
def _flags() -> _Flags:
    engine = _rust_engine()
    if engine is None:
        table = _plain_jieba().posseg.dt.word_tag_tab
        return _Flags(lambda word: str(table.get(word, "x")))

    def look_up(word: str) -> str:
        tokens = engine.tag(word, False)
        return str(tokens[0][1]) if len(tokens) == 1 and engine.has_word(word) else "x"

    return _Flags(look_up)


# --- the model ----------------------------------------------------------------------------------------------

State = tuple[str, str]
Scored = list[tuple[State, float]]


class _Model(NamedTuple):
    """jieba's model, its transitions turned round so that a state knows what may come before it (模型).

    `nearest` is the best chance by which a state may be reached at all.
    """

    states: Mapping[str, tuple[State, ...]]
    start: Mapping[State, float]
    emit: Mapping[State, Mapping[str, float]]
    before: Mapping[State, Mapping[State, float]]
    nearest: Mapping[State, float]


_NEVER = -1e50  # below this jieba's tables mean that it cannot be


@lru_cache(maxsize=1)
def _model() -> _Model:
    posseg = _import_jieba().posseg
    before: dict[State, dict[State, float]] = {state: {} for state in posseg.trans_P}
    for state, following in posseg.trans_P.items():
        for successor, chance in following.items():
            before[successor][state] = chance
    nearest = {state: max(chances.values()) for state, chances in before.items() if chances}
    return _Model(posseg.char_state_tab_P, posseg.start_P, posseg.emit_P, before, nearest)


@lru_cache(maxsize=8192)
def _states_of(character: str) -> tuple[Scored, Scored]:
    """Return the states that a character may have: as the first of a word, and inside one (字的状态)."""
    model = _model()
    known = model.states.get(character)
    # a character that the model has never seen is anything, and nothing more than anything else
    scored = (
        [(state, 0.0) for state in model.start]
        if known is None
        else [
            (state, chance)
            for state in known
            if (chance := model.emit[state].get(character, _NEVER)) > _NEVER
        ]
    )
    return (
        [one for one in scored if one[0][0] in "BS" and one[0] in model.nearest],
        [one for one in scored if one[0][0] in "ME" and one[0] in model.nearest],
    )


def _best_states(run: str) -> list[State]:
    """Return the likeliest states of a run, as jieba.posseg.viterbi does (维特比).

    Inside a word only two states lead to a state; between words what can no longer win is not looked at.
    """
    model = _model()
    chances = {
        state: start + chance
        for state, chance in _states_of(run[0])[0]
        if (start := model.start[state]) > _NEVER
    }
    paths: list[dict[State, State]] = []
    for character in run[1:]:
        opening, inside = _states_of(character)
        ends = sorted(
            ((chance, state) for state, chance in chances.items() if state[0] in "ES"), reverse=True
        )
        following: dict[State, float] = {}
        path: dict[State, State] = {}
        for state, emitted in inside:
            found = [
                (chances[near] + step, near) for near, step in model.before[state].items() if near in chances
            ]
            if found:
                chance, path[state] = max(found)
                following[state] = chance + emitted
        for state, emitted in opening if ends else ():
            steps, nearest = model.before[state], model.nearest[state]
            best = 2 * _NEVER
            for chance, end in ends:
                if chance + nearest < best:
                    break
                step = steps.get(end)
                if step is not None and chance + step > best:
                    best, path[state] = chance + step, end
            if state in path:
                following[state] = best + emitted
        if not following:  # no way on: each character stands for itself
            return [("S", "x")] * len(run)
        chances = following
        paths.append(path)
    state = max(chances, key=lambda one: (chances[one], one))
    best_path = [state]
    for path in reversed(paths):
        best_path.append(path[best_path[-1]])
    return best_path[::-1]
