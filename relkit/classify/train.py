"""Training the model on real projects, and measuring it on projects that it was not trained on. Not installed.

Examples come from a table of labelled commits (JSON Lines, gzipped: ``repo``, ``id``, ``label``), and from projects
that label themselves: what a change declares by its note or prefix is its label, and is hidden before it is looked at.
Needs scikit-learn: ``pip install -e .[train]``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from relkit.classify.case import prepare
from relkit.classify.habits import Habits, read_habits
from relkit.classify.hide import hide
from relkit.classify.judge import judge, look
from relkit.classify.model import KINDS, LEARNED, SCALE, UNTRAINED, WEIGHTS, Model, finished, probabilities
from relkit.classify.sign import Sign
from relkit.model.commit import Change, Contents
from relkit.model.evidence import DecidedBy, Kind
from relkit.model.progress import Silent
from relkit.workflows.classify import read_changes
from relkit.workflows.survey import survey

HIDDEN = frozenset({"fragment", "prefix"})
"""What is taken out of a change before it becomes an example: it would give the label away."""

FAMILIES: dict[str, tuple[Kind, ...]] = {
    "fix": (Kind.FIX, Kind.SECURITY), "feature": (Kind.FEATURE,), "perf": (Kind.PERFORMANCE,), "docs": (Kind.DOCS,),
    "test": (Kind.TEST,), "build/ci": (Kind.CI, Kind.BUILD, Kind.DEPENDENCY), "refactor/maint": (Kind.REFACTOR,),
    "deprecation/removal": (Kind.DEPRECATION, Kind.REMOVAL), "security": (Kind.FIX, Kind.SECURITY),
}  # fmt: skip
"""The kinds that a label of the table may mean, the likeliest first."""

FEWEST_PROJECTS = 6
FEWEST_EXAMPLES = 12
LEAST_WEIGHT = 0.02
SURE = 0.9
DIMMED = 3  # one example in so many is seen without its difference,
BLIND = 10  # and one in so many without its paths as well
MEASURED = 600  # commits of a kind and project, as the table's own measure takes
STRENGTH = 0.01  # the inverse of the regularisation
TRUST = 3.0  # how much less the rules' votes are regularised than features: people weighed them
FEW = 2500  # examples of a kind, below which each counts for more, up to
MOST_COUNTED = 4
# times, and the rules' own word for the kind at least so much:
RULE = 1.3
SHARPNESS = 1.25  # the regularisation leaves probabilities too even; chosen by calibration on projects left out
EVENNESS = 0.7  # 1 lets each project weigh the same, 0 each example


_Job = tuple[Path, str, list[tuple[str, str]] | None, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A commit of a project: its label, and what the signals saw in it once the label was hidden."""

    repo: str
    commit: str
    label: Kind
    trusted: bool
    signs: tuple[Sign, ...]

    @property
    def features(self) -> Iterator[str]:
        """The features of all signs."""
        return (feature for sign in self.signs for feature in sign.features)

    @property
    def votes(self) -> list[float]:
        """The votes of all signs, in the order of ``KINDS``."""
        total = [0.0] * len(KINDS)
        for sign in (sign for sign in self.signs if sign.signal not in UNTRAINED):
            for kind, vote in sign.votes.items():
                total[KINDS.index(kind)] += vote
        return total


