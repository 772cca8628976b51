"""Sign-ups out of a file that HR uploads: read, examine, show. Writing is left to `programs.actions`."""
