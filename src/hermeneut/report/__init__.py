"""The report: static pages that open from disk, in which every number opens its evidence."""

from .build import build

__all__ = ["build"]
