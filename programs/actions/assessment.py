"""A participant says where they stand in the programme's topics. Nothing of it is audited, nothing is counted."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.errors import ActionError, NotAllowed
from people.models import Person
from people.times.clock import day_of
from programs.enums import SkillLevel, TopicKind
from programs.models import Participation, SelfAssessment, Topic


@transaction.atomic
def assess_oneself(
    *, participation: Participation, person: Person, levels: Mapping[Topic, int], now: datetime
) -> SelfAssessment:
    """Keep `person`'s picture of today: a level from 0 to 4 for each topic they say something about.

    A second picture on the same day replaces the first; earlier days stay. Raises NotAllowed for anyone else's
    participation, ActionError for an empty picture or a topic of another programme.
    """
    if participation.person_id != person.pk:
        raise NotAllowed
    if not levels:
        raise ActionError(_("Please say something about one topic at least."))
    if any(topic.program_id != participation.program_id or topic.kind != TopicKind.LEARN for topic in levels):
        raise ActionError(_("This topic is not one of the programme."))
    if any(level not in SkillLevel.values for level in levels.values()):
        raise ActionError(_("Please choose one of the levels."))
    said = {str(topic.pk): level for topic, level in levels.items()}
    picture, _created = SelfAssessment.objects.update_or_create(
        participation=participation, day=day_of(now), defaults={"taken_at": now, "stored": json.dumps(said)}
    )
    return picture
