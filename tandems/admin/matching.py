"""Matching in HR's admin site: start a run, watch it, review what it proposes, release it."""
