"""Grants, invitations and failed codes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from storage.models.access import CodeFailure, Grant, Invitation
from storage.repositories.batches import batched


class Access:
    """Who may do what, and the one-time codes that lead there. What is added has its key at once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def grants_of(self, person: int) -> list[Grant]:
        """The roles a person holds now, oldest first; empty when she holds none."""
        return list(
            self._session.scalars(
                select(Grant)
                .where(Grant.person_id == person, Grant.revoked_at.is_(None))
                .order_by(Grant.granted_at, Grant.id)
            )
        )

    def holders(self, scope_kind: str, scope_id: str = "", role: str | None = None) -> list[Grant]:
        """The current grants over exactly that scope, of one role if named, oldest first."""
        statement = select(Grant).where(
            Grant.scope_kind == scope_kind, Grant.scope_id == scope_id, Grant.revoked_at.is_(None)
        )
        if role is not None:
            statement = statement.where(Grant.role == role)
        return list(self._session.scalars(statement.order_by(Grant.granted_at, Grant.id)))

    def all_grants(self) -> list[Grant]:
        """Every current grant, by person."""
        return list(
            self._session.scalars(
                select(Grant).where(Grant.revoked_at.is_(None)).order_by(Grant.person_id, Grant.id)
            )
        )

    def grant(
        self, person: int, role: str, scope_kind: str, scope_id: str, *, by: int | None, at: datetime
    ) -> Grant:
        """Grant a role; one who already holds it keeps the first grant."""
        held = self._held(person, role, scope_kind, scope_id)
        if held is not None:
            return held
        grant = Grant(
            person_id=person,
            role=role,
            scope_kind=scope_kind,
            scope_id=scope_id,
            granted_by=by,
            granted_at=at,
        )
        self._session.add(grant)
        self._session.flush()
        return grant

    def revoke(self, person: int, role: str, scope_kind: str, scope_id: str, at: datetime) -> bool:
        """End a grant; False when it was not held."""
        held = self._held(person, role, scope_kind, scope_id)
        if held is None:
            return False
        held.revoked_at = at
        self._session.flush()
        return True

    def _held(self, person: int, role: str, scope_kind: str, scope_id: str) -> Grant | None:
        return self._session.scalar(
            select(Grant).where(
                Grant.person_id == person,
                Grant.role == role,
                Grant.scope_kind == scope_kind,
                Grant.scope_id == scope_id,
                Grant.revoked_at.is_(None),
            )
        )

    # invitations

    def invite(self, invitation: Invitation) -> Invitation:
        """Keep a new invitation."""
        self._session.add(invitation)
        self._session.flush()
        return invitation

    def invitation(self, code_hash: str) -> Invitation | None:
        """The invitation with that hash, used, expired or revoked ones too, or None."""
        return self._session.scalar(select(Invitation).where(Invitation.code_hash == code_hash))

    def invitation_with(self, invitation: int) -> Invitation | None:
        """The invitation with that id, or None."""
        return self._session.get(Invitation, invitation)

    def invitations_of(self, enterprise: int) -> list[Invitation]:
        """An enterprise's invitations, newest first."""
        return list(
            self._session.scalars(
                select(Invitation)
                .where(Invitation.enterprise_id == enterprise)
                .order_by(Invitation.id.desc())
            )
        )

    def enterprises_invited(self, at: datetime) -> frozenset[int]:
        """The enterprises with an invitation that is still open then."""
        statement = select(Invitation.enterprise_id).where(
            Invitation.enterprise_id.is_not(None),
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > at,
        )
        return frozenset(one for one in self._session.scalars(statement.distinct()) if one is not None)

    def revoke_codes(self, hashes: Collection[str], at: datetime) -> int:
        """Revoke the invitations with these hashes that were not used yet; how many."""
        revoked = 0
        for part in batched(sorted(hashes)):
            rows = self._session.execute(
                update(Invitation)
                .where(
                    Invitation.code_hash.in_(part),
                    Invitation.used_at.is_(None),
                    Invitation.revoked_at.is_(None),
                )
                .values(revoked_at=at)
                .returning(Invitation.id)
            )
            revoked += len(rows.all())
        return revoked

    def revoke_handovers(self, enterprise: int, by: int, at: datetime) -> int:
        """Revoke the open invitations a contact made for her colleagues; how many."""
        revoked = self._session.execute(
            update(Invitation)
            .where(
                Invitation.enterprise_id == enterprise,
                Invitation.created_by == by,
                Invitation.kind == "handover",
                Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None),
            )
            .values(revoked_at=at)
            .returning(Invitation.id)
        )
        return len(revoked.all())

    def use(self, invitation: int, person: int, at: datetime) -> bool:
        """Use an invitation up, once: False when it was used or revoked before, or has expired."""
        used = self._session.execute(
            update(Invitation)
            .where(
                Invitation.id == invitation,
                Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None),
                Invitation.expires_at > at,
            )
            .values(used_at=at, used_by=person)
            .returning(Invitation.id)
        )
        return used.first() is not None

    def count_attempt(self, invitation: int) -> int:
        """Count one more try at an invitation; how many there have been, 0 for an unknown invitation."""
        counted = self._session.execute(
            update(Invitation)
            .where(Invitation.id == invitation)
            .values(attempts=Invitation.attempts + 1)
            .returning(Invitation.attempts)
        )
        return counted.scalar_one_or_none() or 0

    def erase_names_before(self, moment: datetime) -> int:
        """Erase names and phones of invitations that were used, revoked or expired before then; how many."""
        over = or_(
            Invitation.expires_at < moment, Invitation.used_at < moment, Invitation.revoked_at < moment
        )
        named = or_(Invitation.name.is_not(None), Invitation.phone.is_not(None))
        erased = self._session.execute(
            update(Invitation).where(over, named).values(name=None, phone=None).returning(Invitation.id)
        )
        return len(erased.all())

    def revoke_invitations(self, enterprise: int, at: datetime) -> int:
        """Revoke an enterprise's open invitations; how many."""
        revoked = self._session.execute(
            update(Invitation)
            .where(
                Invitation.enterprise_id == enterprise,
                Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None),
            )
            .values(revoked_at=at)
            .returning(Invitation.id)
        )
        return len(revoked.all())

    # wrong codes

    def note_failure(self, address: int, at: datetime) -> None:
        """Note that a wrong code came from an address."""
        self._session.add(CodeFailure(address_id=address, at=at))
        self._session.flush()

    def failures_since(self, since: datetime, address: int | None = None) -> int:
        """How many wrong codes came since then: from one address, or from all."""
        statement = select(func.count()).select_from(CodeFailure).where(CodeFailure.at >= since)
        if address is not None:
            statement = statement.where(CodeFailure.address_id == address)
        return self._session.scalar(statement) or 0
