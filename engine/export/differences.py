"""Which lines of a script differ from another's, and packed numbers told by their length."""

from __future__ import annotations

from difflib import SequenceMatcher

OPENS, CLOSES = 'unpack("""', '"""'


def marked(old: str | None, new: str) -> list[list[str]]:
    """[mark, line] of ``new``: "+" where it is not in ``old``, "" where it is; "-" lines are those of ``old`` that are gone.

    Lines of packed numbers become one line "=" that holds how many characters they are. Without ``old`` nothing is marked.
    """
    lines = folded(new)
    if old is None:
        return [["=" if packed else "", line] for packed, line in lines]
    before, result = folded(old), []
    for kind, a, b, c, d in SequenceMatcher(None, before, lines, autojunk=False).get_opcodes():
        if kind == "equal":
            result += [["=" if packed else "", line] for packed, line in lines[c:d]]
            continue
        result += [["-", line] for packed, line in before[a:b] if not packed and line.strip()]
        result += [["=" if packed else "+" if line.strip() else "", line] for packed, line in lines[c:d]]
    return result


def folded(script: str) -> list[tuple[bool, str]]:
    """(packed, line): the lines between the quotes of an ``unpack`` count as one, its characters for its text."""
    result, inside = [], None
    for line in script.splitlines():
        if inside is not None and line.startswith(CLOSES):
            result.append((True, str(inside)))
            inside = None
        if inside is not None:
            inside += len(line)
            continue
        result.append((False, line))
        if line.endswith(OPENS):
            inside = 0
    return result
