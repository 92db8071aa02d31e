"""Saving a file: whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from relkit.errors import UsageError

_OTHERS = 0o666


def check_target(path: Path) -> None:
    """Raise UsageError when a file clearly cannot be saved there, before work is done for it."""
    target = _target(path)
    if path.name == "-":
        raise UsageError("-o names a file, and - is none", "`--format json` writes to standard output")
    if target.is_dir():
        raise UsageError(f"{path} is a folder", f"name a file in it: -o {path / 'plan.json'}")
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent} to save {path.name} in", f"mkdir -p {target.parent}")
    writable = target if _is_special(target) else target.parent
    if not os.access(writable, os.W_OK):
        raise UsageError(f"{path} cannot be written: no permission to write to {writable}", "name another file with -o")


def save(path: Path, content: bytes, hint: str = "name another file with -o") -> None:
    """Put ``content`` into a file in place of what was there, with one step: nobody sees half of it.

    A link is followed, a device or pipe written to. Raises UsageError, with the hint, when that cannot be done.
    """
    target = _target(path)
    try:
        if _is_special(target):
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}", hint) from error


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), _mode(target))
            os.fsync(file.fileno())
        new.replace(target)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Return the permissions of the file that is replaced, else those that a new file gets."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return _OTHERS & ~mask


def _target(path: Path) -> Path:
    return path.resolve() if path.is_symlink() else path


def _is_special(target: Path) -> bool:
    return target.exists() and not target.is_file()
