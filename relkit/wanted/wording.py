"""Features in words, for people who ask why."""

from __future__ import annotations

from collections.abc import Mapping

_WHOLE: Mapping[str, str] = {
    "prior": "what most projects would do",
    "share": "how much of what lands this project backports at all",
    "author bot": "by a bot",
    "body length": "how much the message tells",
    "size files": "how many files it touches",
    "size many": "it touches many files",
    "size one": "it touches one file",
    "size none": "it touches no file",
    "size added": "how much of it is new files",
    "size deleted": "how much of it deletes files",
    "size deletes": "it deletes files",
    "line nothing to touch": "it touches nothing that was there before",
    "line lacks": "how much of what it touches the line lacks",
    "line lacks some": "it touches what the line lacks",
    "line same": "how much of what it touches was the same when the line was cut",
    "time newer line": "a newer line was there",
    "time newer lines": "several newer lines were there",
    "time before first release": "the line had no final release yet",
    "time since cut": "how long before it the line was cut",
    "area code and test": "it changes code and tests together",
}
_BEGINNING: Mapping[str, str] = {
    "kind": "how much it looks like {}",
    "verdict": "judged to be {}",
    "area": "how much of it is {}",
    "area only": "nothing but {}",
    "area with": "touches {}",
    "title": "the title says “{}”",
    "body": "the message says “{}”",
    "word": "the title has a word like “{}”",
    "prefix": "the title begins with “{}”",
    "author": "by its author",
    "signal": "judged by {}",
    "trailer": "has a trailer “{}”",
    "folder": "in {}",
    "ending": "touches a file “….{}”",
    "file": "touches {}",
}


def in_words(feature: str) -> str:
    """Return what a feature says; its weight tells whether that speaks for or against."""
    if feature in _WHOLE:
        return _WHOLE[feature]
    family, _, rest = feature.partition(" ")
    for beginning in (f"{family} {rest.partition(' ')[0]}", family):
        if beginning in _BEGINNING:
            return _BEGINNING[beginning].format(feature.removeprefix(beginning).strip())
    return feature
