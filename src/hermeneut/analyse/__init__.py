"""Analysing: from tables to results with their evidence."""
