"""Where writing may be: sources of candidates, one a file; none fetches what it points to."""
