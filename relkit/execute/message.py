"""What the message of a resolved pick says of its conflicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from relkit.model.forecast import Conflict
from relkit.model.ids import SHORT_ID, CommitId

_HEADING = "Conflicts:"
_MOST = 20  # files that are listed


def with_conflicts(message: str, conflicts: Sequence[Conflict], titles: Mapping[CommitId, str]) -> str:
    """Return a message with a list of the files that did not merge, each with the change that is in the way.

    Ceph and the kernel's stable trees tell so what was adapted by hand; it stands at the end, after the marker of
    where the change comes from.
    """
    if not conflicts:
        return message
    lines = [_HEADING]
    for conflict in conflicts[:_MOST]:
        lines.append(f"\t{conflict.path}")
        if conflict.culprits:
            culprit = conflict.culprits[0]
            title = titles.get(culprit)
            lines.append(f"\t  not here: {culprit[:SHORT_ID]}{f' ({title})' if title else ''}")
    if len(conflicts) > _MOST:
        lines.append(f"\tand {len(conflicts) - _MOST} more")
    told, kept = "\n".join(lines), message.rstrip("\n")
    # Interrupted after it was committed, it is committed again; a list of the source's own is another one.
    return f"{kept}\n" if kept.endswith(told) else f"{kept}\n\n{told}\n"
