"""Where on a forge a remote's repository lies, told from its URL."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relkit.git.remotes import fetched_from, pushed_to
from relkit.git.repository import Repository

_URL = re.compile(
    r"(?P<scheme>https?|ssh|git\+ssh|ssh\+git|git)://(?:[^@/]*@)?(?P<host>\[[^\]]*\]|[^:/]+)(?::(?P<port>\d+))?/(?P<path>.+)",
    re.IGNORECASE,
)
_SCP = re.compile(r"(?:[^@/:]+@)?(?P<host>\[[^\]]*\]|[^:/]+):(?P<path>(?!/?/)[^:]+)")
# Where ssh is offered at another name, on a port that firewalls let pass.
_ALIASES = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """A repository on a forge: the host ("github.com"), and its path there ("owner/name", "group/subgroup/name")."""

    host: str
    path: str

    @property
    def owner(self) -> str:
        """Whose it is: all of the path but its name."""
        return self.path.rpartition("/")[0]


def project_of(repository: Repository, remote: str, *, push: bool = False) -> Project | None:
    """Return where a remote's repository lies, with ``push`` the one that is pushed to; None where on no forge."""
    url = (pushed_to if push else fetched_from)(repository.git, remote)
    return None if url is None else parse_url(url)


def parse_url(url: str) -> Project | None:
    """Return the repository that a URL names, as git takes URLs; None for a path, or what is no owner's."""
    found = _URL.fullmatch(url) or (None if "://" in url else _SCP.fullmatch(url))
    if found is None:
        return None
    parts = found.groupdict()
    host = parts["host"].lower()
    port = parts.get("port")
    if port and (parts.get("scheme") or "").lower().startswith("http"):
        host = f"{host}:{port}"
    path = parts["path"].strip("/").removesuffix(".git")
    return Project(host=_ALIASES.get(host, host), path=path) if "/" in path else None
