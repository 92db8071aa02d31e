from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

from relkit.classify.areas import area_of
from relkit.model.area import Area
from relkit.model.commit import Change, Commit, FileChange, FileStatus, Person
from relkit.model.evidence import DecidedBy, Kind, Verdict
from relkit.model.ids import BlobId, CommitId
from relkit.wanted import Facts, Setting, learn
from relkit.wanted.features import general, own
from relkit.wanted.prior import WEIGHTS, most_projects
from relkit.wanted.wording import in_words

DAY = 86400
SETTING = Setting(
    name="1.0", moment=50 * DAY, cut=10 * DAY, released=20 * DAY, newer=(), files={"src/core.py": BlobId("old")}
)


def file(path: str, status: FileStatus = FileStatus.MODIFIED) -> FileChange:
    return FileChange(path=path, status=status, old_mode=0o100644, new_mode=0o100644, old=BlobId("old"), new=None)


def facts(title: str, *files: FileChange, kind: Kind = Kind.FIX, body: str = "", email: str = "a@b.org") -> Facts:
    who = Person(name="A", email=email)
    commit = Commit(
        id=CommitId("c" * 40),
        parents=(),
        author=who,
        authored=0,
        committer=who,
        committed=30 * DAY,
        message=title,
        files=files,
    )
    verdict = Verdict(kind=kind, confidence=1.0, decided_by=DecidedBy.MODEL, evidence=(), probabilities={kind: 0.75})
    return Facts(
        change=Change(commit=commit, brought=(), files=files),
        verdict=verdict,
        title=title,
        body=body,
        areas=Counter(area_of(one.path) for one in files),
    )


def test_what_the_line_has_of_what_is_touched() -> None:
    there = general(facts("x", file("src/core.py")), SETTING)
    assert (there["line same"], "line lacks" in there) == (1.0, False)
    gone = general(facts("x", file("src/core.py"), file("src/new.py")), SETTING)
    assert (gone["line lacks"], gone["line lacks some"], gone["line same"]) == (0.5, 1.0, 0.5)
    added = general(facts("x", file("src/new.py", FileStatus.ADDED)), SETTING)
    assert added["line nothing to touch"] == 1.0


def test_of_a_line_whose_files_cannot_be_read_nothing_is_said_of_them() -> None:
    found = general(facts("x", file("src/core.py")), replace(SETTING, files=None))
    assert not [name for name in found if name.startswith("line")]


def test_the_projects_own_words_folders_and_people() -> None:
    found = own(facts("BUG: Reproducers crash", file("src/io/7.bugfix.rst"), email="Mia@Example.org"))
    for name in ("word reprod", "prefix bug", "author mia@example.org", "folder src/io", "ending bugfix.rst"):
        assert name in found


def test_most_projects_want_fixes_and_no_features() -> None:
    fix = most_projects(general(facts("Fix it", file("src/core.py")), SETTING))
    feature = most_projects(general(facts("Add it", file("src/core.py"), kind=Kind.FEATURE), SETTING))
    assert fix > feature


def test_every_general_feature_can_be_told_in_words() -> None:
    assert [name for name in WEIGHTS if in_words(name) == name] == []


def test_nothing_to_learn_from_is_told() -> None:
    assert learn([]).weights is None
    alike = [(facts("Fix it", file("src/core.py")), SETTING, True)] * 5
    assert learn(alike).weights is None


def test_no_change_at_all_is_estimated_too() -> None:
    empty = replace(facts(""), areas={}, verdict=replace(facts("").verdict, probabilities={}))
    assert 0 < learn([]).estimate(empty, SETTING).probability < 1


def test_names_of_features_can_be_kept_whatever_the_path() -> None:
    found = own(facts("Fix it", file("src/b\udce9/a.\udcff")))
    assert {"folder src/b\\xe9", "ending \\xff", "file src/b\\xe9/a.\\xff"} <= set(found)
    assert all(name.encode() for name in found)


def test_a_title_of_digits_takes_no_time() -> None:
    start = time.process_time()
    own(facts("1" * 200_000))
    assert time.process_time() - start < 1


def test_code_is_told_from_tests() -> None:
    both = general(facts("x", file("src/core.py"), file("tests/test_core.py")), SETTING)
    assert both["area code"] == both["area test"] == 0.5
    assert both["area with code"] == both["area code and test"] == 1.0
    assert general(facts("x", file("src/core.py")), SETTING)["area only code"] == 1.0


def test_every_weight_of_most_projects_is_of_a_feature_that_there_is() -> None:
    named = {f"{form} {area}" for form in ("area", "area with", "area only") for area in Area}
    assert {name for name in WEIGHTS if name.startswith("area")} <= named | {"area code and test"}


def test_nobodys_address_is_told() -> None:
    rows = [(facts("Touch it", email=f"{name}@example.org"), SETTING, name == "mia") for name in ("mia", "ada") * 20]
    told = learn(rows).estimate(facts("Touch it", email="mia@example.org"), SETTING)
    assert "by its author" in [one.detail for one in told.evidence]
    assert not [one for one in told.evidence if "@" in one.detail]
