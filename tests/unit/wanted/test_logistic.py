from __future__ import annotations

import math

import pytest

from relkit.wanted.logistic import Vector, fit

CONSTANT = (0,)


def share(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def test_no_rows_no_weights() -> None:
    assert fit([], [], 2, 1.0) == [0.0, 0.0]


def test_what_speaks_for_a_label_gets_a_weight_above_0() -> None:
    rows: list[Vector] = [((0,), (1.0,)), ((1,), (1.0,))] * 20
    weights = fit(rows, [True, False] * 20, 2, 1.0)
    assert weights[0] > 1
    assert weights[1] == pytest.approx(-weights[0], rel=0.05)


def test_a_constant_learns_the_share() -> None:
    rows: list[Vector] = [(CONSTANT, (1.0,))] * 100
    (weight,) = fit(rows, [place % 4 == 0 for place in range(100)], 1, 0.5)
    assert share(weight) == pytest.approx(0.25, abs=0.05)


def test_the_optimum_is_found() -> None:
    # At the optimum of |w|²/2 + cost · Σ log(1 + exp(-y w·x)) the gradient vanishes.
    rows: list[Vector] = [((0, 1), (1.0, 0.5)), ((0, 2), (1.0, 2.0)), ((0, 1, 2), (1.0, 1.0, -1.0)), ((0,), (1.0,))] * 8
    labels = [True, False, True, False, True, True, True, False] * 4
    cost = 0.5
    weights = fit(rows, labels, 3, cost)
    gradient = list(weights)
    for (places, values), label in zip(rows, labels, strict=True):
        sign = 1.0 if label else -1.0
        margin = sign * sum(weights[place] * value for place, value in zip(places, values, strict=True))
        for place, value in zip(places, values, strict=True):
            gradient[place] -= cost * sign * value * share(-margin)
    assert gradient == pytest.approx([0.0] * 3, abs=0.02)


def test_the_same_rows_give_the_same_weights() -> None:
    rows: list[Vector] = [((place % 7, 7), (1.0, 1.0)) for place in range(50)]
    labels = [place % 3 == 0 for place in range(50)]
    assert fit(rows, labels, 8, 0.1) == fit(rows, labels, 8, 0.1)
