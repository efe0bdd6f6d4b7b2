"""Read the person and the date of a byline (署名与日期)."""

from __future__ import annotations

import re
from functools import lru_cache

from outlines.evidence import load_evidence, words
from outlines.numbering import parse_numeral
from outlines.regex import HAN, lazy

_HAN_DIGITS = dict(zip("〇一二三四五六七八九○零OＯ", "01234567890000", strict=True))
_YEAR = r"(?P<y>(?:19|20)\d\d|[一二][九〇○零OＯ][一二三四五六七八九〇○零OＯ]{2})"
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = lazy(rf"{_YEAR}年(?:\s*(?P<m>{_NUMBER})月(?:\s*(?P<d>{_NUMBER})[日号H]?)?)?")
_NUMERIC_DATE = lazy(r"(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?!\d)")
# A year and a month at least, for use within other patterns.
FULL_DATE = rf"{_YEAR}年\s*{_NUMBER}月(?:\s*{_NUMBER}[日号H]?)?".replace("?P<y>", "?:")
_SPREAD = lazy(rf"(?:^|\s)({HAN}(?:\s+{HAN}){{1,3}})$")
_MASKED = lazy(r"[×╳＊*○□ＸXx某]{2,4}$")
_GIVEN = lazy(rf"{HAN}{{1,2}}|[某×X]{{1,2}}")
_FOREIGN = lazy(rf"{HAN}{{2,6}}·{HAN}{{2,8}}")
_LONGEST_NAME = 15
_NO_NAME = lazy(r"[在的和与及同致为办会议上]|报告|讲话|发言")


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    data = load_evidence("names")
    return frozenset([*data["surnames"], *words(data["double_surnames"])])


@lru_cache(maxsize=1)
def _post_pattern() -> re.Pattern[str]:
    return re.compile("|".join(words(load_evidence("names")["posts"])))


@lru_cache(maxsize=1)
def _never_names() -> tuple[str, ...]:
    return words(load_evidence("names")["not_names"])


def _is_name(text: str) -> bool:
    if len(text) > _LONGEST_NAME or any(word in text for word in _never_names()):
        return False
    named = (text[:1] in _surnames() and _GIVEN.fullmatch(text, 1)) or (
        text[:2] in _surnames() and _GIVEN.fullmatch(text, 2)
    )
    return bool(named or _FOREIGN.fullmatch(text))


def ends_in_post(text: str) -> bool:
    """Tell whether a line ends in a post, the name lost or elsewhere (以职务结尾).

    >>> ends_in_post("安平县人民政府县长"), ends_in_post("全县工作会议")
    (True, False)
    """
    return any(match.end() == len(text) for match in _post_pattern().finditer(text))


def find_person(text: str) -> str | None:
    """Read the person of a byline, or of what stands before 在…上的讲话 (人名).

    >>> [find_person(text) for text in ("云州市市长　周敏", "市委书记陈立同志", "王一鸣", "市总工会主席")]
    ['周敏', '陈立', '王一鸣', None]
    """
    text = re.sub(r"同志$|^[（(]|[）)]$", "", text.strip())
    spread = _SPREAD.search(text)
    if spread and _is_name(name := "".join(spread[1].split())):
        return name
    parts = text.split()
    if len(parts) > 1 and _is_name(parts[-1]):
        return parts[-1]
    joined = "".join(parts)
    end = max((match.end() for match in _post_pattern().finditer(joined)), default=0)
    rest = joined[end:]
    # After a post a name needs no known surname: 自治区主席多吉次仁.
    if end and re.fullmatch(rf"{HAN}{{2,4}}", rest) and not _NO_NAME.search(rest):
        return rest
    return rest if _is_name(rest) else None


def is_byline(text: str) -> bool:
    """Tell whether a line names who speaks, also by a post with the name masked (署名行).

    >>> [is_byline(text) for text in ("市长　　章　平　野", "中共××县委书记　×××", "浏览次数：12", "云州市人民政府市长")]
    [True, True, False, True]
    """
    masked = _MASKED.search(text)
    return bool(
        find_person(text)
        or ends_in_post(text)
        or (masked and ends_in_post(text[: masked.start()].rstrip(" \u3000")))
    )


def parse_date(text: str) -> str | None:
    """Read the first date of a line as ISO 8601, as far as it goes (日期).

    >>> [parse_date(text) for text in ("（2024年5月1日）", "2024年全市会议", "二〇二一年七月", "2023-04-17")]
    ['2024-05-01', '2024', '2021-07', '2023-04-17']
    """
    match = _DATE.search(text) or _NUMERIC_DATE.search(text)
    if not match:
        return None
    parts = ["".join(_HAN_DIGITS.get(char, char) for char in match["y"])]
    for key, most in (("m", 12), ("d", 31)):
        value = parse_numeral(match[key]) if match[key] else 0
        if not 1 <= value <= most:
            break
        parts.append(f"{value:02d}")
    return "-".join(parts)


def without_date(text: str) -> str:
    """Take the first date and the brackets round it out of a line (去日期).

    >>> without_date("（2024年5月1日　周敏）")
    '周敏'
    """
    return _DATE.sub("", text, count=1).strip(" （()）\u3000")
