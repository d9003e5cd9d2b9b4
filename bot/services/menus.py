"""Command menus by role: noted as due when somebody's roles change, shown by the channels that have one."""

from __future__ import annotations

from datetime import datetime

from storage.turns import TurnTx

MENU = "menu"  # the kind of the timer that shows a person the menu of her roles


def menu_due(turn: TurnTx, person: int, at: datetime) -> None:
    """Have the person's command menus drawn anew, wherever she has one."""
    turn.put_timer(kind=MENU, subject=str(person), scope="", due=at)
