"""Who plays which part: people of the bank who are in the file of employees and not in the file of sign-ups."""

from mentoring.tests.chain.story import BANK, SIGN_UPS, read

_signed_up = {row["E-Mail"] for row in read(SIGN_UPS)}
EMPLOYEES = {row["E-Mail"]: row for row in read(BANK)}
_FREE = {address: row for address, row in EMPLOYEES.items() if address not in _signed_up}


def _free(level: str, number: int) -> str:
    return [address for address, row in _FREE.items() if row["Ebene"] == level][number]


HR = _free("4", 0)
CONTACT = _free("4", 1)
LATECOMER = _free("4", 2)  # signs up in the browser
SPONSOR = _free("1", 0)
LEADERSHIP = _free("1", 1)
JOINT = {
    (row["E-Mail"], row["Gemeinsame Anmeldung mit"])
    for row in read(SIGN_UPS)
    if row["Rolle"] == "Mentee" and row["Gemeinsame Anmeldung mit"]
}


def level(address: str) -> int:
    return int(EMPLOYEES[address]["Ebene"])


def line_above(address: str) -> set[str]:
    """Personnel numbers of everyone above."""
    by_number = {row["Personalnummer"]: row for row in EMPLOYEES.values()}
    found: set[str] = set()
    number = EMPLOYEES[address]["Vorgesetzte/r (Personalnummer)"]
    while number and number not in found:
        found.add(number)
        number = by_number[number]["Vorgesetzte/r (Personalnummer)"]
    return found


def are_in_one_line(one: str, other: str) -> bool:
    numbers = {address: EMPLOYEES[address]["Personalnummer"] for address in (one, other)}
    return numbers[one] in line_above(other) or numbers[other] in line_above(one)
