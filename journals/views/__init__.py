"""The pages of the journal. HR has none here."""
