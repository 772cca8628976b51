"""Reflection surveys: questionnaires in versions, waves that follow the programme, anonymous answers."""

from evaluation.surveys.answering import AlreadyAnswered, InvalidAnswers, SurveyClosed, decline, submit
from evaluation.surveys.loading import load_questionnaires
from evaluation.surveys.waves import invite, open_waves

__all__ = [
    "AlreadyAnswered",
    "InvalidAnswers",
    "SurveyClosed",
    "decline",
    "invite",
    "load_questionnaires",
    "open_waves",
    "submit",
]
