"""What tests of commands share."""

from __future__ import annotations

import pytest

from tests.commands import Command


@pytest.fixture
def relkit(capfd: pytest.CaptureFixture[str]) -> Command:
    """Return what runs relkit on a repository, and sees that nothing there changes."""
    return Command(capfd)
