"""Prometheus metrics: what an operator watches. No label carries a person, an answer or a name."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """One registry per application, so that two in one process (tests) do not clash."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "wenzhen_turns", "Messages handled", ["channel", "outcome"], registry=self.registry
        )
        self.turn_seconds = Histogram(
            "wenzhen_turn_seconds",
            "Time from a message's arrival to its committed reply",
            ["channel"],
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
            registry=self.registry,
        )
        self.deliveries = Counter(
            "wenzhen_deliveries",
            "Messages sent from the outbox",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self.outbox_waiting = Gauge(
            "wenzhen_outbox_waiting", "Messages waiting to be sent", registry=self.registry
        )

    def text(self) -> bytes:
        """The exposition text."""
        return generate_latest(self.registry)
