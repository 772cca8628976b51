"""What the demo's programmes suggest for agreements: the wording of the blueprint that each of them could come from."""

from programs import blueprints
from programs.enums import TeamRole
from programs.models import Program
from tandems.wording import set_wording

BLUEPRINTS = {
    "digital-auf-augenhoehe": "digital",
    "perspektivwechsel": "inclusion",
    "junior-board": "innovation",
    "werkstatt-digital": "tool",
}


def suggest_wording(program: Program) -> None:
    manager = program.team.filter(role=TeamRole.MANAGER).select_related("person").get().person
    sentences = blueprints.ours()[BLUEPRINTS[program.slug]].sections["agreement"]
    set_wording(program=program, sentences=sentences, actor=manager)
