"""One request over HTTP, within bounds, to the open web alone."""
