"""WARC files: written whole, indexed, packed and verified."""
