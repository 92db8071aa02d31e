"""What to release from each line and what to backport, with reasons: decided from what is known, touching nothing.

``propose`` proposes releases, ``choosing`` the picks of a backport, ``message`` writes what these say, ``approval``
approves of it. They are imported from their own modules: a backport needs nothing of what proposes releases.
"""
