"""The tandems floor in HR's admin site."""

from tandems.admin import matching, tandems

__all__ = ["matching", "tandems"]
