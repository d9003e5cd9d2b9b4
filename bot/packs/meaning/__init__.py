"""The second pass over a pack: what its parts mean together. Each module checks and builds one part."""
