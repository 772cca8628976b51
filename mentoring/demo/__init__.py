"""The demo: invented people in two companies, and a mailbox that shows what they are sent."""


def logins() -> list[str]:
    """One line for each role: who it is, address and password."""
    return []
