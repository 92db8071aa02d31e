"""What a cherry-picked change uses and a line's tree does not have, so that it applies and would not work.

A warning needs two things at once: the use leads nowhere in the line's tree as it would be after the pick, and it leads
to a definition in the mainline's tree as the change left it. What cannot be followed on either side is not warned of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relkit.pyapi.arguments import refused_arguments
from relkit.pyapi.case import Case, case_of, is_foreign, root, walk
from relkit.pyapi.index import Index
from relkit.pyapi.lack import Lack, LackKind, PickedFile, Sources
from relkit.pyapi.named import unbound_arguments, unbound_attributes, unbound_fixtures
from relkit.pyapi.place import UNKNOWN, Missing, Place
from relkit.pyapi.text import first_match
from relkit.pyapi.undefined import undefined
from relkit.pyapi.use import Base, Use, UseKind
from relkit.pyapi.uses import uses

_ASKED = rb"(?:has|get)attr\([^)]*[\"']%b[\"']"
_STORED = rb"|\.%b\s*(?::[^=]+)?(?:,[^=]*)?=(?!=)"


def lacks(edits: Sequence[PickedFile], tree: Sources, mainline: Sources) -> tuple[Lack, ...]:
    """Return what the picked files newly use and ``tree``, the line's after the pick, does not have.

    ``mainline`` is the mainline's tree at the picked change: what does not lead to a definition there is not judged.
    Files that this Python cannot parse are not judged either. Not for several threads at once.
    """
    line, main = Index(tree), Index(mainline)
    found: dict[tuple[str, LackKind, str], Lack] = {}
    for edit in edits:
        try:
            case = case_of(edit, line, main) if edit.path.endswith(".py") else None
            for lack in _of_file(case) if case else ():
                found.setdefault((lack.path, lack.kind, lack.name), lack)
        except RecursionError:  # expressions of a depth that only programs write
            continue
    return tuple(found.values())


def _of_file(case: Case) -> Iterator[Lack]:
    found = uses(case.line.tree, case.line.outline, case.new)
    yield from undefined(case, found)
    unknown: list[tuple[Use, str]] = []
    calls: list[Use] = []
    for use in found:
        match use.kind:
            case UseKind.IMPORT | UseKind.ATTRIBUTE:
                yield from _dotted(case, use, unknown)
            case UseKind.CALL:
                yield from refused_arguments(case, use)
                if use.parts and walk(case.line, use)[-1:] == [UNKNOWN] and not is_foreign(case.line, use):
                    calls.append(use)
    yield from unbound_attributes(case, unknown)
    yield from unbound_arguments(case, calls)
    yield from unbound_fixtures(case, [use for use in found if use.kind is UseKind.FIXTURE])


def _dotted(case: Case, use: Use, unknown: list[tuple[Use, str]]) -> Iterator[Lack]:
    """Judge an import or a dotted name; parts that cannot be followed go to ``unknown``."""
    answers = walk(case.line, use)
    if not answers or isinstance(answers[-1], Place):
        return
    at = len(answers) - 1
    origin = None
    if isinstance(answers[-1], Missing) and not _may_be_there(case, use, at):
        origin = _origin(case, use, at, answers[-1])
    if origin:
        yield _lack(case, use, at, origin)
    elif use.kind is UseKind.ATTRIBUTE and not is_foreign(case.line, use):
        unknown.extend((use, part) for part in use.parts[at:])


def _may_be_there(case: Case, use: Use, at: int) -> bool:
    """Tell whether the file itself brings the name, or asks first."""
    if not use.parts:
        return False
    stored = _STORED if use.root.base is not Base.IMPORTED else b""
    return first_match(case.line.source, use.parts[at], _ASKED + stored) is not None


def _origin(case: Case, use: Use, at: int, missing: Missing) -> Place | None:
    """Return where the same part of the same use leads on the mainline, if nothing else could bring it to the line."""
    found_uses = case.on_mainline()
    if found_uses is None:
        return None
    main, others = found_uses
    for other in others:
        if not _is_same(use, other):
            continue
        answers = walk(main, other)
        start = root(main, other)
        steps = [start, *answers]
        if not use.parts:
            return start if isinstance(start, Place) else None
        found, before = (steps[at + 1], steps[at]) if at + 1 < len(steps) else (None, None)
        if not isinstance(found, Place) or not isinstance(before, Place):
            continue
        inherited = use.root.base is Base.SUPER and at == 0
        if missing.doubts <= main.index.doubts(before, other.parts[at], inherited=inherited):
            end = main.index.follow(found)
            return end if isinstance(end, Place) else found
    return None


def _is_same(use: Use, other: Use) -> bool:
    """Tell whether another use, on the mainline, says the same, or the same and more; of "self" in the same class."""
    if use.kind is not other.kind or not f"{other.text}.".startswith(f"{use.text}."):
        return False
    of_class = {Base.INSTANCE, Base.SUPER}
    return not ({use.root.base, other.root.base} & of_class) or use.root == other.root


def _lack(case: Case, use: Use, at: int, origin: Place) -> Lack:
    is_import = use.kind is UseKind.IMPORT
    if is_import:
        module, _, name = use.text.partition(":")
        is_whole = not use.parts or isinstance(root(case.line, use), Missing)
        text = f"imports {module}, and there is no such module" if is_whole else f"imports {name} from {module}"
        name = module if name in {"", "*"} else name
    else:
        name, is_whole = use.parts[at], False
        text = f"uses {use.text}"
    return Lack(
        path=case.line.path,
        line=use.line,
        kind=LackKind.IMPORT if is_import else LackKind.ATTRIBUTE,
        name=name,
        text=text if is_whole else f"{text}, and there is no {name} there",
        origin=origin.path,
        origin_line=origin.definitions[0].line if origin.definitions else 1,
    )
