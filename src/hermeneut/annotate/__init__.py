"""Annotating: from texts to spans."""
