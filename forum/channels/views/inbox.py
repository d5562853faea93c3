"""The staff's inbox: what people told the school, how far each is, and what can be done."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from forum.accounts import queries as people
from forum.accounts.current import me
from forum.accounts.models import User
from forum.channels import answering, forms, queries, recipients
from forum.channels.confidence import answers_nothing, may_pass_on, may_read
from forum.channels.models import Concern, ConcernKind, ConcernState
from forum.errors import NotAllowed, NotFound, Refused
from forum.extensions import db, moderation
from forum.form_problems import show_problems
from forum.permissions import Permission, may, requires
from moderation import clock

E = TypeVar("E", ConcernKind, ConcernState)
blueprint = Blueprint("inbox", __name__, url_prefix="/admin/messages")

Page = str | tuple[str, int] | Response
_FORMS: dict[str, type[forms.ActForm]] = {
    "take": forms.ActForm,
    "reply": forms.ReplyForm,
    "answered": forms.RecordForm,
    "pass": forms.PassForm,
    "agenda": forms.AgendaForm,
    "close": forms.CloseForm,
}


@blueprint.get("")
@requires(Permission.SIGNED_IN)
def messages() -> str:
    """What waits for an answer and what has had one, as far as this person reads it."""
    kind, state = _one_of(ConcernKind, "kind"), _one_of(ConcernState, "state")
    reader = me()
    found = queries.concerns(kind, state, addressed_to=reader if answers_nothing(reader) else None)
    readable = [concern for concern in found if may_read(concern, reader)]
    _refuse_strangers(reader)
    return render_template(
        "channels/messages.html",
        concerns=readable,
        is_own=answers_nothing(reader),
        with_chair=_with_chair(found),
        nobody_is_chair=not people.people_holding(Permission.READ_CONCERNS_ABOUT_HEAD),
        kinds=ConcernKind,
        states=ConcernState,
        kind=kind,
        state=state,
        now=clock.now(),
    )


@blueprint.get("/agenda")
@requires(Permission.READ_CONCERNS)
def agenda() -> str:
    """What is put down for a meeting, to be printed: no names, the next meeting unless asked."""
    meetings = queries.meetings()
    today = clock.now().astimezone(moderation.policy.school.zone).date()
    coming = [day for day in meetings if day >= today]
    wanted = _day(request.args.get("on", ""))
    day = wanted or (coming[-1] if coming else next(iter(meetings), None))
    items = queries.agenda(day) if day else ()
    return render_template("channels/agenda.html", meetings=meetings, day=day, items=items)


@blueprint.get("/<int:concern_id>")
@requires(Permission.SIGNED_IN)
def message(concern_id: int) -> str:
    """One message, what was done with it, and what this person can do."""
    return _page(_concern(concern_id))


@blueprint.post("/<int:concern_id>/take")
@requires(Permission.SIGNED_IN)
def take(concern_id: int) -> Page:
    """I look at it."""
    return _act(concern_id, "take", lambda concern, _, by: answering.take(concern, **by))


@blueprint.post("/<int:concern_id>/pass")
@requires(Permission.SIGNED_IN)
def pass_on(concern_id: int) -> Page:
    """Give it to the person meant."""

    def act(concern: Concern, form: forms.ActForm, by: answering.By) -> None:
        chosen = str(form["recipient"].data or "")
        answering.pass_on(concern, int(chosen) if chosen.isdecimal() else 0, **by)

    return _act(concern_id, "pass", act)


@blueprint.post("/<int:concern_id>/reply")
@requires(Permission.SIGNED_IN)
def reply(concern_id: int) -> Page:
    """Answer where its writer reads it."""
    return _act(
        concern_id,
        "reply",
        lambda concern, form, by: answering.reply(concern, form["words"].data, **by),
    )


@blueprint.post("/<int:concern_id>/answered")
@requires(Permission.SIGNED_IN)
def answered(concern_id: int) -> Page:
    """Somebody has answered it, by mail, by telephone or in person."""
    return _act(
        concern_id,
        "answered",
        lambda concern, form, by: answering.record_answer(concern, form["note"].data, **by),
    )


@blueprint.post("/<int:concern_id>/agenda")
@requires(Permission.READ_CONCERNS)
def put_on_agenda(concern_id: int) -> Page:
    """Put it down for a meeting."""
    return _act(
        concern_id,
        "agenda",
        lambda concern, form, by: answering.put_on_agenda(
            concern, form["meeting_on"].data, form["wording"].data, **by
        ),
    )


@blueprint.post("/<int:concern_id>/close")
@requires(Permission.SIGNED_IN)
def close(concern_id: int) -> Page:
    """Nothing more is to be done."""
    return _act(
        concern_id,
        "close",
        lambda concern, form, by: answering.close(concern, form["outcome"].data, **by),
    )


def _act(
    concern_id: int, name: str, act: Callable[[Concern, forms.ActForm, answering.By], None]
) -> Page:
    """One act on one message: as its form says, or the page again with what is to be mended."""
    concern, form = _concern(concern_id), _FORMS[name]()
    if not form.validate():
        return _page(concern, **{name: form}), 422
    version = form.version.data if form.version.data is not None else -1
    try:
        act(concern, form, {"version": version, "person": me()})
    except Refused as refusal:
        show_problems(form, refusal)
        return _page(concern, **{name: form}), 422
    db.session.commit()
    flash("Done. It is on record.")
    return redirect(url_for("inbox.message", concern_id=concern_id), 303)


def _page(concern: Concern, **sent: forms.ActForm) -> str:
    """The page with its forms; one that was sent comes back with its words and what to mend."""
    shown = {name: sent.get(name) or form(formdata=None) for name, form in _FORMS.items()}
    passing = shown["pass"]
    passing["recipient"].choices = [
        SelectChoice(str(user.id), user.display_name) for user in recipients.staff_with_accounts()
    ]
    return render_template(
        "channels/message.html",
        concern=concern,
        forms=shown,
        sent=next(iter(sent.values()), None),
        may_pass_on=may_pass_on(concern, me()),
        is_own=concern.person_id == me().id,
        now=clock.now(),
    )


def _with_chair(found: Sequence[Concern]) -> int:
    """How many complaints about the head wait where this person does not read them."""
    reader = me()
    if not may(reader.roles, Permission.READ_CONCERNS):
        return 0
    return sum(each.about_head and not may_read(each, reader) for each in found)


def _refuse_strangers(reader: User) -> None:
    """`NotAllowed` for whoever has no office here, receives nothing, and was passed nothing."""
    is_addressed = may(reader.roles, Permission.RECEIVE_CONCERNS) or queries.concerns(
        addressed_to=reader
    )
    if answers_nothing(reader) and not is_addressed:
        raise NotAllowed("These messages are for the people at school who answer them.")


def _one_of(kinds: type[E], name: str) -> E | None:
    wanted = request.args.get(name, "")
    return kinds(wanted) if wanted in set(kinds) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _concern(concern_id: int) -> Concern:
    found = queries.concern(concern_id)
    if found is None or not may_read(found, me()):
        _refuse_strangers(me())
        raise NotFound("There is no such message for you.")
    return found
