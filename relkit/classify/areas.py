"""Areas: which part of a project a path belongs to, judged by its name alone."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Area(StrEnum):
    """A part of a project."""

    SOURCE = "source"
    TEST = "test"
    DOCS = "docs"
    CI = "ci"
    BUILD = "build"


_CI_FOLDERS = frozenset(
    (
        ".github .gitlab .circleci .azure-pipelines azure-pipelines .zuul.d zuul.d .buildkite .semaphore .cirrus .ci ci .builders .devcontainer .vscode .gitlab-ci .pre-commit .spin .evergreen"
    ).split()
)
_CI_NAMES = re.compile(
    r"\.?(?:travis|appveyor|gitlab-ci|zuul|cirrus|codecov|coveralls|lgtm|mergify|shippable|azure-pipelines|readthedocs|hound|landscape|scrutinizer|pre-commit-config|pre-commit-hooks|dependabot|pyup"
    r"|sourcery|deepsource|yamllint|ansible-lint|codeclimate)[\w.-]*\.(?:yml|yaml|toml|star)"
    r"|\.(?:coveragerc\S*|flake8|pylintrc|isort\.cfg|stestr\.conf|testr\.conf|gitignore|gitattributes|gitmodules|gitreview|mailmap|editorconfig|git-blame-ignore-revs|git_archival\.txt|hgignore|hgtags|clang-format"
    r"|clang-tidy|dockerignore|prettierrc\S*|eslintrc\S*|cherry_picker\.toml|codespellrc|ruff\.toml|style\.yapf|pip-tools\.toml|lift\.toml|git-archive\S*|codecov)"
    r"|(?:tox|mypy|pytest|ruff|pylintrc|pyrightconfig|asv\.conf|renovate|pyrefly|ty)\.(?:ini|toml|json)|noxfile\.py|jenkinsfile|codeowners|bindep\.txt|\.python-version"
)
_BUILD_NAMES = re.compile(
    r"pyproject\.toml|setup\.(?:py|cfg)|setup_\w+\.py|manifest(?:\.in)?|[\w.-]*requirements?[\w.-]*\.(?:txt|in|yml|yaml)|[\w.-]*constraints[\w.-]*\.(?:txt|in)|environment[\w.-]*\.ya?ml|pipfile(?:\.lock)?"
    r"|(?:poetry|uv|pdm|pixi|pylock[\w.-]*)\.(?:lock|toml)|package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|(?:gnu)?makefile[\w.-]*|meson\.build|meson[._]options(?:\.txt)?|cmakelists\.txt|\S+\.cmake"
    r"|(?:cargo|go)\.(?:toml|lock|mod|sum)|configure(?:\.ac|\.in)?|\S+\.m4|dockerfile\S*|docker-compose\S*|containerfile|vagrantfile|\S+\.spec|conda\.ya?ml|build\.(?:gradle|xml)|pom\.xml|pavement\.py|site\.cfg\S*"
)
_BUILD_FOLDERS = frozenset(
    "requirements packaging debian rpm docker conda recipe build_tools vendored-meson building".split()
)
_DOCS_FOLDERS = frozenset(
    "doc docs docsite documentation api-ref api-guide placement-api-ref api_docs examples example tutorial tutorials man manual docs_src docs-website news_site".split()
)
_DOCS_NAMES = re.compile(
    r"(?:readme|authors|contributors|contributing|hacking|install|copying|licen[cs]e|notice|changes|changelog|news|history|code_of_conduct|releasing|releases?_notes|maintainers|thanks|credits|citation|security|support|todo|governance"
    r"|roadmap|code-of-conduct|testing|coding_guidelines|what'?s_?new)(?:[._-][\w.-]*)?|\.all-contributorsrc|\.zenodo\.json"
)
_DOCS_ENDINGS = (".rst", ".md", ".adoc", ".asciidoc", ".texi")
_TEST_FOLDERS = frozenset(
    "tests unittests functional_tests unit_tests integration_tests testsuite test-data testdata test_data __tests__ regrtest regression_tests api_sample_tests".split()
)
_TEST_ROOTS = frozenset("test testing t benchmarks benchmark asv_bench bench spec checks".split())
_TEST_NAMES = re.compile(
    r"test_\S+\.(?:py|pyi|c|cpp|js|ts|sh)|tests?\.py|\S+_tests?\.(?:py|go|c|cc|cpp|rs)|\S+[._](?:spec|test)\.(?:js|ts|jsx|tsx|rb)|conftest\.py|bench_\S+\.py"
)
_CI_ROOTS = frozenset("gate playbooks roles .zuul shippable".split())


@lru_cache(maxsize=1 << 16)
def area_of(path: str) -> Area:
    """Return the area of a path; what is none of the others is source."""
    *folders, name = path.lower().split("/")
    if _is_test(folders, name):
        return Area.TEST
    top = folders[0] if folders else ""
    if (folders and (top in _CI_FOLDERS or top in _CI_ROOTS)) or _CI_NAMES.fullmatch(name):
        return Area.CI
    if (
        not _DOCS_FOLDERS.isdisjoint(folders[:2])
        or not _DOCS_FOLDERS.isdisjoint(folders)
        and name.endswith((*_DOCS_ENDINGS, ".txt", ".inc"))
    ):
        return Area.DOCS
    if _BUILD_NAMES.fullmatch(name) or top in _BUILD_FOLDERS:
        return Area.BUILD
    if name.endswith(_DOCS_ENDINGS) or (not folders and _DOCS_NAMES.fullmatch(name)):
        return Area.DOCS
    return Area.SOURCE


def _is_test(folders: list[str], name: str) -> bool:
    if not folders:
        return bool(_TEST_NAMES.fullmatch(name))
    if folders[0] in _TEST_ROOTS or not _TEST_FOLDERS.isdisjoint(folders):
        return True
    # A folder "test" further down may be a package's own testing tools (django.test); its test files show by name.
    return (
        bool(_TEST_NAMES.fullmatch(name))
        or folders[:2] == ["lib", "test"]
        or ("test" in folders and not name.endswith(".py"))
    )
