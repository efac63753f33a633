"""Templates, charts and queries that report and reading room share."""
