"""How long matching takes, and how much memory: one table for growing programmes, with others beside it.

    make bench-matching                    all sizes (the last ones take minutes)
    python benchmarks/matching.py 50 200   these sizes only

Each size runs in a process of its own on a SQLite file of its own, through the same steps as a real run.
Beside it, on the same people: SciPy's bare solver on the same matrix, a greedy matcher, and up to 500 the package
`mentor-match` from PyPI, installed into a throw-away environment. No test depends on times: machines differ.
"""

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SIZES = (50, 200, 500, 1000, 2000, 5000)
RIVAL_UP_TO = 500
REPEATED = 5
RIVAL_REPEATED = 3
LANGUAGES, SLOTS = (
    ["de", "en", "fr", "tr", "pl"],
    ["1am", "1pm", "2am", "2pm", "3am", "3pm", "4am", "4pm", "5am", "5pm"],
)


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rival = rival_python(Path(folder)) if min(sizes) <= RIVAL_UP_TO else None
        print(HEAD)
        for size in sizes:
            print(line(measured(size, rival, Path(folder))), flush=True)
    print(FOOT)


HEAD = (
    "pairs    load   score   solve   write   whole |  bare  whole/bare |  peak | placed (most)   total |"
    " greedy: placed  total | mentor-match:      s  placed   total   times faster\n" + "-" * 168
)
FOOT = (
    "\nSeconds; peak in MB for the whole process. bare: SciPy's linear_sum_assignment on the same matrix. most: maximum"
    "\ncardinality by Hopcroft-Karp. total: of the scores. greedy and mentor-match solve for the total alone; ours for"
    "\nthe total alone stands in brackets beside theirs. times faster: scoring and solving. mentor-match gets each rule"
    "\nand each criterion as a rule of its own, and the solver that pip installs with it today. Up to 500 score, solve,"
    "\nbare and mentor-match are medians of several runs. write: with the price of two alternatives for each proposal,"
    "\nup to 1000 proposals."
)


def measured(size: int, rival: Path | None, folder: Path) -> dict[str, Any]:
    out = subprocess.run(
        [sys.executable, __file__, "--one", str(size), str(folder)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "OPENBLAS_NUM_THREADS": "1",
            "DEBUG": "1",
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/{size}.sqlite3",
        },
    ).stdout
    found = json.loads(out.splitlines()[-1])
    if rival is not None and size <= RIVAL_UP_TO:
        found["rival"] = beside(rival, folder / f"{size}.json")
    return found


def line(r: dict[str, Any]) -> str:
    whole = r["load"] + r["score"] + r["solve"] + r["write"]
    text = (
        f"{r['size']:5} {r['load']:7.2f} {r['score']:7.3f} {r['solve']:7.3f} {r['write']:7.2f} {whole:7.2f} |"
        f"{r['bare']:6.3f} {whole / r['bare']:11.1f} |{r['peak']:6.0f} | {r['placed']:6}"
        f" ({r['most']:4}) {r['total']:7.1f} | {r['greedy_placed']:14} {r['greedy_total']:6.1f}"
    )
    if "rival" not in r:
        return text + " |             -"
    rival = r["rival"]
    return text + (
        f" | {rival['seconds']:19.1f} {rival['placed']:6} {rival['total']:8.1f} [{r['total_alone']:.1f}]"
        f" {rival['seconds'] / (r['score'] + r['solve']):8.0f}"
    )


# ---------------------------------------------------------------- one size, in a process of its own
def one(size: int, folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
    sys.path.insert(0, str(HERE.parent))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(steps(invented(size), size, folder)))


def steps(program: Any, size: int, folder: Path) -> dict[str, Any]:
    from django.utils import timezone

    from tandems.matching import runs
    from tandems.matching.fixed import fix
    from tandems.matching.loading import load, read_rules, rules_of
    from tandems.matching.scoring import score
    from tandems.matching.solver import complete
    from tandems.models import Leftover, MatchingRun, Proposal

    warm_up()
    run = MatchingRun.objects.create(program=program, parameters=rules_of(program), created_at=timezone.now())
    rules = read_rules(run.parameters)
    clock = Clock()
    loaded = load(program)
    fixed = fix(loaded, rules)
    pool = loaded.pool.in_order()
    clock.note("load")
    scores = clock.often("score", size, lambda: score(pool, rules))
    solution = clock.often("solve", size, lambda: complete(pool, scores, fixed.pairs))
    Proposal.objects.bulk_create(runs.proposals_of(run, loaded, rules, fixed, solution), batch_size=500)
    Leftover.objects.bulk_create(runs.leftovers_of(run, loaded, rules, solution), batch_size=500)
    clock.note("write")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"size": size, **clock.times, "peak": peak, "placed": len(solution.pairs), "total": solution.total}
    if size <= RIVAL_UP_TO:
        found["total_alone"] = complete(pool, scores, most_placed=False).total
        hand_over(pool, scores, folder / f"{size}.json")
    return found | others(pool, scores)


