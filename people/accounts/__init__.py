"""Signing in and what hangs on it: sessions, whose address counts, the proof that it is still them, words sent after a session had ended."""
