"""The demo: invented people in two companies, three programmes told through the same actions that people trigger, and a
mailbox that shows what they are sent."""


def logins() -> list[str]:
    """One line for each role: who it is, address and password."""
    from mentoring.demo import cast

    return [f"  {login.role!s:28} {login.email:48} {cast.PASSWORD}" for login in cast.logins()]
