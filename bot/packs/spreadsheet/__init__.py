"""The spreadsheet form of a pack: a subset of XLSForm with our columns and sheets beside it, both ways."""
