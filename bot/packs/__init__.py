"""Packs: reading, checking, writing and finding questionnaires and standards (`docs/reference/packs.md`)."""
