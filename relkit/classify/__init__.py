"""What a change is: signals of its message and paths, weighed into a verdict with its evidence.

``judge`` judges, ``hide`` takes signals out of a change, ``habits`` reads what the project's configuration says.
They are imported from their own modules: a plan whose verdicts are all cached needs none of the signals' tables.
"""
