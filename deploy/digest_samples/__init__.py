"""A sample of every kind of digest, from an invented register: `python -m deploy.digest_samples [FOLDER]`."""
