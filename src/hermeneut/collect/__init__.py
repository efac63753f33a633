"""Collecting: where writing comes in and is kept as evidence; the only room with network."""
