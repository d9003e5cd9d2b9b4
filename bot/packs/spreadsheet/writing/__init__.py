"""From the raw form of a pack to a workbook."""
