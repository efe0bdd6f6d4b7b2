"""The fictional city of the demo (示例)."""

from __future__ import annotations

from importlib import resources

from drafting.profile import LocalityProfile, profile_from_text


def demo_profile() -> LocalityProfile:
    """Return the profile of a city that does not exist (示例本地情况): the one `init --defaults` writes."""
    text = resources.files("drafting").joinpath("data/locality.yaml").read_text(encoding="utf-8")
    return profile_from_text(text, "内置示例")
