"""Links that may be mere coincidence: scripts and rebases write several commits in one second."""

from __future__ import annotations

from relkit.ledger.references import plain_title
from relkit.model.commit import Commit
from relkit.model.history import Patches


def may_coincide(source: Commit, carrier: Commit, patches: Patches) -> bool:
    """Tell whether nothing but their author and time says that two commits are the same change.

    Those are kept by whatever picks, rebases or splits a commit. What else a pick keeps is its title, on files that
    both touch, or its patch.
    """
    if (source.author.email.lower(), source.authored) != (carrier.author.email.lower(), carrier.authored):
        return False  # then it is the title that links them
    if source.is_merge or carrier.is_merge:
        return False
    paths = ({file.path for file in commit.files or ()} for commit in (source, carrier))
    if plain_title(source.title) == plain_title(carrier.title) and not set.isdisjoint(*paths):
        return False
    key = patches.key(source)
    return key is None or key != patches.key(carrier)
