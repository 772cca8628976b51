"""Questionnaires, waves, invitations, and answers that share nothing with the invitations."""

from evaluation.models.changes import FeedbackChange
from evaluation.models.goals import GoalValue
from evaluation.models.groups import Placement
from evaluation.models.prepared import PreparedCounts
from evaluation.models.published import PublishedFigures
from evaluation.models.questionnaire import Approval, Question, Questionnaire
from evaluation.models.survey import Answer, Invitation, Response, Wave

__all__ = [
    "Answer",
    "Approval",
    "FeedbackChange",
    "GoalValue",
    "Invitation",
    "Placement",
    "PreparedCounts",
    "PublishedFigures",
    "Question",
    "Questionnaire",
    "Response",
    "Wave",
]
