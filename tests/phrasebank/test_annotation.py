import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phrasebank.annotation import Annotation
from phrasebank.segment import tag
from phrasebank.word_classes import DE, NOUN, PAST, POINTER, VERB, letters

TEXT = "临湖区要健全协商制度。\n他们完善了3项机制，走访瞿立言同志。"


@settings(deadline=None)  # the first call reads the dictionary
@given(st.text(alphabet="云州市健全了制度的，。\n3Aa 走访瞿立言㐀", max_size=40))
def test_words_join_back_to_the_text(text: str) -> None:
    annotation = Annotation(text)
    assert "".join(word for word, _ in annotation.tokens(0, len(annotation))) == text
    assert len(annotation.grammar) == len(annotation.looks) == len(annotation.starts) - 1


def test_a_text_is_cut_as_its_sentences_are() -> None:
    annotation = Annotation(TEXT)
    han = [token for token in annotation.tokens(0, len(annotation)) if re.match("[一-鿿]", token[0])]
    assert han == [token for token in tag(TEXT) if re.match("[一-鿿]", token[0])]


@pytest.mark.parametrize(
    ("word", "letter"), [("健全", VERB), ("制度", NOUN), ("他们", POINTER), ("了", PAST)]
)
def test_a_word_becomes_a_letter_of_the_grammar(word: str, letter: int | str) -> None:
    annotation = Annotation(TEXT)
    index = annotation.index_at(TEXT.index(word))
    assert annotation.word(index) == word
    found = annotation.grammar[index]
    assert found == letter if isinstance(letter, str) else re.match(f"[{letters(letter)}]", found)


def test_a_stretch_is_where_its_words_are() -> None:
    annotation = Annotation(TEXT)
    start = TEXT.index("健全")
    stretch = annotation.stretch(start, TEXT.index("。"))
    assert stretch.text == "健全协商制度"
    assert [word for word, _ in stretch.tokens()] == ["健全", "协商", "制度"]
    assert (stretch.opening[0], stretch.ending[0]) == ("健全", "制度")


def test_no_letter_stands_for_two_things() -> None:
    bits = {chr(64 + code) for code in range(128)}
    assert not bits & {PAST, POINTER, DE}
