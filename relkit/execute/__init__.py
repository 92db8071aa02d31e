"""Carrying approved plans out: the journal, the picks, conflicts and their worktrees, refs, taking things back."""
