"""Finding enterprises of the register by what somebody writes of their names, within a scope."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from storage.models.enterprise import Enterprise
from storage.repositories.scope import Scope
from storage.unit_of_work import UnitOfWork

NEAR = 70  # of 100: how alike a suggestion has to be
SUGGESTED = 3
_LOOKED_AT = 300  # enterprises compared for a suggestion
_PIECE = 2  # characters two names have to share to be compared at all
_FULL_WIDTH = str.maketrans("()", "（）")


def find_enterprises(work: UnitOfWork, text: str, scope: Scope, limit: int) -> Sequence[Enterprise]:
    """Those in the scope whose name holds the text or whose code begins with it, the shortest names first.

    Brackets may be written half or full width.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found: dict[int, Enterprise] = {}
    for spelling in dict.fromkeys([plain, plain.translate(_FULL_WIDTH), text.strip()]):
        if spelling and len(found) < limit:
            found |= {one.id: one for one in work.enterprises.search(spelling, scope, limit=limit)}
    return list(found.values())[:limit]


def near_enterprises(work: UnitOfWork, text: str, scope: Scope) -> Sequence[Enterprise]:
    """A few in the scope that may be meant by a misspelt name, the likeliest first.

    Only those that share two neighbouring characters with it are looked at, and a few hundred of them.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    pieces = {plain[place : place + _PIECE] for place in range(len(plain) - _PIECE + 1)}
    seen: dict[int, Enterprise] = {}
    for piece in sorted(pieces):
        if len(seen) >= _LOOKED_AT:
            break
        seen |= {one.id: one for one in work.enterprises.search(piece, scope, limit=_LOOKED_AT // 4)}
    names = {key: one.name for key, one in seen.items()}
    best = process.extract(plain, names, scorer=fuzz.partial_ratio, limit=SUGGESTED, score_cutoff=NEAR)
    return [seen[key] for _, _, key in best]
