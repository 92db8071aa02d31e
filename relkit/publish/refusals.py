"""Why a remote did not take what was pushed, told from what it and git said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from relkit.errors import StoppedError


class Refusal(StrEnum):
    """What stood in the way of a push."""

    OFFLINE = "offline"
    UNKNOWN_REMOTE = "unknown-remote"
    UNREACHABLE = "unreachable"
    PERMISSION = "permission"
    MOVED = "moved"
    NOT_ON_TOP = "not-on-top"
    OWN_HOOK = "own-hook"
    DECLINED = "declined"
    OTHER = "other"


class PushRefused(StoppedError):  # noqa: N818 - what a remote does is no error of anybody's
    """Not everything was pushed: ``refusal`` is why, the details are the remote's own words."""

    def __init__(self, refusal: Refusal, message: str, hint: str | None = None, details: tuple[str, ...] = ()) -> None:
        """Keep them."""
        super().__init__(message, hint, details)
        self.refusal = refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What `git push --porcelain` or another command that talks to a remote came to."""

    status: int
    out: str
    err: str

    @property
    def words(self) -> tuple[str, ...]:
        """What the remote itself said, line by line; where it said nothing, what git did."""
        lines = [line.strip() for line in re.split(r"[\n\r]+", self.err)]
        remote = tuple(line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:"))
        spoken = tuple(line for line in remote if line)
        return spoken or tuple(line for line in lines if line and not line.startswith(("hint:", "To ")))

    @property
    def rejected(self) -> dict[str, str]:
        """The refs that were not taken, and why, in git's words."""
        found = {}
        for line in self.out.splitlines():
            flag, _, rest = line.partition("\t")
            names, _, why = rest.partition("\t")
            if flag == "!":
                found[names.rpartition(":")[2]] = why
        return found


# What git, ssh and forges say. Permission is looked for first: ssh adds to it that nothing could be read.
_PERMISSION = re.compile(
    r"permission (?:to \S+ )?denied|access denied|authentication failed|could not read (?:username|password)|"
    r"terminal prompts disabled|not allowed to (?:push|upload)|insufficient permission|service not enabled|"
    r"host key verification failed|write access .* not granted|returned error: 40[13]|read-only",
    re.IGNORECASE,
)
_UNREACHABLE = re.compile(
    r"could not resolve|unable to (?:look up|connect|access)|connection (?:refused|timed out|reset)|timed out|"
    r"does not appear to be a git repository|repository .*not found|no route to host|network is unreachable|"
    r"could not read from remote|hung up|no such file or directory|repository not exported|early eof|"
    r"transport '\S+' not allowed",
    re.IGNORECASE,
)
_DECLINED = re.compile(
    r"hook declined|protected|declined|prohibited|denied|refusing to|deny|GH0\d\d|GL-HOOK", re.IGNORECASE
)


def told(said: Said, remote: str) -> PushRefused:
    """Return the refusal that a remote's words mean, where nothing was pushed."""
    rejected = tuple(f"{ref}: {why}" for ref, why in said.rejected.items() if "atomic push fail" not in why)
    details = tuple(dict.fromkeys((*rejected, *said.words)))
    if rejected and _DECLINED.search(" ".join(details)):
        return PushRefused(
            Refusal.DECLINED,
            f"{remote} declined the push",
            "the branch may be protected, or a hook of the remote's has a rule: push to a branch of your own and open "
            "a pull request, or ask whoever keeps the remote",
            details,
        )
    if _PERMISSION.search(said.err):
        return PushRefused(
            Refusal.PERMISSION,
            f"you may not push to {remote}, or git could not prove who you are",
            f"try `git push --dry-run {remote}`; push to a fork of yours, or ask for the permission",
            details,
        )
    if not rejected and _UNREACHABLE.search(said.err):
        return PushRefused(
            Refusal.UNREACHABLE,
            f"{remote} cannot be reached",
            f"try `git ls-remote {remote}`; when it answers, push again",
            details,
        )
    return PushRefused(
        Refusal.OTHER, f"{remote} did not take the push", "when what it says is mended, push again", details
    )
