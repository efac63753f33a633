"""Checking: samples, codings, agreement, and estimates that survive both."""