def main() -> None:
    """Train, write the weights, print the figures of the projects left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repos", type=Path, help="folder of bare clones, OWNER+NAME.git")
    parser.add_argument("--truth", type=Path, required=True, help="table of labelled commits")
    parser.add_argument("--also", nargs="*", default=[], metavar="OWNER/NAME", help="projects that label themselves")
    parser.add_argument("--examples", type=Path, help="file to keep the examples in, or to take them from")
    parser.add_argument("--most", type=int, default=1500, help="examples of a label and project")
    parser.add_argument("--measure", action="store_true", help="leave out one project of the table after the other")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(WEIGHTS))
    options = parser.parse_args()
    if options.examples is not None and options.examples.exists():
        examples = pickle.loads(options.examples.read_bytes())
    else:
        examples = _examples(options)
        if options.examples is not None:
            options.examples.write_bytes(pickle.dumps(examples))
    print(f"{len(examples)} examples:", dict(Counter(example.repo for example in examples)))
    if options.measure:
        _measure(examples)
    model = train(examples)
    options.out.write_text(_document(model), encoding="utf-8")
    print(f"{len(model.features)} features, {options.out.stat().st_size:,} bytes")


def train(examples: Sequence[Example]) -> Model:
    """Fit a model to examples; those of small projects weigh more, and some are seen without their difference."""
    examples = [_dimmed(example, place) for place, example in enumerate(examples)]
    known = _worth_learning(examples)
    matrix = _matrix(examples, known)
    labels = np.array([LEARNED.index(example.label) for example in examples])
    sizes = Counter(example.repo for example in examples)
    kinds = Counter(example.label for example in examples)
    weight = np.array([sizes[example.repo] ** -EVENNESS * _rare(kinds[example.label]) for example in examples])
    fitted = LogisticRegression(C=STRENGTH, max_iter=200).fit(matrix, labels, weight * len(weight) / weight.sum())
    rows = np.zeros((len(LEARNED), matrix.shape[1]))
    prior = np.full(len(LEARNED), -12.0)
    for place, label in enumerate(fitted.classes_):
        rows[label], prior[label] = SHARPNESS * fitted.coef_[place], SHARPNESS * fitted.intercept_[place]
    features = {
        feature: [round(float(weight) * SCALE) for weight in rows[:, place]]
        for feature, place in known.items()
        if np.abs(rows[:, place]).max() >= LEAST_WEIGHT
    }
    trust = TRUST * rows[:, len(known) :]
    votes = {kind: [round(float(each), 3) for each in trust[:, at]] for at, kind in enumerate(KINDS)}
    for kind in LEARNED:
        if kinds[kind] < FEW and kind in votes:
            own = LEARNED.index(kind)
            votes[kind][own] = max(votes[kind][own], RULE)
    return Model(
        prior=[round(float(each), 3) for each in prior],
        features=features,
        votes={kind: row for kind, row in votes.items() if any(row)},
    )


def _dimmed(example: Example, place: int) -> Example:
    """Return an example, some as they look where blobs cannot be read, and some as where trees cannot."""
    if place % BLIND == 0:
        unseen = {"diff", "api", "paths"}
    elif place % DIMMED == 0:
        unseen = {"diff", "api"}
    else:
        return example
    return replace(example, signs=tuple(sign for sign in example.signs if sign.signal not in unseen))


def _rare(examples: int) -> float:
    return min(MOST_COUNTED, max(1.0, FEW / examples))


def _worth_learning(examples: Iterable[Example]) -> dict[str, int]:
    """Return the features that several projects share: what only one of them says, the next one will not say."""
    projects: defaultdict[str, set[str]] = defaultdict(set)
    times: Counter[str] = Counter()
    for example in examples:
        for feature in set(example.features):
            projects[feature].add(example.repo)
            times[feature] += 1
    worth = (f for f in sorted(projects) if len(projects[f]) >= FEWEST_PROJECTS and times[f] >= FEWEST_EXAMPLES)
    return {feature: place for place, feature in enumerate(worth)}


def _matrix(examples: Sequence[Example], known: dict[str, int]) -> sparse.csr_matrix:
    indices: list[int] = []
    ends = [0]
    for example in examples:
        indices += [known[feature] for feature in set(example.features) if feature in known]
        ends.append(len(indices))
    ones = np.ones(len(indices), dtype=np.float32)
    features = sparse.csr_matrix((ones, indices, ends), shape=(len(examples), len(known)))
    votes = TRUST * sparse.csr_matrix(np.array([example.votes for example in examples], dtype=np.float32))
    return sparse.hstack([features, votes]).tocsr()


def _document(model: Model) -> str:
    lines = [f"{json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}" for name, row in model.features.items()]
    return (
        f'{{"prior": {json.dumps(model.prior)},\n"votes": {json.dumps(model.votes)},\n"features": {{\n'
        + ",\n".join(lines)
        + "\n}}\n"
    )


# --- examples -------------------------------------------------------------------------------------------------------


def _examples(options: argparse.Namespace) -> list[Example]:
    labelled: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    with gzip.open(options.truth, "rt") as rows:
        for row in map(json.loads, rows):
            if row["label"] in FAMILIES and row["strength"] in {"strong", "subject"} and not row["note_only"]:
                labelled[row["repo"]].append((row["id"], row["label"]))
    jobs: list[_Job] = [(options.repos, repo, rows, options.most) for repo, rows in labelled.items()]
    jobs += [(options.repos, repo, None, options.most) for repo in options.also]
    with ProcessPoolExecutor() as pool:
        return [example for found in pool.map(_of_project, jobs) for example in found]


def _of_project(job: _Job) -> list[Example]:
    folder, repo, rows, most = job
    where = folder / (repo.replace("/", "+") + ".git")
    with survey(where, asked=(), as_of=None, every_line=False, progress=Silent()) as found:
        habits = read_habits(found.files, found.config.changelog)
        if rows is None:
            picked = _labelled_by_themselves(read_changes(found, Silent()), found.objects, habits)
        else:
            random.Random(7).shuffle(rows)
            labels = dict(rows)
            chosen: Counter[str] = Counter()
            ids = []
            for commit, label in rows:
                chosen[label] += 1
                if chosen[label] <= most:
                    ids.append(commit)
            changes = read_changes(found, Silent(), ids)
            picked = [
                (change, _kind(labels[change.id], judge(change, found.objects, habits, frozenset({"diff"})).kind))
                for change in changes
            ]
        taken: Counter[Kind] = Counter()
        examples = []
        for change, label in picked:
            taken[label] += 1
            if taken[label] <= most:
                signs = look(prepare(hide(change, HIDDEN, habits), found.objects, habits))
                examples.append(Example(repo, change.id, label, rows is not None, signs))
    print(repo, len(examples), dict(taken), flush=True)
    return examples


def _labelled_by_themselves(changes: Iterable[Change], contents: Contents, habits: Habits) -> list[tuple[Change, Kind]]:
    found: list[tuple[Change, Kind]] = []
    for change in changes:
        verdict = judge(change, contents, habits, frozenset({"diff"}))
        label = Kind.FIX if verdict.kind is Kind.SECURITY else verdict.kind
        if verdict.decided_by is DecidedBy.DECLARED and label in LEARNED:
            found.append((change, label))
        elif verdict.decided_by is DecidedBy.MODEL and (only := _only_area(change, contents, habits)) is not None:
            found.append((change, only))
    random.Random(7).shuffle(found)
    return found


def _only_area(change: Change, contents: Contents, habits: Habits) -> Kind | None:
    """Return the kind of a change that touches nothing but documentation, tests, CI or packaging."""
    areas = set(prepare(change, contents, habits, difference=False).areas)
    kinds = {"docs": Kind.DOCS, "test": Kind.TEST, "ci": Kind.CI, "build": Kind.BUILD}
    return kinds.get(areas.pop().value) if len(areas) == 1 else None


def _kind(label: str, judged: Kind) -> Kind:
    """Return the kind that a label of the table means; where it may mean several, the one that relkit sees."""
    kind = judged if judged in FAMILIES[label] else FAMILIES[label][0]
    return Kind.FIX if kind is Kind.SECURITY else kind


# --- figures --------------------------------------------------------------------------------------------------------


def _measure(examples: Sequence[Example]) -> None:
    """Print, for each project of the table, the figures of a model that never saw it, and how well it is calibrated."""
    bins = [[0, 0, 0.0] for _ in range(10)]
    rows = []
    for repo in sorted({example.repo for example in examples if example.trusted}):
        model = train([example for example in examples if example.repo != repo])
        asked: list[Example] = []
        taken: Counter[Kind] = Counter()
        for example in examples:
            taken[example.label] += example.repo == repo
            if example.repo == repo and taken[example.label] <= MEASURED:
                asked.append(example)
        answers = [_estimate(example.signs, model) for example in asked]
        rows.append(_figures(asked, answers))
        print(f"{repo:20}", " ".join(f"{name} {value:.3f}" for name, value in rows[-1].items()), flush=True)
        for example, answer in zip(asked, answers, strict=True):
            kind = _likeliest(answer)
            place = min(int(answer[kind] * 10), 9)
            bins[place][0] += 1
            bins[place][1] += _family(kind) == _family(example.label)
            bins[place][2] += answer[kind]
    print("mean".ljust(20), " ".join(f"{name} {np.mean([row[name] for row in rows]):.3f}" for name in rows[0]))
    everything = sum(count for count, _, _ in bins)
    error = sum(abs(right - said) for _, right, said in bins) / everything
    print(f"expected calibration error {error:.3f}, of {everything} commits of projects left out")
    for place, (count, right, said) in enumerate(bins):
        if count:
            print(
                f"  {place / 10:.1f}-{(place + 1) / 10:.1f} {count:6} said {said / count:.3f} right {right / count:.3f}"
            )


def _estimate(signs: Sequence[Sign], model: Model) -> dict[Kind, float]:
    scores = (model.start(), *(model.said_by(sign) for sign in signs))
    return probabilities(finished(tuple(map(sum, zip(*scores, strict=True))), 0))


def _likeliest(answer: Mapping[Kind, float]) -> Kind:
    return max(answer, key=lambda each: answer[each])


def _family(kind: Kind) -> str:
    return next((family for family, kinds in FAMILIES.items() if kind in kinds), kind.value)


def _figures(asked: Sequence[Example], answers: Sequence[dict[Kind, float]]) -> dict[str, float]:
    true = [_family(example.label) for example in asked]
    best = [_likeliest(answer) for answer in answers]
    said = [_family(kind) for kind in best]
    pairs = list(zip(true, said, strict=True))
    sure = [answer[kind] >= SURE and _family(kind) == "fix" for answer, kind in zip(answers, best, strict=True)]
    right = sum(1 for yes, truth in zip(sure, true, strict=True) if yes and truth == "fix")
    sides = [
        (truth, "fix" if answer[Kind.FIX] + answer[Kind.SECURITY] >= answer[Kind.FEATURE] else "feature")
        for truth, answer in zip(true, answers, strict=True)
        if truth in {"fix", "feature"}
    ]
    halves = [
        2 * sides.count((one, one)) / max(sum((a == one) + (b == one) for a, b in sides), 1)
        for one in ("fix", "feature")
    ]
    hits = pairs.count(("fix", "fix"))
    return {
        "n": len(asked),
        "recall": hits / max(true.count("fix"), 1),
        "precision": hits / max(said.count("fix"), 1),
        "macro_f1": sum(halves) / 2,
        "sure_precision": right / max(sum(sure), 1),
        "sure_coverage": right / max(true.count("fix"), 1),
        "accuracy": sum(a == b for a, b in pairs) / len(pairs),
    }


if __name__ == "__main__":
    main()
