"""Reading: from a capture to a document and its text."""
