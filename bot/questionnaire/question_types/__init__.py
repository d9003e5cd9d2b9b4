"""One file per question type, and the registry that lists them."""
