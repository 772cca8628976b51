"""What HR sees of surveys: waves with their answer rates, questionnaires, and what each programme asks when.

SECURITY: invitations, responses, answers and published figures are registered nowhere; results are on the dashboards.
"""

from evaluation.admin.changes import FeedbackChangeAdmin
from evaluation.admin.goals import GoalValueAdmin
from evaluation.admin.questionnaires import QuestionnaireAdmin
from evaluation.admin.waves import WaveAdmin

__all__ = ["FeedbackChangeAdmin", "GoalValueAdmin", "QuestionnaireAdmin", "WaveAdmin"]
