"""HR's files of employees: read, checked, shown, applied. Nothing is imported in part by accident."""
