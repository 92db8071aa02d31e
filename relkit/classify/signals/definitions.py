"""Whether a change touches what defines a Python module's interface: parsing is dear, and most changes do not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import FileEdit
from relkit.model.commit import Contents
from relkit.model.ids import BlobId

_DEFINES = re.compile(
    rb"^[+-](?:[ \t]*(?:async[ \t]+def|def|class|@)\b|[A-Za-z]\w*[ \t]*[:=][^=]|__all__)|[Dd]eprecat|FutureWarning"
)
# "name", "name: type", "name=default", "*", "/" on a line of their own: a parameter, or an argument of a call.
_LIKE_PARAMETER = re.compile(rb"^[+-][ \t]+(?:\*{0,2}[A-Za-z_]\w*[ \t]*(?:[:=,)\r\n]|$)|[*/],)")
_OPEN = re.compile(rb"^[ \t]*(?:async[ \t]+)?def[ \t]+\w+[ \t]*\([^\n]*(?<![:\s])[ \t]*$", re.MULTILINE)
_MOST_PARAMETERS = 60  # lines of a signature
_LONGEST_LINE = 500


def touches_definition(file_edit: FileEdit, contents: Contents) -> bool:
    """Tell whether a line changed that defines something, or stands in a signature of several lines.

    Fields of classes and names that are bound in indented code are not looked for.
    """
    file, edit = file_edit.file, file_edit.edit
    if file.old is None or file.new is None:
        return True
    lines = [line[:_LONGEST_LINE] for line in edit.lines]
    if any(map(_DEFINES.search, lines)):
        return True
    alike = [line for line in lines if _LIKE_PARAMETER.match(line)]
    return any(
        not _signatures(blob, contents).isdisjoint(line[1:].strip() for line in alike if line.startswith(sign))
        for blob, sign in ((file.old, b"-"), (file.new, b"+"))
        if any(line.startswith(sign) for line in alike)
    )


def _signatures(blob: BlobId, contents: Contents) -> frozenset[bytes]:
    """Return the lines of all signatures that go over several, without their first."""
    content = contents.read(blob) or b""
    return frozenset(line for found in _OPEN.finditer(content) for line in _following(content, found.end()))


def _following(content: bytes, start: int) -> Iterator[bytes]:
    for _ in range(_MOST_PARAMETERS):
        start += 1
        end = content.find(b"\n", start)
        line = content[start : end if end >= 0 else len(content)].strip()
        yield line
        if end < 0 or line.partition(b"#")[0].rstrip().endswith(b":"):
            return
        start = end
