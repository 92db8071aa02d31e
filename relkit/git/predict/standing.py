"""Where picks stand: what each merges, on the result of those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relkit.git.predict.merges import TreeMerge
from relkit.git.predict.sandbox import Sandbox
from relkit.model.forecast import Forecast, Outcome
from relkit.model.ids import CommitId, TreeId


def standing(forecasts: Sequence[Forecast], sandbox: Sandbox) -> Iterator[TreeMerge | None]:
    """Yield what each clean pick merges, where it stands in its sequence; None for others.

    The tree is carried along: one pick's sequence mostly goes on where that of the one before it ended.
    """
    onto: CommitId | None = None
    done: tuple[CommitId, ...] = ()
    tree: TreeId | None = None
    for one in forecasts:
        if one.outcome is not Outcome.CLEAN or one.tree is None:
            yield None
            continue
        if one.onto != onto or one.after[: len(done)] != done:
            header = sandbox.objects.commit(one.onto)
            onto, done, tree = one.onto, (), header.tree if header else None
        for pick in one.after[len(done) :]:
            tree = _picked(pick, tree, sandbox)
        done = one.after
        question = sandbox.question(one.id, tree) if tree else None
        yield question if isinstance(question, TreeMerge) else None


def _picked(pick: CommitId, tree: TreeId | None, sandbox: Sandbox) -> TreeId | None:
    question = sandbox.question(pick, tree) if tree else None
    return sandbox.merge([question])[question].tree if isinstance(question, TreeMerge) else None
