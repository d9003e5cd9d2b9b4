"""Invented registers in memory, as the samples of digests have them."""

from deploy.digest_samples.register import filled

__all__ = ["filled"]
