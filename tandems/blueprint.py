"""A blueprint's section `meetings`: the session guides in the order of the meetings."""

from datetime import datetime

from django.utils.translation import gettext as _

from people.models import Person
from programs.blueprints import Section
from programs.models import Program
from tandems.guides import guides
from tandems.models import Course

Data = dict[str, object]
MOST = 60


def check(data: Data) -> list[str]:
    found = [_("There is no setting “%(name)s”.") % {"name": name} for name in sorted(set(data) - {"guides"})]
    slugs = data.get("guides", [])
    if not isinstance(slugs, list) or len(slugs) > MOST:
        return [*found, _("“%(name)s” must be a list of at most %(most)s rows.") % {"name": "guides", "most": MOST}]
    unknown = [slug for slug in slugs if slug != "" and slug not in guides()]
    return [*found, *[_("There is no session guide “%(name)s”.") % {"name": slug} for slug in unknown]]


def set_up(program: Program, data: Data, actor: Person, now: datetime) -> None:
    Course.objects.update_or_create(program=program, defaults={"guides": data.get("guides", [])})


def write_down(program: Program) -> Data:
    course = Course.objects.filter(program=program).first()
    return {"guides": course.guides if course else []}


SECTION = Section(name="meetings", check=check, set_up=set_up, write_down=write_down)
