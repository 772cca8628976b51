"""The steps of signing up. Each form checks what it asks and hands the rest to the actions, which know the rules."""

from programs.forms.consent import ConsentForm
from programs.forms.frame import FrameForm
from programs.forms.role import RoleForm
from programs.forms.step import StepForm
from programs.forms.topics import TopicsForm

__all__ = ["ConsentForm", "FrameForm", "RoleForm", "StepForm", "TopicsForm"]
