"""Check what was built: the sdist holds all that git tracks, the wheel holds the package with its templates only."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

NOT_INSTALLED = frozenset({"relkit/classify/train.py"})
"""Files of the package's folder that only development needs."""


def sdist_faults(sdist: Path, tracked: frozenset[str]) -> list[str]:
    """Return what the sdist lacks of the tracked files, and what it has besides them."""
    with tarfile.open(sdist) as archive:
        names = frozenset(member.name.partition("/")[2] for member in archive if member.isfile())
    faults = [f"the sdist lacks {name}" for name in sorted(tracked - names)]
    return faults + [f"the sdist has a stray {name}" for name in sorted(names - tracked - {"PKG-INFO"})]


def wheel_faults(wheel: Path, tracked: frozenset[str]) -> list[str]:
    """Return what the wheel lacks of package and templates, and what it would install beside them."""
    names = frozenset(name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name)
    package = frozenset(name for name in tracked if name.startswith("relkit/")) - NOT_INSTALLED
    templates = frozenset(f"relkit/{name}" for name in tracked if name.startswith("templates/"))
    wanted = package | templates
    faults = [f"the wheel lacks {name}" for name in sorted(wanted - names)]
    return faults + [f"the wheel would install a stray {name}" for name in sorted(names - wanted)]


def main() -> None:
    """Read the arguments: a file of tracked names, each ended by a zero byte, the sdist, and the wheel."""
    tracked_file, sdist, wheel = map(Path, sys.argv[1:])
    tracked = frozenset(tracked_file.read_text().split("\0")) - {""}
    faults = sdist_faults(sdist, tracked) + wheel_faults(wheel, tracked)
    print(*(faults or [f"{sdist.name} and {wheel.name} are complete"]), sep="\n")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
