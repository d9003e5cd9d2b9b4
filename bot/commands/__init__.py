"""What liaisons and admins ask for by command: one file each, listed in `registry`."""
