"""The same people with the package mentor-match, by the same rules and weights. Runs in an environment of its own.

Every rule and every criterion is one rule of the package, as its manual has it. What it can have beforehand it has:
sets instead of lists, the reporting line walked once for each person. The clock runs for its scoring and its solving.
The package goes through its rules from the last one to the first: musts stand last, so that no pair is scored that
they leave out.
"""

import json
import sys
import time
from importlib.metadata import version

import matching.rules.rule as rl
from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import generate_match_matrix, match_and_assign_participants

WEIGHTS = {"topics": 10, "exchange": 6, "department": 3, "language": 2, "place": 4, "times": 4}
SETS = ("languages", "slots", "offers", "hopes", "above")


class Share(rl.Rule):
    """A criterion that fits more or less. The package adds whole numbers."""

    def __init__(self, name, share):
        super().__init__()
        self.points = points(name)
        self.share = share

    def apply(self, match):
        return round(self.points * self.share(match.mentee, match.mentor))

    def evaluate(self, match):
        return self.share(match.mentee, match.mentor) > 0


def points(name):
    return 1_000_000 * WEIGHTS[name] / sum(WEIGHTS.values())


def topics(mentee, mentor):
    return sum(
        weight * max(mentor.skills.get(topic, 0) - level, 0) / (4 - level) for topic, level, weight in mentee.wishes
    )


def exchange(mentee, mentor):
    return len(mentor.hopes & mentee.offers) / len(mentor.hopes)


def language(mentee, mentor):
    return len(mentee.languages & mentor.languages) / len(mentee.languages)


def times(mentee, mentor):
    return min(len(mentee.slots & mentor.slots), 3) / 3


def place(mentee, mentor):
    if mentee.mode != "online" and mentor.mode != "online" and mentee.site == mentor.site:
        return 1
    if mentee.mode == "in_person" or mentor.mode == "in_person":
        return 0
    return 1 if mentee.mode == "online" or mentor.mode == "online" else 0.5


def rules_for(past, barred, silent):
    def pair(match):
        return match.mentee.email, match.mentor.email

    return [
        Share("topics", topics),
        Share("exchange", exchange),
        rl.Generic({True: round(points("department")), False: 0}, lambda m: m.mentee.department != m.mentor.department),
        Share("language", language),
        Share("place", place),
        Share("times", times),
        rl.Disqualify(lambda m: m.mentee.slots.isdisjoint(m.mentor.slots)),
        rl.Disqualify(lambda m: place(m.mentee, m.mentor) == 0),
        rl.Disqualify(lambda m: m.mentee.languages.isdisjoint(m.mentor.languages)),
        rl.Disqualify(lambda m: pair(m) in silent),
        rl.Disqualify(lambda m: pair(m) in past),
        rl.Disqualify(lambda m: pair(m) in barred),
        rl.Disqualify(lambda m: m.mentee.organisation != m.mentor.organisation),
        rl.Disqualify(lambda m: m.mentee.person in m.mentor.above or m.mentor.person in m.mentee.above),
        rl.Disqualify(lambda m: m.mentee.grade >= m.mentor.grade),
    ]


def main(path):
    with open(path) as file:
        data = json.load(file)
    rules = rules_for(*({tuple(pair) for pair in data[name]} for name in ("past", "barred", "silent")))
    mentees, mentors = people(Mentee, data["mentees"]), people(Mentor, data["mentors"])
    start = time.perf_counter()
    matrix = generate_match_matrix(mentors, mentees, rules)
    scored = time.perf_counter()
    match_and_assign_participants(matrix)
    solved = time.perf_counter()
    pairs = [(i, mentor.number) for i, mentee in enumerate(mentees) for mentor in mentee.mentors]
    assert all(data["allowed"][i][j] for i, j in pairs)
    found = {"placed": len(pairs), "total": sum(data["total"][i][j] for i, j in pairs)}
    times = {"score": scored - start, "solve": solved - scored, "seconds": solved - start}
    print(json.dumps(found | times | {"solver": version("munkres")}))


def people(kind, rows):
    found = []
    for number, facts in enumerate(rows):
        person = kind(grade=facts["level"], email=facts["key"], organisation=facts["organisation"])
        for name in ("person", "department", "site", "mode"):
            setattr(person, name, facts[name])
        for name in SETS:
            setattr(person, name, frozenset(facts.get(name, ())))
        person.number = number
        person.skills = {int(topic): level for topic, level in facts.get("skills", {}).items()}
        person.wishes = weighted(facts.get("wishes", ()))
        found.append(person)
    return found


def weighted(wishes):
    whole = sum(1 / place for place in range(1, len(wishes) + 1))
    return [(topic, level, 1 / place / whole) for place, (topic, level) in enumerate(wishes, start=1)]


if __name__ == "__main__":
    main(sys.argv[1])
