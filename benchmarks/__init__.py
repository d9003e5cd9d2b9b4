"""Timings: each prints ours beside a peer or a floor measured in the same run, and the ratio."""
