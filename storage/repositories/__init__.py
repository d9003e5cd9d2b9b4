"""Named queries, by noun. Rows they return stay readable after the unit of work has ended."""
