from dataclasses import replace

from outlines.library import LIBRARY, load_outline, shipped_heads, shipped_outlines


def test_shipped_files_say_the_same_to_the_strict_reader() -> None:
    strict = {path.stem: load_outline(path) for path in LIBRARY.glob("*.yaml") if path.stem != "base"}
    assert {outline.name for outline in shipped_outlines()} == set(strict)
    for outline in shipped_outlines():
        assert outline == replace(strict[outline.name], origin="shipped")


def test_heads_say_what_the_outlines_serve() -> None:
    assert [(head.name, head.occasions, head.topics) for head in shipped_heads()] == [
        (outline.name, outline.occasions, outline.topics) for outline in shipped_outlines()
    ]
