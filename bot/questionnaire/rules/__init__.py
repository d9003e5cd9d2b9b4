"""The rule language: a documented subset of XLSForm's expressions."""
