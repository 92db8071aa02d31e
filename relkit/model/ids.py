"""Names for git's object ids: text of 40 hexadecimal digits, told apart by type."""

from __future__ import annotations

from typing import NewType

CommitId = NewType("CommitId", str)
TreeId = NewType("TreeId", str)
BlobId = NewType("BlobId", str)

ID_LENGTH = 40
"""Digits of a SHA-1 object id; SHA-256 repositories are refused when they are opened."""

SHORT_ID = 10
"""Digits of an id that is shown to people."""
