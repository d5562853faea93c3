"""The forms of the case page."""

from moderation.cases.forms.answers import (
    HEARD_BY_WORDS,
    AnswerForm,
    AstrayForm,
    CloseForm,
    ConcernForm,
    ReasonForm,
    ReplyForm,
    UndoForm,
)
from moderation.cases.forms.fields import OUTCOME_WORDS
from moderation.cases.forms.finding import FindingForm
from moderation.cases.forms.incident import NOBODY, IncidentForm, ScreenshotsForm
from moderation.cases.forms.measure import LIMIT_WORDS, MeasureForm

__all__ = [
    "HEARD_BY_WORDS",
    "LIMIT_WORDS",
    "NOBODY",
    "OUTCOME_WORDS",
    "AnswerForm",
    "AstrayForm",
    "CloseForm",
    "ConcernForm",
    "FindingForm",
    "IncidentForm",
    "MeasureForm",
    "ReasonForm",
    "ReplyForm",
    "ScreenshotsForm",
    "UndoForm",
]
