"""Where the configuration comes from: the work tree, so that an edit counts at once, else the mainline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from relkit.classify.habits import HABIT_FILES
from relkit.config import CONFIG_FILES, ConfigError, read_config
from relkit.errors import RepositoryError, UsageError
from relkit.git.files import read_files
from relkit.git.process import Git
from relkit.git.repository import Repository
from relkit.lines import find_mainline
from relkit.lines.configured import check_lines
from relkit.lines.names import read_name
from relkit.model.ids import CommitId
from relkit.model.refs import Branch, Refs
from relkit.model.settings import Config
from relkit.versions.tag_names import split_by, split_tag

_PROJECT_FILES = tuple(dict.fromkeys((*HABIT_FILES, *CONFIG_FILES)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Configured:
    """A repository's configuration and mainline; ``files`` are those of the mainline that say how a project works."""

    config: Config
    mainline: Branch
    files: Mapping[str, bytes]


def find_configuration(repository: Repository, refs: Refs) -> Configured:
    """Read the configuration that holds in a repository, and find its mainline.

    It is the work tree's; but the mainline's where there is no work tree, where that has none, and where a maintenance
    branch is checked out, whose files are from another time. Raises ConfigError for what is wrong with it, UsageError
    for a mainline that is no branch, RepositoryError when no mainline stands out.
    """
    config = _of_work_tree(repository, refs)
    if config.source is None:
        mainline = find_mainline(refs)
        files = project_files(repository.git, mainline.tip)
        config = read_config(files, f"{mainline.name}:")
        if config.mainline is None:
            return Configured(config=config, mainline=mainline, files=files)
    try:
        mainline = find_mainline(refs, config.mainline)
    except UsageError as error:
        raise UsageError(f"{error.message} ({config.key('mainline')})", error.hint) from error
    return Configured(config=config, mainline=mainline, files=project_files(repository.git, mainline.tip))


def project_files(git: Git, tip: CommitId) -> Mapping[str, bytes]:
    """Read the files of a commit that say how a project works; those that are not there are left out."""
    return read_files(git, tip, _PROJECT_FILES)


def check_patterns(config: Config, refs: Refs, mainline: Branch) -> tuple[str, ...]:
    """Compare the patterns with what there is, and return warnings.

    Raises UsageError for patterns of tags that no tag is like, and of lines that make a line of every branch.
    """
    try:
        warnings = check_lines(config.lines, refs, mainline)
    except UsageError as error:
        raise UsageError(f"{error.message} ({config.key('lines')})", error.hint) from error
    if not refs.tags or not config.tags:
        return tuple(warnings)
    unlike = [pattern for pattern in config.tags if not any(split_by(tag.name, [pattern]) for tag in refs.tags)]
    named = " and ".join(f'"{pattern}"' for pattern in unlike)
    if len(unlike) == len(config.tags):
        newest = max(refs.tags, key=lambda tag: tag.date)
        raise UsageError(f"no tag is like {named} ({config.key('tags')})", f"the newest tag is {newest.name}")
    if unlike:
        warnings.append(f"no tag is like {named} ({config.key('tags')})")
    reached = max(tag.date for tag in refs.tags if split_by(tag.name, config.tags))
    newer = [
        tag for tag in refs.tags if tag.date > reached and split_tag(tag.name) and not split_by(tag.name, config.tags)
    ]
    if newer:
        last = max(newer, key=lambda tag: tag.date)
        warnings.append(
            f"{len(newer)} tags that look like versions are newer than all that are like the configured pattern, "
            f"{last.name} among them: they are left out ({config.key('tags')})"
        )
    return tuple(warnings)


def is_maintenance_branch(refs: Refs) -> bool:
    """Tell whether HEAD is on a maintenance branch: its name says so, and it is not the mainline."""
    head = next((branch for branch in refs.branches if branch.ref == refs.head), None)
    if head is None or read_name(head.short) is None:
        return False
    with suppress(RepositoryError):
        return find_mainline(refs).short != head.short
    return True


def _of_work_tree(repository: Repository, refs: Refs) -> Config:
    if repository.work_tree is None:
        return Config()
    if not is_maintenance_branch(refs):
        return read_config(read_top(repository.work_tree, CONFIG_FILES))
    # A mainline may be called "2.x" too, and only its own configuration can say so.
    with suppress(ConfigError):
        config = read_config(read_top(repository.work_tree, CONFIG_FILES))
        head = next(branch for branch in refs.branches if branch.ref == refs.head)
        if config.mainline in (head.short, head.name, head.ref):
            return config
    return Config()


def read_top(work_tree: Path, names: Sequence[str]) -> Mapping[str, bytes]:
    """Read files at the top of a work tree; what is no file is left out. Raises ConfigError for one that is closed."""
    found: dict[str, bytes] = {}
    for name in names:
        path = work_tree / name
        try:
            if path.is_file():
                found[name] = path.read_bytes()
        except OSError as error:
            raise ConfigError(f"{name} cannot be read: {error.strerror or error}") from error
    return found
