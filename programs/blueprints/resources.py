"""A blueprint's section `resources`: links and short pages for those who take part."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.models import Person
from programs.blueprints.sections import Data, Section
from programs.models import Program, Resource

MOST = 60
KNOWN = ("title_de", "title_en", "text_de", "text_en", "link", "role")
LONGEST = 20_000


def check(data: Data) -> list[str]:
    found = [_("There is no setting “%(name)s”.") % {"name": name} for name in sorted(set(data) - {"list"})]
    rows = data.get("list", [])
    if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
        return [*found, _("“%(name)s” must be a list of at most %(most)s rows.") % {"name": "list", "most": MOST}]
    return found + [problem for row in rows for problem in _wrong(row)]


def _wrong(row: Data) -> list[str]:
    unknown = sorted(set(row) - set(KNOWN))
    if unknown:
        return [_("There is no setting “%(name)s”.") % {"name": name} for name in unknown]
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in row.values()):
        return [_("A resource has a value that is not possible.")]
    try:
        resource = Resource(**row)
        resource.clean_fields(exclude={"program"})
        resource.validate_constraints(exclude={"program"})
    except ValidationError as error:
        return [f"{row.get('title_en') or row.get('title_de') or _('Resource')}: {text}" for text in error.messages]
    return []


def set_up(program: Program, data: Data, actor: Person, now: datetime) -> None:
    Resource.objects.bulk_create(
        Resource(program=program, position=position, **{name: text.strip() for name, text in row.items()})
        for position, row in enumerate(data.get("list", []))
    )


def write_down(program: Program) -> Data:
    return {
        "list": [
            {name: str(getattr(row, name)) for name in KNOWN if getattr(row, name)} for row in program.resources.all()
        ]
    }


SECTION = Section(name="resources", check=check, set_up=set_up, write_down=write_down)