class Clock:
    def __init__(self) -> None:
        self.times: dict[str, float] = {}
        self.last = time.perf_counter()

    def note(self, name: str) -> None:
        now = time.perf_counter()
        self.times[name], self.last = now - self.last, now

    def often(self, name: str, size: int, work: Callable[[], Any]) -> Any:
        """Short work is done several times, and its median counts: what else the machine does falls less in weight."""
        times = []
        for _time in range(REPEATED if size <= RIVAL_UP_TO else 1):
            start = time.perf_counter()
            found = work()
            times.append(time.perf_counter() - start)
        self.times[name], self.last = statistics.median(times), time.perf_counter()
        return found


def warm_up() -> None:
    """Import NumPy and SciPy and wake their threads: a worker has done so with its first run."""
    from tandems.matching.facts import MenteeFacts, MentorFacts, Pool, Rules
    from tandems.matching.solver import solve

    both: dict[str, Any] = {"slots": frozenset(SLOTS), "languages": frozenset(LANGUAGES)}
    mentees = tuple(
        MenteeFacts(key=f"a{n}", person=n, level=1, wishes=((n % 9, 0), (9, 1)), offers=frozenset({n % 5}), **both)
        for n in range(400)
    )
    mentors = tuple(
        MentorFacts(key=f"b{n}", person=400 + n, level=5, skills={n % 9: 4, 9: 3}, hopes=frozenset({n % 5}), **both)
        for n in range(400)
    )
    solve(Pool(mentees=mentees, mentors=mentors), Rules(spans_organisations=True))


