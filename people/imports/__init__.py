"""HR's files of employees: read, checked, shown, applied. Nothing is imported in part by accident.

`check_file` and `apply_import` are the doors; `readers` is shared with other imports and knows nothing of employees.
"""

from people.imports.apply import apply_import, check_file, discard, recheck

__all__ = ["apply_import", "check_file", "discard", "recheck"]
