"""Signals: each looks at a case and yields the signs that it sees.

A sign carries one of these codes, and evidence shows it: ``fragment`` (a change note of the change's own),
``changelog`` (an entry in a changelog), ``prefix``, ``trailer``, ``revert``, ``bump``, ``release``, ``merge``,
``paths``, ``security``, ``message`` (words), ``diff`` (shape), ``api`` (public interface), ``unread`` (files that were
not looked into). Three codes are there for whoever plans a release, and
are kept whatever their weight: ``minor-release`` (a note or prefix that a patch release should not bring), ``breaking``
(a mark for breaking changes) and ``requirements`` (run-time requirements changed).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Sign
from relkit.classify.signals.body import body, brought
from relkit.classify.signals.bump import bump, requirements
from relkit.classify.signals.fragment import changelog, fragment
from relkit.classify.signals.interface import interface
from relkit.classify.signals.merge import merge
from relkit.classify.signals.paths import only_notes, paths
from relkit.classify.signals.prefix import breaking, prefix, side_prefixes
from relkit.classify.signals.release import release
from relkit.classify.signals.revert import revert
from relkit.classify.signals.security import security
from relkit.classify.signals.shape import shape, unread
from relkit.classify.signals.trailer import trailer
from relkit.classify.signals.words import side_words, words

Signal = Callable[[Case], Iterator[Sign]]
"""Looks at a case and yields what it sees; its name and the first line of its docstring tell people what it is."""

DECLARING: tuple[Signal, ...] = (
    merge, release, fragment, security, revert, bump, requirements, only_notes, prefix, breaking,
)  # fmt: skip
"""Signals that can decide on their own, or that planners read."""

ESTIMATING: tuple[Signal, ...] = (
    changelog, side_prefixes, trailer, words, body, side_words, brought, paths, shape, interface, unread,
)  # fmt: skip
"""Signals that only incline: the model weighs what they see."""
