"""The register of enterprises as a workbook: read and checked, compared, kept, written, annotated."""
