"""Areas: which part of a project a path belongs to, judged by its name alone."""

from __future__ import annotations

import re
from functools import lru_cache

from relkit.classify.tables import word_set, words_pattern
from relkit.model.area import Area

_CI_FOLDERS = word_set("""
    .github .gitlab .circleci .azure-pipelines azure-pipelines .zuul .zuul.d zuul.d .buildkite .semaphore .cirrus .ci ci
    .builders .devcontainer .vscode .pre-commit .spin gate playbooks roles shippable
""")
_CI_NAMES = re.compile(
    words_pattern(r"""
    \.?(?:travis|appveyor|gitlab-ci|zuul|cirrus|codecov|coveralls|lgtm|mergify|shippable)[\w.-]*\.(?:ya?ml|star)
    azure-pipelines[\w.-]*\.ya?ml
    \.?(?:readthedocs|hound|landscape|scrutinizer|pre-commit-config|pre-commit-hooks|dependabot|pyup)[\w.-]*\.ya?ml
    \.?(?:sourcery|deepsource|yamllint|ansible-lint|codeclimate)[\w.-]*\.(?:ya?ml|toml)
    \.(?:coveragerc\S*|flake8|pylintrc|isort\.cfg|stestr\.conf|testr\.conf|clang-format|clang-tidy|codespellrc|ruff\.toml)
    \.(?:gitignore|gitattributes|gitmodules|gitreview|mailmap|git-blame-ignore-revs|git_archival\.txt|git-archive\S*)
    \.(?:editorconfig|dockerignore|prettierrc\S*|eslintrc\S*|cherry_picker\.toml|style\.yapf|hgignore|hgtags|lift\.toml)
    (?:tox|mypy|pytest|ruff|pylintrc|pyrightconfig|asv\.conf|renovate|pyrefly|ty)\.(?:ini|toml|json)
    noxfile\.py jenkinsfile codeowners bindep\.txt \.python-version \.codecov
    """)
)
_BUILD_FOLDERS = word_set("requirements packaging debian rpm docker conda recipe build_tools vendored-meson building")
_BUILD_NAMES = re.compile(
    words_pattern(r"""
    pyproject\.toml setup\.(?:py|cfg) setup_\w+\.py manifest(?:\.in)? [\w.-]*constraints[\w.-]*\.(?:txt|in)
    [\w.-]*requirements?[\w.-]*\.(?:txt|in|ya?ml) environment[\w.-]*\.ya?ml pipfile(?:\.lock)? conda\.ya?ml
    (?:poetry|uv|pdm|pixi|pylock[\w.-]*)\.(?:lock|toml) package(?:-lock)?\.json yarn\.lock pnpm-lock\.yaml
    (?:gnu)?makefile[\w.-]* meson\.build meson[._]options(?:\.txt)? cmakelists\.txt \S+\.cmake
    (?:cargo|go)\.(?:toml|lock|mod|sum)
    configure(?:\.ac|\.in)? \S+\.m4 docker-compose\S* vagrantfile \S+\.spec build\.(?:gradle|xml) pom\.xml pavement\.py
    site\.cfg\S*
    """)
)
# What builds the documentation or runs the tests is machinery, wherever it lies, and no documentation or test.
_MACHINERY = re.compile(
    words_pattern(r"""
    (?:gnu)?makefile make\.bat dockerfile\S* containerfile [\w.-]*requirements[\w.-]*\.(?:txt|in) constraints\.txt
    """)
)
_DOCS_FOLDERS = word_set("""
    doc docs docsite documentation api-ref api-guide api_docs docs_src docs-website example examples tutorial tutorials
    man manual
""")
_DOCS_NAMES = re.compile(
    words_pattern(r"""
    (?:readme|authors|contributors|contributing|hacking|install|copying|licen[cs]e|notice|thanks)(?:[._-][\w.-]*)?
    (?:credits|citation)(?:[._-][\w.-]*)?
    (?:changes|changelog|news|history|releasing|releases?_notes|what'?s_?new|roadmap|todo|testing)(?:[._-][\w.-]*)?
    (?:code[_-]of[_-]conduct|maintainers|security|support|governance|coding_guidelines)(?:[._-][\w.-]*)?
    \.all-contributorsrc \.zenodo\.json
    """)
)
_DOCS_ENDINGS = (".rst", ".md", ".adoc", ".asciidoc", ".texi")
_PROSE_ENDINGS = (*_DOCS_ENDINGS, ".txt", ".inc")
_TEST_FOLDERS = word_set("""
    tests unittests functional_tests unit_tests integration_tests testsuite test-data testdata test_data __tests__
    regression_tests
""")
_TEST_ROOTS = word_set("test testing t benchmarks benchmark asv_bench bench spec checks")
_TEST_NAMES = re.compile(
    words_pattern(r"""
    test_\S+\.(?:py|pyi|c|cpp|js|ts|sh) tests?\.py \S+_tests?\.(?:py|go|c|cc|cpp|rs)
    \S+[._](?:spec|test)\.(?:jsx?|tsx?|rb) conftest\.py bench_\S+\.py
    """)
)


_LONGEST_NAME = 255
"""Characters of a name that are looked at; Linux has no longer ones, but a tree may."""


@lru_cache(maxsize=1 << 16)
def area_of(path: str) -> Area:
    """Return the area of a path; what is none of the others is source."""
    *folders, name = path.lower().split("/")
    name = name[:_LONGEST_NAME]
    if folders and folders[0] in _CI_FOLDERS:
        return Area.CI
    if _MACHINERY.fullmatch(name):
        return Area.BUILD
    return next((area for area, belongs in _IN_ORDER if belongs(folders, name)), Area.SOURCE)


def _is_test(folders: list[str], name: str) -> bool:
    if _TEST_NAMES.fullmatch(name):
        return True
    if folders and (folders[0] in _TEST_ROOTS or not _TEST_FOLDERS.isdisjoint(folders)):
        return True
    # A folder "test" further down may be a package's own testing tools (django.test); there, tests show by name.
    return folders[:2] == ["lib", "test"] or ("test" in folders and not name.endswith(".py"))


def _is_ci(_: list[str], name: str) -> bool:
    return bool(_CI_NAMES.fullmatch(name))


def _in_docs(folders: list[str], name: str) -> bool:
    return not _DOCS_FOLDERS.isdisjoint(folders if name.endswith(_PROSE_ENDINGS) else folders[:2])


def _is_build(folders: list[str], name: str) -> bool:
    return bool(_BUILD_NAMES.fullmatch(name)) or bool(folders and folders[0] in _BUILD_FOLDERS)


def _is_prose(folders: list[str], name: str) -> bool:
    return name.endswith(_DOCS_ENDINGS) or (not folders and bool(_DOCS_NAMES.fullmatch(name)))


_IN_ORDER = (
    (Area.TEST, _is_test),
    (Area.CI, _is_ci),
    (Area.DOCS, _in_docs),
    (Area.BUILD, _is_build),
    (Area.DOCS, _is_prose),
)
