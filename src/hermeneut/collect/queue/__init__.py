"""The frontier on disk: what is to be fetched, what was asked, what failed."""
