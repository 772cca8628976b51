"""The tandems floor in HR's admin site."""

from tandems.admin import matching

__all__ = ["matching"]
