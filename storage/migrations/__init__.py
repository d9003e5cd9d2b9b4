"""Migrations. Each must work with the program of the version before it; none is changed once released."""
