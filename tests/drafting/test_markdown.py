"""The shipped Markdown layout, with and without the template engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drafting.draft import Draft
from drafting.export.catalogue import find_template, load_sources
from drafting.export.markdown import render_markdown
from drafting.export.sample import sample_draft
from drafting.export.view import view
from drafting.template_sandbox import render_here

SAMPLE = sample_draft()


@pytest.mark.parametrize(
    "draft",
    [
        SAMPLE,
        replace(SAMPLE, title="办好*职工_之家"),
        replace(SAMPLE, date_line="", salutation=""),
        replace(SAMPLE, units=()),
        replace(SAMPLE, title=""),
    ],
)
def test_the_plain_layout_says_what_the_template_says(draft: Draft) -> None:
    template = find_template("speech", "md", None)
    sources = {**load_sources(), template.file: template.read_text()}
    assert render_markdown(view(draft)) == render_here(template.file, sources, view(draft))
