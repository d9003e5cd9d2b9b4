"""The scoring engine: pure, exact, explainable; knows nothing of the bot or of storage."""
