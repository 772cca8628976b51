"""Questionnaires, waves, invitations, and answers that share nothing with the invitations."""

from evaluation.models.changes import FeedbackChange
from evaluation.models.published import PublishedFigures
from evaluation.models.questionnaire import Approval, Question, Questionnaire
from evaluation.models.survey import Answer, Invitation, Response, Wave

__all__ = [
    "Answer",
    "Approval",
    "FeedbackChange",
    "Invitation",
    "PublishedFigures",
    "Question",
    "Questionnaire",
    "Response",
    "Wave",
]
