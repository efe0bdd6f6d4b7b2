"""Read what one document says of itself (文档语境)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from outlines.speech import Speech
from phrasebank.annotation import Annotation
from phrasebank.entities.brands import is_emphasis
from phrasebank.entities.meetings import find_meetings
from phrasebank.entities.model import DocumentContext
from phrasebank.entities.national import load_national
from phrasebank.entities.organizations import find_organizations
from phrasebank.entities.persons import find_persons
from phrasebank.entities.places import evident_ordinary, find_unlisted
from phrasebank.entities.sightings import Sightings, look_at
from phrasebank.entities.topic import find_aliases, find_grade, find_topic, grade_of_level, meeting_in_title
from phrasebank.gazetteer import Division, load_gazetteer

_OFFICE = re.compile(r"[市县区省州旗]?(?:委|政府|总工会|人大|政协|人民政府)")
_ENDINGS = {"省": "省区市", "市": "市", "州": "州", "县": "县", "区": "区", "旗": "旗"}


def text_of(speech: Speech) -> str:
    """Return the title and the paragraphs, a line each: what a speech is annotated as (全文)."""
    return "\n".join((speech.title, *speech.paragraphs))


def analyse(speech: Speech, sightings: Sightings | None = None) -> DocumentContext:
    """Collect the names a speech calls its own, its topic and its level (分析语境).

    Several kinds of evidence work together: full names, suffixes, titles, quotation marks, what stands in the
    title and in the furniture of the page. `sightings` are those of `text_of(speech)`, where they are at hand.
    """
    sightings = sightings or Sightings(Annotation(text_of(speech)))
    text, annotation = sightings.text, sightings.annotation
    body = text[len(speech.title) + 1 :]
    furniture = Sightings(Annotation("\n".join(removal.text for removal in speech.removed)))
    said = dict(speech.metadata)
    grade = grade_of_level(said.get("level", "")) or find_grade(speech.title, body)
    topic = said.get("topic") or find_topic(speech.title, body)
    place = said.get("place", "")

    mentions = Counter(name for _, _, name in sightings.mentions)
    gazetteer = load_gazetteer()
    evident = evident_ordinary(text, sorted(name for name in mentions if gazetteer.is_ordinary(name)))
    evident.update(_under_named_parents(mentions))
    own = _own_division(speech.title, text, furniture, mentions, evident, grade)
    if place:
        own = next((each for each in gazetteer.lookup(place) if each.name == place), None)
    own_names: set[str] = set()
    parents: set[str] = set()
    if own:
        own_names = {own.name, own.short} - {""}
        if own.name.endswith("自治州"):
            own_names.update(name for name in (f"{own.short}州", f"{own.short[0]}州") if name in text)
        for parent in gazetteer.parents(own):
            parents.update({parent.name, parent.short} - {""})
        parents -= {name for name in parents if gazetteer.is_ordinary(name) and name not in evident}
    if own:
        evident.update(_rare_nearby(own, mentions))
    national = load_national()
    listed = {
        name
        for name in mentions
        if (not gazetteer.is_ordinary(name) or name in evident) and name not in national.kinds
    }
    if own and gazetteer.is_ordinary(own.short) and own.short not in evident and mentions[own.short] < 2:
        own_names.discard(own.short)
    if place and not own:
        own_names = {place, place[:-1]} if place[-1] in "省市县区旗州镇乡" and len(place) > 2 else {place}
    places = (listed | find_unlisted(annotation) | own_names) - parents
    organizations = find_organizations(annotation)
    # 《决定》 names a document where it stands; the word does not
    brands = {text[start:end] for start, end, local in sightings.brands if local}
    brands = {brand for brand in brands if not is_emphasis(brand)}
    meetings = find_meetings({text[start:end] for start, end in sightings.meetings})
    titled = meeting_in_title(speech.title)
    if titled and len(titled) > 4:
        meetings.add(titled)
    if own and grade == "省" and own.level != "province":
        grade = own.name[-1]
    persons = {
        name
        for name in find_persons(speech, annotation)
        if name not in national.kinds and not name.startswith(tuple(own_names | parents | listed))
    }
    return DocumentContext(
        place=own.name if own else place,
        places=_ordered(place for place in places if len(place) > 1),
        parents=_ordered(parents),
        grade=grade,
        topic=topic,
        topic_aliases=find_aliases(topic, speech.paragraphs),
        persons=_ordered(persons),
        organizations=_ordered(organizations),
        brands=_ordered(brand for brand in brands if len(brand) > 1),
        meetings=_ordered(meetings),
    )


def _iter_ends(name: str, text: str) -> Iterator[int]:
    """Yield where each occurrence of a name ends (逐处之末)."""
    end = 0
    while (start := text.find(name, end)) >= 0:
        end = start + len(name)
        yield end


def _ordered(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda name: (-len(name), name)))


def _rare_nearby(own: Division, mentions: Counter[str]) -> set[str]:
    """Return the names seldom used as words whose division lies in the same province (本省罕用词地名)."""
    gazetteer = load_gazetteer()
    return {
        name
        for name in mentions
        if gazetteer.is_ordinary(name)
        and not gazetteer.is_common_word(name)
        and any(division.code[:2] == own.code[:2] for division in gazetteer.lookup(name))
    }


def _under_named_parents(mentions: Counter[str]) -> set[str]:
    """Return the ordinary words whose province and own full name are both in the text (上级与全称俱在)."""
    gazetteer = load_gazetteer()
    found = set()
    for name in mentions:
        if not gazetteer.is_ordinary(name):
            continue
        for division in gazetteer.lookup(name):
            if mentions[division.name]:
                found.add(name)
    return found


def _own_division(
    title: str, text: str, furniture: Sightings, mentions: Counter[str], evident: set[str], grade: str
) -> Division | None:
    """Return the division that the speech speaks for, by its mentions and the company they keep (本地)."""
    gazetteer = load_gazetteer()
    national = load_national().kinds
    scores: dict[str, float] = {}
    everything = f"{text}\n{furniture.text}"
    by_code: dict[str, Division] = {}
    around = Counter(name for _, end, name in furniture.mentions if _OFFICE.match(furniture.text, end))
    in_title = Counter(name for _, _, name in look_at(title).mentions)
    for name in sorted(set(mentions) | set(around)):
        if (gazetteer.is_ordinary(name) and name not in evident) or (name in national and not in_title[name]):
            continue
        offices = sum(bool(_OFFICE.match(everything, end)) for end in _iter_ends(name, everything))
        for division in gazetteer.lookup(name):
            score = mentions[name] + 2 * around[name] + 8 * in_title[name] + 0.5 * offices
            score += 3 * (grade in _ENDINGS and division.name[-1] in _ENDINGS[grade])
            if grade == "省":
                score += 5 * (division.level == "province")
            elif grade in ("市", "县", "区") and division.level == "province":
                score -= mentions[name] * 0.7
            score += 2 * any(
                mentions[parent.short] or mentions[parent.name] for parent in gazetteer.parents(division)
            )
            score -= 5 * division.abolished
            scores[division.code] = scores.get(division.code, 0) + score
            by_code.setdefault(division.code, division)
    if not scores:
        return None
    best = min(scores, key=lambda code: (-scores[code], code))
    division = by_code[best]
    enough = (
        mentions[division.short]
        + mentions[division.name]
        + 2 * around[division.name]
        + 3 * in_title[division.short]
    )
    return division if enough >= 2 or in_title[division.name] else None