def others(pool: Any, scores: Any) -> dict[str, Any]:
    """The bare solver, the most that can be placed, and a greedy matcher."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    columns = np.repeat(np.arange(len(pool.mentors)), [mentor.capacity for mentor in pool.mentors])
    allowed, total = scores.allowed[:, columns], scores.total[:, columns]
    # an allowed pair is worth more than all scores together
    worth = np.where(allowed, total.astype(float) + min(total.shape) + 1, 0)
    clock = Clock()
    clock.often("bare", len(pool.mentees), lambda: linear_sum_assignment(worth, maximize=True))
    most = int((maximum_bipartite_matching(csr_array(allowed), perm_type="column") >= 0).sum())
    placed, points = greedy(np.where(allowed, total, -1))
    return {**clock.times, "most": most, "greedy_placed": placed, "greedy_total": points}


def greedy(total: Any) -> tuple[int, float]:
    """The best pair first, then the best of the rest, and so on."""
    import numpy as np

    rows, columns, points = set(), set(), 0.0
    for place in np.argsort(-total, axis=None):
        i, j = divmod(int(place), total.shape[1])
        if total[i, j] < 0 or len(rows) == total.shape[0]:
            break
        if i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            points += float(total[i, j])
    return len(rows), points


def invented(size: int) -> Any:
    """A programme with `size` mentees and `size` mentors of one company, the same for every run."""
    from people.models import Department, Organisation
    from programs.enums import DepartmentRule, ProgramState, TopicKind
    from programs.models import Program, Topic

    chance = random.Random(size)
    company = Organisation.objects.create(name="Bench")
    departments = [Department.objects.create(organisation=company, name=f"D{number}") for number in range(15)]
    program = Program.objects.create(
        slug="bench", name_en="Bench", state=ProgramState.OPEN, department_rule=DepartmentRule.DIFFERENT
    )
    learn = [Topic.objects.create(program=program, name_en=f"L{n}") for n in range(12)]
    give = [Topic.objects.create(program=program, name_en=f"G{n}", kind=TopicKind.EXCHANGE) for n in range(5)]
    people = _people(chance, company, departments, size)
    _sign_ups(chance, program, people, learn, give)
    _ruled_out(chance, program)
    return program


def _people(chance: random.Random, company: Any, departments: list[Any], size: int) -> list[Any]:
    from people.models import Person

    people = Person.objects.bulk_create(
        Person(
            email=f"p{number}@example.org",
            first_name="P",
            last_name=f"{number:05}",
            organisation=company,
            department=chance.choice(departments),
            site=chance.choice(["Heilbronn", "Neckarsulm", "Mosbach", "Sinsheim"]),
            level=chance.choice([1, 2, 2, 3, 3] if number < size else [3, 4, 4, 5]),
            spoken_languages=chance.sample(LANGUAGES, chance.randint(1, 3)),
        )
        for number in range(2 * size)
    )
    for number in range(size, 2 * size):
        people[number].manager = people[chance.randrange(size)]
    Person.objects.bulk_update(people[size:], ["manager"], batch_size=400)
    return people


def _sign_ups(chance: random.Random, program: Any, people: list[Any], learn: list[Any], give: list[Any]) -> None:
    from programs.enums import Mode, ParticipationState, Role
    from programs.models import Participation, TopicChoice

    half = len(people) // 2
    rows = Participation.objects.bulk_create(
        Participation(
            program=program,
            person=person,
            role=Role.MENTEE if number < half else Role.MENTOR,
            state=ParticipationState.SIGNED_UP,
            mode=chance.choice(Mode.values),
            slots=chance.sample(SLOTS, chance.randint(2, 5)),
        )
        for number, person in enumerate(people)
    )
    TopicChoice.objects.bulk_create(
        (
            TopicChoice(
                participation=row,
                topic=topic,
                level=chance.randint(0, 2) if row.role == Role.MENTEE else chance.randint(2, 4),
                priority=place,
            )
            for row in rows
            for place, topic in enumerate(chance.sample(learn, 3), start=1)
        ),
        batch_size=2000,
    )
    through = Participation.exchange.through
    through.objects.bulk_create(
        (through(participation=row, topic=topic) for row in rows for topic in chance.sample(give, 2)), batch_size=2000
    )


def _ruled_out(chance: random.Random, program: Any) -> None:
    """Every tenth mentee has been asked before, for every tenth HR has barred a pair, every tenth bars one silently."""
    from django.utils import timezone

    from programs import wishes
    from programs.enums import Role
    from programs.models import Participation
    from tandems.enums import PairRuleKind, TandemState
    from tandems.models import PairRule, Tandem

    rows = list(Participation.objects.filter(program=program).select_related("person").order_by("pk"))
    mentees = [row for row in rows if row.role == Role.MENTEE]
    mentors = [row for row in rows if row.role == Role.MENTOR]
    some = [chance.sample(mentees, len(mentees) // 10) for _time in range(3)]
    Tandem.objects.bulk_create(
        Tandem(
            program=program,
            mentee=mentee,
            mentor=chance.choice(mentors),
            state=TandemState.DECLINED,
            offered_at=timezone.now(),
            answer_until=timezone.now(),
            open_until=timezone.now(),
        )
        for mentee in some[0]
    )
    PairRule.objects.bulk_create(
        PairRule(program=program, mentee=mentee, mentor=chance.choice(mentors), kind=PairRuleKind.BAR)
        for mentee in some[1]
    )
    for mentee in some[2]:
        wishes.store(mentee, liked=(), out=[chance.choice(mentors).person])


# ---------------------------------------------------------------- the package beside it
def hand_over(pool: Any, scores: Any, path: Path) -> None:
    """The same people for the other package, and our scores to count its pairs by."""
    from people.lines import line_above

    def plain(facts: Any) -> dict[str, Any]:
        lists = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in vars(facts).items()}
        return lists | {"above": line_above(facts.person, pool.manager_of)}

    path.write_text(
        json.dumps(
            {
                "mentees": [plain(facts) for facts in pool.mentees],
                "mentors": [plain(facts) for facts in pool.mentors],
                **{name: sorted(getattr(pool, name)) for name in ("past", "barred", "silent")},
                "allowed": scores.allowed.tolist(),
                "total": [[round(float(value), 6) for value in row] for row in scores.total],
            }
        )
    )


def rival_python(folder: Path) -> Path | None:
    """The Python of a throw-away environment with mentor-match, None where it cannot be installed."""
    venv.create(folder / "rival", with_pip=True)
    python = folder / "rival/bin/python"
    installed = subprocess.run([python, "-m", "pip", "install", "-q", "mentor-match==7.0.1"], capture_output=True)
    if installed.returncode:
        print("mentor-match could not be installed: its columns stay empty.")
        return None
    return python


def beside(python: Path, path: Path) -> dict[str, Any]:
    """Its median run."""

    def once() -> dict[str, Any]:
        # -P: this folder has a matching.py too
        command = [python, "-P", HERE / "mentor_match.py", path]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        return json.loads(out.splitlines()[-1])

    runs = sorted((once() for _time in range(RIVAL_REPEATED)), key=lambda run: run["seconds"])
    return runs[RIVAL_REPEATED // 2]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
