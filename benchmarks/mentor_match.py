"""The same people with the package mentor-match, by the same rules and weights. Runs in an environment of its own."""

import json
import sys
import time

import matching.rules.rule as rl
from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import generate_match_matrix, match_and_assign_participants

WEIGHTS = {"topics": 10, "exchange": 6, "department": 3, "language": 2, "place": 4, "times": 4}


class Score(rl.Rule):
    """Our shares as one rule: the package adds whole numbers."""

    def apply(self, match):
        shares = shares_of(match.mentee.facts, match.mentor.facts)
        return round(1000 * sum(WEIGHTS[name] * share for name, share in shares.items()) / sum(WEIGHTS.values()))

    def evaluate(self, match):
        return True


def shares_of(mentee, mentor):
    gain = whole = 0
    for place, (topic, level) in enumerate(mentee["wishes"], start=1):
        whole += 1 / place
        gain += max(mentor["skills"].get(str(topic), 0) - level, 0) / (4 - level) / place
    hopes = set(mentor["hopes"])
    return {
        "topics": gain / whole,
        "exchange": len(hopes & set(mentee["offers"])) / len(hopes),
        "department": mentee["department"] != mentor["department"],
        "language": len(set(mentee["languages"]) & set(mentor["languages"])) / len(mentee["languages"]),
        "place": place_of(mentee, mentor),
        "times": min(len(set(mentee["slots"]) & set(mentor["slots"])), 3) / 3,
    }


def place_of(mentee, mentor):
    modes = {mentee["mode"], mentor["mode"]}
    if "online" not in modes and mentee["site"] == mentor["site"]:
        return 1
    return 0 if "in_person" in modes else 1 if "online" in modes else 0.5


def line_above(person, manager_of):
    seen = set()
    while (person := manager_of.get(str(person))) is not None and person not in seen:
        seen.add(person)
    return seen


def main(path):
    with open(path) as file:
        data = json.load(file)
    mentees, mentors = people(Mentee, data["mentees"]), people(Mentor, data["mentors"])
    managers = data["manager_of"]
    rules = [
        Score(),
        rl.Disqualify(lambda m: m.mentee.facts["level"] >= m.mentor.facts["level"]),
        rl.Disqualify(lambda m: m.mentee.facts["person"] in line_above(m.mentor.facts["person"], managers)),
        rl.Disqualify(lambda m: m.mentor.facts["person"] in line_above(m.mentee.facts["person"], managers)),
        rl.Disqualify(lambda m: not set(m.mentee.facts["languages"]) & set(m.mentor.facts["languages"])),
        rl.Disqualify(lambda m: place_of(m.mentee.facts, m.mentor.facts) == 0),
        rl.Disqualify(lambda m: not set(m.mentee.facts["slots"]) & set(m.mentor.facts["slots"])),
    ]
    start = time.perf_counter()
    match_and_assign_participants(generate_match_matrix(mentors, mentees, rules))
    seconds = time.perf_counter() - start
    pairs = [(i, mentor.number) for i, mentee in enumerate(mentees) for mentor in mentee.mentors]
    assert all(data["allowed"][i][j] for i, j in pairs)
    print(json.dumps({"seconds": seconds, "placed": len(pairs), "total": sum(data["total"][i][j] for i, j in pairs)}))


def people(kind, rows):
    found = []
    for number, facts in enumerate(rows):
        person = kind(grade=facts["level"], email=facts["key"])
        person.facts, person.number = facts, number
        found.append(person)
    return found


if __name__ == "__main__":
    main(sys.argv[1])
