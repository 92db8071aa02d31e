"""Templates are found by name, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from relkit import resources
from relkit.errors import RelkitError


def test_a_template_is_opened_by_its_path() -> None:
    assert "relkit plan" in resources.open_template("ci/github-plan.yml")


def test_every_name_can_be_opened() -> None:
    names = resources.template_names()
    assert "ci/github-plan.yml" in names
    assert all(resources.open_template(name) for name in names)


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../pyproject.toml", "ci/../../pyproject.toml", "."])
def test_a_path_out_of_the_folder_is_no_name(name: str) -> None:
    with pytest.raises(RelkitError, match="is no name of a template"):
        resources.open_template(name)


@pytest.mark.parametrize("name", ["ci", "ci/nothing.yml", "nothing"])
def test_an_unknown_name_is_answered_with_the_known_ones(name: str) -> None:
    with pytest.raises(RelkitError, match="there is no template") as caught:
        resources.open_template(name)
    assert "ci/github-plan.yml" in (caught.value.hint or "")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "somewhere" / "relkit"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "files", lambda _: folder)
    monkeypatch.setattr(resources, "_templates", resources._templates.__wrapped__)
    return folder


def test_an_installed_package_has_them_inside(package: Path) -> None:
    (package / "templates").mkdir()
    (package / "templates" / "note.md").write_text("inside")
    assert resources.open_template("note.md") == "inside"


def test_a_checkout_has_them_beside_the_package(package: Path) -> None:
    (package.parent / "templates").mkdir()
    (package.parent / "templates" / "note.md").write_text("beside")
    (package.parent / "pyproject.toml").touch()
    assert resources.open_template("note.md") == "beside"


def test_another_projects_folder_beside_the_package_is_not_ours(package: Path) -> None:
    (package.parent / "templates").mkdir()
    with pytest.raises(RelkitError, match="not installed"):
        resources.open_template("note.md")


def test_no_template_is_taken_for_a_module() -> None:
    # pip compiles every .py file that a wheel brings, and leaves the result beside it.
    assert not [name for name in resources.template_names() if name.endswith((".py", ".pyc"))]
