"""The demo: invented people in two companies, three programmes told through the same actions that people trigger, and a
mailbox that shows what they are sent."""


def logins() -> list[str]:
    """One line for each role: who it is, address and password."""
    from mentoring.demo import cast

    logins = cast.usable()
    roles = max((len(str(one.role)) for one in logins), default=0)
    addresses = max((len(one.email) for one in logins), default=0)
    return [f"  {one.role!s:{roles}}  {one.email:{addresses}}  {cast.PASSWORD}" for one in logins]
