"""Writes the shipped report templates; a copy is restyled in Word, every language at once here."""
