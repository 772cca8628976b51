"""A programme: its goals, topics, rules, team, and the people who take part."""

from programs.models.assessment import SelfAssessment
from programs.models.blueprint import Blueprint
from programs.models.briefing import Briefing, BriefingRead
from programs.models.community import Resource, TopicContact
from programs.models.concern import Concern, ConcernMessage
from programs.models.consent_text import ConsentText
from programs.models.event import Event, EventReply
from programs.models.goal import Goal
from programs.models.manager_consent import ManagerConsent
from programs.models.participation import Consent, PairWish, Participation, SignUpImport, TopicChoice
from programs.models.pool import PoolMember
from programs.models.program import Program
from programs.models.team import TeamMember
from programs.models.topic import Topic
from programs.models.waiting import WaitingEntry

__all__ = [
    "Blueprint",
    "Briefing",
    "BriefingRead",
    "Concern",
    "ConcernMessage",
    "Consent",
    "ConsentText",
    "Event",
    "EventReply",
    "Goal",
    "ManagerConsent",
    "PairWish",
    "Participation",
    "PoolMember",
    "Program",
    "Resource",
    "SelfAssessment",
    "SignUpImport",
    "TeamMember",
    "Topic",
    "TopicChoice",
    "TopicContact",
    "WaitingEntry",
]
