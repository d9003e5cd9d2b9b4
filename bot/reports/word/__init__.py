"""Word templates filled fast: docxtpl compiles a template once, our own renderer fills it many times."""
