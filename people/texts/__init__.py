"""Words on a page: which language they are taken in, and how people's own text is formatted."""
