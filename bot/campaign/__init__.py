"""Quotas read as targets with a deadline, a tree and a pace: pure, tested by tables."""
