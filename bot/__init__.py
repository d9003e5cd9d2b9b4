"""Wenzhen (问诊): the diagnosis bot."""
