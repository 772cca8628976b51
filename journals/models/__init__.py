"""What the two write down. Their text is ciphertext in the database and is registered in no admin.

The one exception are released insights: sentences without a name, for everyone in the programme.
"""

from journals.models.draft import Draft
from journals.models.entry import Entry
from journals.models.insight import Insight, InsightProposal
from journals.models.steps import ListItem, NextStep

__all__ = ["Draft", "Entry", "Insight", "InsightProposal", "ListItem", "NextStep"]
