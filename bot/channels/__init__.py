"""Adapters to the chat platforms, unaware of each other and of storage."""
