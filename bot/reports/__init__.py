"""The Word report: from an assessment to a .docx, its figures, its checks, and pictures for chat."""
