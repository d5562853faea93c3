"""Named refusals, each with the status a web page gives and words a person can act on."""

from collections.abc import Sequence


class ModerationError(Exception):
    """Something was refused. `str()` says why and what to do, in plain English."""

    status = 400
    title = "That did not work"


class SignInNeeded(ModerationError):
    """Nobody is signed in."""

    status = 401
    title = "Please sign in"


class NotAllowed(ModerationError):
    """This person may not do this."""

    status = 403
    title = "This is not open to you"


class ConflictOfInterest(NotAllowed):
    """This person wrote it, is named in it, or reported it (domain model X10)."""

    title = "Someone else decides this one"


class TriageNeeded(NotAllowed):
    """It waits at another desk: with those who look first (clause E1, E6), or with the chair."""

    title = "This one is with somebody else"


class Restricted(NotAllowed):
    """A restriction or block in force does not allow this (clause H4)."""

    title = "Your use of the forum is limited"


class NotFound(ModerationError):
    """Not there, or not visible to this person: the two are never told apart."""

    status = 404
    title = "There is nothing here for you"


class AlreadyDecided(ModerationError):
    """Someone else was first; `str()` says who and what they decided."""

    status = 409
    title = "Someone was first"


class Refused(ModerationError):
    """The request breaks a rule of the policy. `problems` maps a field to what to mend."""

    status = 422
    title = "A few things to mend first"

    def __init__(self, problems: dict[str, str], missing: Sequence[str] = ()) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems
        self.missing = tuple(missing)


class NotChanged(ModerationError):
    """The change is no longer possible because of the state things are in."""

    status = 409
    title = "That can no longer be done"


class TooMany(ModerationError):
    """Too many tries; `str()` says when to come back."""

    status = 429
    title = "A short pause, please"
