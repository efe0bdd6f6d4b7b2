"""What a word is good for in a phrase, as letters that patterns can be written over (词的用途).

Each word of a text becomes one letter for the grammar of clauses and one for what is worth a closer look. A judgment
over words is then one regular expression over letters, whatever the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from phrasebank.entity_words import word_list, word_set
from phrasebank.segment import flag_of, is_word

_DATA = Path(__file__).parent / "data"
_ALL_HAN = re.compile(r"[\u3400-\u9fff]+")

# Bits of the grammar letter. A verb may head a measure, an adverb stand before it; what is closed opens none; a noun
# can be what a verb acts on; what is loose ends no phrase.
VERB, ADVERB, CLOSED, NOUN, LOOSE = (1 << bit for bit in range(5))
# Letters of their own, wherever they stand in a clause:
PAST, DEMAND, IS, POINTER, DE = "12345"
# Bits of the letter for a closer look: it passes judgment; it is an idiom; it looks like a name that is not everywhere;
# it is a single character; the name of a place or an organisation may end with it; it is a person's or a title.
JUDGES, IDIOM, LOCAL, SINGLE, PLACE, ORGANIZATION, PERSON = (1 << bit for bit in range(7))

NAME_FLAGS = frozenset({"ns", "nr", "nz", "nrt", "nrfg", "x", "nt"})

OTHER = "@@"
"""The letters of whatever is not Han."""

_OBJECTS = ("n", "vn", "an", "l", "i", "j", "s")
_LINKS = ("p", "c", "u", "r", "f")
_DEMANDS = frozenset({"要", "必须", "应", "应当"})
_FREE_PRONOUNS = frozenset({"我们", "各级", "各", "人人", "每个"})
_LOOSE_IDIOM = re.compile(r"[的了与和]|[上下中]$")
_PLACES = ("ns", "nrt", "nrfg")
_PROPER = ("nr", "ns", "nt", "nz")


def letters(bits: int, stops: str = "") -> str:
    """Return the letters that have one of the bits, and some stops, to stand in a character class (字母组)."""
    return "".join(re.escape(chr(64 + code)) for code in range(128) if code & bits) + stops


@dataclass(frozen=True, slots=True)
class GrammarWords:
    """The lists of data/grammar.yaml that are sets of words (语法词表)."""

    anaphora: frozenset[str]
    pointers: frozenset[str]
    adjuncts: frozenset[str]
    verbs: frozenset[str]
    adverbs: frozenset[str]
    not_measures: frozenset[str]
    dangling: frozenset[str]
    past: frozenset[str]
    judgments: frozenset[str]
    generic: frozenset[str]
    scopes: frozenset[str]
    no_copula: frozenset[str]
    topic_heads: frozenset[str]


@lru_cache(maxsize=1)
def grammar_lists() -> dict[str, list[str]]:
    """Read data/grammar.yaml once (读词表)."""
    import yaml

    text = resources.files("phrasebank").joinpath("data/grammar.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return data


@lru_cache(maxsize=1)
def grammar_words() -> GrammarWords:
    """Return the word sets of the grammar (取词集)."""
    data = grammar_lists()
    return GrammarWords(**{name: frozenset(data[name]) for name in GrammarWords.__dataclass_fields__})


def is_verb(word: str, flag: str) -> bool:
    """Tell whether a word can be the verb of a demand (动词)."""
    data = grammar_words()
    if (flag[0] == "v" and flag not in ("vn", "vd")) or word in data.verbs:
        return word not in data.adverbs
    # The dictionary has some adverb + verb pairs as one word: 不断完善, 认真履行.
    if len(word) != 4 or word[:2] not in data.adverbs:
        return False
    rest = word[2:]
    return is_verb(rest, flag_of(rest)) if is_word(rest) else False


def is_loose(word: str, flag: str) -> bool:
    """Tell whether a phrase that ends with the word breaks off (悬尾)."""
    # at the end of a clause 作为 is what one does (展现担当和作为), never the preposition
    return word != "作为" and (word in grammar_words().dangling or flag.startswith(_LINKS))


def is_pronoun(word: str, flag: str) -> bool:
    """Tell whether a word that opens a phrase stands for something named before (指代词)."""
    return flag in ("r", "rz", "rr") and word not in _FREE_PRONOUNS


def is_plain(word: str) -> bool:
    """Tell two everyday words side by side from an idiom (非成语): 贯彻落实, 深入开展."""
    data = grammar_words()
    plain = (data.generic, data.verbs, data.adverbs, data.not_measures)
    return not _ALL_HAN.fullmatch(word) or any(
        half in words for half in (word[:2], word[2:]) for words in plain
    )


@lru_cache(maxsize=1)
def listed_idioms() -> frozenset[str]:
    """Return the idioms and four-character runs of the list (四字格表)."""
    lines = (_DATA / "idioms.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_idiom(word: str, flag: str) -> bool:
    """Tell an idiom of the dictionary from two words side by side (是否成语)."""
    if len(word) != 4:
        return False
    if word in listed_idioms():
        return True
    if flag not in ("i", "z") or not is_word(word) or _LOOSE_IDIOM.search(word) or is_plain(word):
        return False
    return not (is_word(word[:2]) and is_word(word[2:]))


def looks_like_name(word: str, flag: str) -> bool:
    """Tell whether a tagged word may be a name: a listed place, or a name that the dictionary lacks (疑似专名)."""
    if len(word) < 2 or not _ALL_HAN.fullmatch(word):
        return False
    return flag in _PLACES or (flag.startswith(_PROPER) and not is_word(word))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return the words that look like names and are said in many places (各地通用词)."""
    return frozenset((_DATA / "common_words.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _place_endings() -> tuple[str, ...]:
    return tuple(ending for kind in ("zones", "towns", "landmarks") for ending in word_list(kind))


@lru_cache(maxsize=1)
def _last_characters() -> frozenset[str]:
    return frozenset(ending[-1] for ending in (*_place_endings(), *word_list("organizations")))


@lru_cache(maxsize=1 << 14)
def place_ending(word: str) -> str:
    """Return the ending of a place's name that a word has, empty where it has none (地名尾)."""
    return next((ending for ending in _place_endings() if word.endswith(ending)), "")


@lru_cache(maxsize=1 << 14)
def organization_ending(word: str) -> str:
    """Return the ending of an organisation's name that a word has, empty where it has none (机构名尾)."""
    return next((ending for ending in word_list("organizations") if word.endswith(ending)), "")


def _may_end_place(word: str, flag: str) -> bool:
    ending = place_ending(word)
    if not ending or word.endswith(word_list("never_places")):
        return False
    stem = word[: -len(ending)]
    if len(stem) == 1:
        return ending in ("镇", "乡", "村")
    if stem in word_set("generic_places"):
        return False
    return not stem or ((flag in NAME_FLAGS or not is_word(word)) and flag[0] not in "vda")


def _may_end_organization(word: str, flag: str) -> bool:
    ending = organization_ending(word)
    return bool(ending) and (word == ending or not is_word(word) or flag in ("nt", "nz"))


def classify(word: str, flag: str) -> str:
    """Return the two letters of a word of Han characters (归类).

    >>> classify("的", "uj")[0], classify("完善", "v")[0] == chr(64 + VERB)
    ('5', True)
    """
    return _grammar_letter(word, flag) + chr(64 + _closer_look(word, flag))


def _grammar_letter(word: str, flag: str) -> str:
    data = grammar_words()
    if word in data.past and flag != "y":
        return PAST
    if word in _DEMANDS:
        return DEMAND
    if word in data.pointers:
        return POINTER
    if word == "是":
        return IS
    if word == "的":
        return DE
    bits = NOUN if flag.startswith(_OBJECTS) else 0
    if is_verb(word, flag):
        bits |= 0 if word in data.not_measures else VERB
    elif flag[0] in "dailz" or flag == "vd" or word in data.adverbs:
        bits |= ADVERB
    if word in data.not_measures or word in data.adjuncts or word in data.anaphora or is_pronoun(word, flag):
        bits |= CLOSED
    if is_loose(word, flag):
        bits |= LOOSE
    return chr(64 + bits)


def _closer_look(word: str, flag: str) -> int:
    bits = JUDGES if word in grammar_words().judgments else 0
    if word[-1] in _last_characters():
        bits |= PLACE if _may_end_place(word, flag) else 0
        bits |= ORGANIZATION if _may_end_organization(word, flag) else 0
    if flag.startswith("nr") or word.removeprefix("副") in word_set("person_titles"):
        bits |= PERSON
    if len(word) == 1:
        bits |= SINGLE
    elif is_idiom(word, flag):
        bits |= IDIOM
    elif looks_like_name(word, flag) and word not in common_words():
        bits |= LOCAL
    return bits
