"""The tables, by noun. Importing this package registers every one of them on `Base.metadata`."""

from storage.models.access import CodeFailure, Grant, Invitation
from storage.models.campaign import Escalation, EscalationStep, Measure, UnitBehind
from storage.models.clockwork import Timer
from storage.models.diagnosis import (
    Answer,
    AssessmentDocument,
    Diagnosis,
    DiagnosisKind,
    DiagnosisState,
    Evidence,
    Feedback,
    PackedAnswers,
    PackStatus,
    PackVersion,
    SentReport,
    StoredFile,
)
from storage.models.enterprise import Enterprise, RegisterContact, Standing, WrongEnterprise
from storage.models.followup import FollowUp
from storage.models.interview import Interview
from storage.models.messaging import Inbox, InboxStatus, Outbox, OutboxStatus
from storage.models.person import Address, Contact, Person
from storage.models.record import Audit, AuditHead, Setting, Token

__all__ = [
    "Address",
    "Answer",
    "AssessmentDocument",
    "Audit",
    "AuditHead",
    "CodeFailure",
    "Contact",
    "Diagnosis",
    "DiagnosisKind",
    "DiagnosisState",
    "Enterprise",
    "Escalation",
    "EscalationStep",
    "Evidence",
    "Feedback",
    "FollowUp",
    "Grant",
    "Inbox",
    "InboxStatus",
    "Interview",
    "Invitation",
    "Measure",
    "Outbox",
    "OutboxStatus",
    "PackStatus",
    "PackVersion",
    "PackedAnswers",
    "Person",
    "RegisterContact",
    "SentReport",
    "Setting",
    "Standing",
    "StoredFile",
    "Timer",
    "Token",
    "UnitBehind",
    "WrongEnterprise",
]
