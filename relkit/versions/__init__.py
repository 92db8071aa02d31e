"""Versions as projects write them: reading, ordering, the next one, and the tags that carry them."""

from relkit.versions.order import sort_key
from relkit.versions.parse import parse
from relkit.versions.spelling import Calendar, Spelling, learn_spelling
from relkit.versions.successor import next_version
from relkit.versions.tags import TagReading, TagStyle, read_tags, tag_name

__all__ = [
    "Calendar",
    "Spelling",
    "TagReading",
    "TagStyle",
    "learn_spelling",
    "next_version",
    "parse",
    "read_tags",
    "sort_key",
    "tag_name",
]
