"""Questionnaires, waves, invitations, and answers that share nothing with the invitations."""

from evaluation.models.published import PublishedFigures
from evaluation.models.questionnaire import Approval, Question, Questionnaire
from evaluation.models.survey import Answer, Invitation, Response, Wave

__all__ = ["Answer", "Approval", "Invitation", "PublishedFigures", "Question", "Questionnaire", "Response", "Wave"]
