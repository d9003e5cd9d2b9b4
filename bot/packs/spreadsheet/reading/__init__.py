"""From a workbook to the raw form of a pack."""
