"""Signing in and what hangs on it: sessions, which address counts, proof of who it is, words sent without a session."""
