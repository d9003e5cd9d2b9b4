"""Free text in Chinese and English to a typed answer: deterministic and explainable."""
