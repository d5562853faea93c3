"""Every kind of fault: one edit of the shipped file each, and what has to be said of it."""

from dataclasses import dataclass

from tests.moderation.policy.editing import SHIPPED, edited

RESTRICT, BLOCK = "[measures.restrict]", "[measures.block]"
WARNING, REQUEST = "[measures.written_warning]", "[measures.removal_request]"
TALK = "[measures.informal_discussion]"


def category(name: str) -> str:
    """How a category begins in the file."""
    return f'[[categories]]\nid = "{name}"'


@dataclass(frozen=True)
class Case:
    """The first `old` that follows `after` becomes `new`: where the fault is and what it says."""

    name: str
    after: str
    old: str
    new: str
    where: str
    clause: str
    says: str

    @property
    def text(self) -> str:
        return edited(self.after, self.old, self.new)

    @property
    def line(self) -> int:
        """Where the key stands in what was written, or else where the writing begins."""
        key = self.where.rsplit(" ", 1)[-1]
        begins = SHIPPED.index(self.old, SHIPPED.index(self.after))
        return self.text.count("\n", 0, begins + max(0, self.new.find(key))) + 1


# fmt: off
LOCKED = [
    Case("report_within_hours = 96", "[data_protection]", "report_within_hours = 72",
         "report_within_hours = 96", "[data_protection] report_within_hours", "B2", "The law says so"),
    Case('restrict venue = "facebook"', RESTRICT, 'venue = "this_forum"', 'venue = "facebook"',
         f"{RESTRICT} venue", "H4", "Only what was posted on this forum counts here."),
    Case('restrict scope = "all_sites"', RESTRICT, 'scope = "this_forum"', 'scope = "all_sites"',
         f"{RESTRICT} scope", "H4", "this forum and nothing else"),
    Case('restrict subject = "household"', RESTRICT, 'subject = "individual"',
         'subject = "household"', f"{RESTRICT} subject", "H4", "never a family"),
    Case("restrict end_date_required = false", RESTRICT, "end_date_required = true",
         "end_date_required = false", f"{RESTRICT} end_date_required", "H4",
         "It always ends. Write true."),
    Case("restrict gate = false", RESTRICT, "gate = true", "gate = false", f"{RESTRICT} gate", "H4",
         "Write true."),
    Case('block venue = "facebook"', BLOCK, 'venue = "this_forum"', 'venue = "facebook"',
         f"{BLOCK} venue", "H4", "Only what was posted on this forum counts here."),
    Case('block scope = "all_sites"', BLOCK, 'scope = "this_forum"', 'scope = "all_sites"',
         f"{BLOCK} scope", "H4", "this forum and nothing else"),
    Case('block subject = "household"', BLOCK, 'subject = "individual"', 'subject = "household"',
         f"{BLOCK} subject", "H4", "never a family"),
    Case("block end_date_required = false", BLOCK, "end_date_required = true",
         "end_date_required = false", f"{BLOCK} end_date_required", "H4",
         "It always ends. Write true."),
    Case("block gate = false", BLOCK, "gate = true", "gate = false", f"{BLOCK} gate", "H4",
         "Write true."),
    Case("block two_person = false", BLOCK, "two_person = true", "two_person = false",
         f"{BLOCK} two_person", "H4", "another agrees"),
    Case("block requires_necessity = false", BLOCK, "requires_necessity = true",
         "requires_necessity = false", f"{BLOCK} requires_necessity", "H4", "nothing lighter"),
    Case('written_warning ["warning"]', WARNING, '["concerns", "warning", "removal_request"]',
         '["warning"]', f"{WARNING} required_parts", "H1",
         'Write ["concerns", "warning", "removal_request"].'),
    Case("written_warning gate = false", WARNING, "gate = true", "gate = false", f"{WARNING} gate",
         "H1", "Write true."),
    Case("informal_discussion gate = true", TALK, "gate = false", "gate = true", f"{TALK} gate",
         "G2", "could never be met"),
    Case("removal_request gate = true", REQUEST, "gate = false", "gate = true", f"{REQUEST} gate",
         "G3", "could never be met"),
    Case("combine any", "[gate]", 'combine = "all"', 'combine = "any"', "[gate] combine", "G4",
         '“refuses to do this and continues”. Write "all".'),
    Case("silence", "[gate]", "silence_is_refusal = false", "silence_is_refusal = true",
         "[gate] silence_is_refusal", "G4", "named person"),
    Case("three facts", "[gate]", '"refused", "continued"]', '"refused"]', "[gate] requires", "G4",
         "The gate has four facts."),
    Case("overdue", "[holds]", 'on_overdue = "escalate"', 'on_overdue = "publish"',
         "[holds] on_overdue", "B2", "Time alone never publishes"),
    Case("overdue at once", "[holds]", "escalate_school_days = 2", "escalate_school_days = 1",
         "[holds] escalate_school_days", "B2", "Write 2 or more."),
    Case("the head before the moderators", "[holds]", "head_school_days = 3",
         "head_school_days = 2", "[holds] head_school_days", "B2", "Write 3 or more."),
    Case("closed in holidays", "[holds]", 'in_holidays = "as_usual"', 'in_holidays = "closed"',
         "[holds] in_holidays", "B2", '"as_usual", "premoderate"'),
    Case("nation", "[calendar]", 'nation = "england"', 'nation = "france"', "[calendar] nation",
         "B2", "whose bank holidays"),
    Case("term ends before it starts", 'name = "Summer, second half"', "last_day = 2027-07-22",
         "last_day = 2027-06-06", '[[terms]] "Summer, second half" last_day', "B2",
         "It ends before it starts"),
    Case("terms overlap", 'name = "Spring, second half"', "first_day = 2027-02-22",
         "first_day = 2027-02-12", '[[terms]] "Spring, second half" first_day', "B2",
         "overlaps with “Spring, first half”, which lasts until 2027-02-12"),
    Case("venue name", "[definitions]", 'this_forum = "this_forum"', 'this_forum = "facebook"',
         "[definitions] this_forum", "H4", "Only this forum"),
    Case("this forum elsewhere", "[definitions]", '"school_website"', '"this_forum"',
         "[definitions] other_venues", "H4", "may not count as posted here"),
    Case('threat route = "hold"', category("threat"), 'route = "urgent"', 'route = "hold"',
         '[[categories]] "threat" route', "E6", "never waits"),
    Case('safeguarding route = "publish"', category("safeguarding"), 'route = "urgent"',
         'route = "publish"', '[[categories]] "safeguarding" route', "B2", "never waits"),
    Case('allegation route = "hold"', category("allegation"), 'route = "triage"', 'route = "hold"',
         '[[categories]] "allegation" route', "E1", "looks first"),
    Case("complaint counts_as_finding = true", category("complaint"), "counts_as_finding = false",
         "counts_as_finding = true", '[[categories]] "complaint" counts_as_finding', "E2",
         "never held against anyone"),
    Case("protected needs_ground = false", category("protected"), "needs_ground = true",
         "needs_ground = false", '[[categories]] "protected" needs_ground', "E5", "which ground"),
    Case("face to face", 'id = "individual"', 'hide_when = ["allegation", "threat",',
         'hide_when = ["allegation",', '[[channels]] "individual" hide_when', "D3", "Add threat."),
    Case("no complaint", 'id = "formal_complaint"', "hide_when = []", 'hide_when = ["threat"]',
         '[[channels]] "formal_complaint" hide_when', "D6", "A complaint can always be made."),
    Case("one person publishes", "[safeguarding]", 'two_to_publish = ["allegation", "threat",',
         'two_to_publish = ["allegation",', "[safeguarding] two_to_publish", "B2", "Add threat."),
    Case("the head looks into the head", "[safeguarding]", 'head_to_chair = ["allegation", ',
         "head_to_chair = [", "[safeguarding] head_to_chair", "B2", "Add allegation."),
    Case("report not urgent", 'value = "threat"', "urgent = true", "urgent = false",
         '[[reports]] "threat" urgent', "", "Write true."),
    Case("report urgent", 'value = "unkind"', "urgent = false", "urgent = true",
         '[[reports]] "unkind" urgent', "", "hides nothing"),
]
AUTOMATIC = [
    Case('offensive route = "decline"', category("offensive"), 'route = "hold"',
         'route = "decline"', '[[categories]] "offensive" route', "E4",
         "a person decides how it ends"),
    Case('offensive route = "hold"\noutcome = "sanction"', category("offensive"), 'route = "hold"',
         'route = "hold"\noutcome = "sanction"', '[[categories]] "offensive" outcome', "E4",
         "a person decides how it ends"),
    Case("block automatic = true\ntwo_person = true", BLOCK, "two_person = true",
         "automatic = true\ntwo_person = true", f"{BLOCK} automatic", "H4",
         "Nothing here happens by itself"),
    Case("automatic police", "[measures.police_referral]", 'clause = "H3"',
         'clause = "H3"\nautomatic = false', "[measures.police_referral] automatic", "H3",
         "Nothing here happens by itself"),
    Case("a police referral that waits", "[measures.police_referral]", "gate = false", "gate = true",
         "[measures.police_referral] gate", "H3", "Nobody waits"),
    Case("a limit for now of eleven days", "[measures.interim_restriction]", "max_school_days = 10",
         "max_school_days = 11", "[measures.interim_restriction] max_school_days", "H4", "10"),
    Case("a limit for now by one person", "[measures.interim_restriction]", "two_person = true",
         "two_person = false", "[measures.interim_restriction] two_person", "H4", "another agrees"),
    Case("an urgent reason of one's own", 'code = "parent_declined_to_meet"', "urgent = false",
         "urgent = true", '[[skip_codes]] "parent_declined_to_meet" urgent', "H4", "can't wait"),
    Case("chasing backwards", "[measures.host_complaint]", "[7, 21]", "[21, 7]",
         "[measures.host_complaint] chase_after_days", "H5", "later than the one before"),
    Case("chasing on no day", "[measures.host_complaint]", "[7, 21]", "[]",
         "[measures.host_complaint] chase_after_days", "H5", "list of numbers"),
]
NUMBERS = [
    Case("block max_days = 365", BLOCK, "max_days = 180", "max_days = 365", f"{BLOCK} max_days",
         "H4", "365 is longer than 180 days. Write 180 or less."),
    Case("restrict max_days = 85", RESTRICT, "max_days = 84", "max_days = 85",
         f"{RESTRICT} max_days", "H4", "85 is longer than 84 days. Write 84 or less."),
    Case("block default_days = 0", BLOCK, "default_days = 60", "default_days = 0",
         f"{BLOCK} default_days", "H4", "Write 1 or more."),
    Case("restrict default_days = -1", RESTRICT, "default_days = 28", "default_days = -1",
         f"{RESTRICT} default_days", "H4", "-1 is less than 1 days"),
    Case("block review_every_days = 0", BLOCK, "review_every_days = 42", "review_every_days = 0",
         f"{BLOCK} review_every_days", "H4", "Write 1 or more."),
    Case("written_warning live_for_days = 0", WARNING, "live_for_days = 365", "live_for_days = 0",
         f"{WARNING} live_for_days", "H1", "0 is"),
    Case("removal_request reply_within_school_days = 0", REQUEST, "reply_within_school_days = 3",
         "reply_within_school_days = 0", f"{REQUEST} reply_within_school_days", "G3", "0 is"),
    Case("usual over longest", BLOCK, "default_days = 60                   # local\nmax_days = 180",
         "default_days = 60\nmax_days = 59\n#", f"{BLOCK} default_days", "H4",
         "60 days are longer than the longest, 59. Write 59 or less."),
    Case("urgent hours", "[holds]", "urgent_hours = 4", "urgent_hours = 0", "[holds] urgent_hours",
         "B2", "Write 1 or more."),
    Case("review", "[holds]", "review_school_days = 1", "review_school_days = 0",
         "[holds] review_school_days", "B2", "Write 1 or more."),
    Case("for ever", "[holds]", "review_school_days = 1", "review_school_days = 999999999999",
         "[holds] review_school_days", "B2", "Write 10 or less."),
    Case("window", "[gate]", "continuation_window_days = 365", "continuation_window_days = 0",
         "[gate] continuation_window_days", "G4", "Write 1 or more."),
    Case("reason", "[overrides]", "min_reason_chars = 30", "min_reason_chars = 0",
         "[overrides] min_reason_chars", "G0", "Write 10 or more."),
    Case("appeal", "[appeals]", "within_school_days = 10", "within_school_days = 0",
         "[appeals] within_school_days", "", "Write 1 or more."),
    Case("answer", "[appeals]", "decide_school_days = 15", "decide_school_days = -15",
         "[appeals] decide_school_days", "", "Write 1 or more."),
]
NAMES = [
    Case('threat clause = "E7"', category("threat"), 'clause = "E6"', 'clause = "E7"',
         '[[categories]] "threat" clause', "", "no clause “E7”"),
    Case('threat channel = "newspaper"', category("threat"), 'channel = "confidential_talk"',
         'channel = "newspaper"', '[[categories]] "threat" channel', "E6",
         "no channel “newspaper”"),
    Case("gate clause", "[gate]", 'clause = "G4"', 'clause = "Z4"', "[gate] clause", "",
         "no clause “Z4”"),
    Case("measure clause", BLOCK, 'clause = "H4"', 'clause = "Z1"', f"{BLOCK} clause", "",
         "no clause “Z1”"),
    Case("hidden category", 'id = "parents_forum_meeting"', '"privacy"]', '"gossip"]',
         '[[channels]] "parents_forum_meeting" hide_when', "D4", "no category “gossip”"),
    Case("report category", 'value = "unkind"', 'category = "offensive"', 'category = "gossip"',
         '[[reports]] "unkind" category', "", "no category “gossip”"),
    Case("strange channel", "[[channels]]", 'id = "parents_forum_meeting"', 'id = "radio"',
         '[[channels]] "radio" id', "D4", "would not know what to do"),
    Case("basis", category("threat"), 'basis = "policy"', 'basis = "gut feeling"',
         '[[categories]] "threat" basis', "E6", "where this comes from"),
    Case("limits", RESTRICT, '"premoderate"', '"no_reading"', f"{RESTRICT} limits", "H4",
         "no_reading"),
    Case("no limits", RESTRICT, "limits = [", "limits = [] # [", f"{RESTRICT} limits", "H4",
         "at least one"),
]
TYPES = [
    Case("text for number", "[holds]", "urgent_hours = 4", 'urgent_hours = "4"',
         "[holds] urgent_hours", "B2", "whole number"),
    Case("flag for number", "[holds]", "urgent_hours = 4", "urgent_hours = true",
         "[holds] urgent_hours", "B2", "whole number"),
    Case("point", "[holds]", "urgent_hours = 4", "urgent_hours = 1.5", "[holds] urgent_hours", "B2",
         "whole number"),
    Case("text for flag", category("threat"), "needs_ground = false", 'needs_ground = "no"',
         '[[categories]] "threat" needs_ground', "E6", "true or false"),
    Case("number for lock", BLOCK, "two_person = true", "two_person = 1", f"{BLOCK} two_person",
         "H4", "Write true."),
    Case("list for route", category("threat"), 'route = "urgent"', 'route = ["urgent"]',
         '[[categories]] "threat" route', "E6", "Write one of"),
    Case("number for text", "[school]", 'name = "Milverton Primary School"', "name = 7",
         "[school] name", "", "text in quotes"),
    Case("empty text", "[school]", 'office_phone = "01632 960 001"', 'office_phone = "  "',
         "[school] office_phone", "", "empty"),
    Case("unseen letter", "[school]", 'office_phone = "01632 960 001"',
         'office_phone = "01632 \\u0000"', "[school] office_phone", "", "cannot be seen. Type this"),
    Case("long version", "[policy]", 'version = "2017/18"', f'version = "{"x" * 61}"',
         "[policy] version", "T1", "61 letters long. Write 60 or fewer."),
    Case("long title", "[policy]", 'title = "Policy', f'title = "{"x" * 200}Policy',
         "[policy] title", "T1", "Write 200 or fewer."),
    Case("text for list", "[definitions]", 'parent_includes = ["parent", "carer", "relative",',
         'parent_includes = [7, "carer", "relative",', "[definitions] parent_includes", "H4",
         "list of texts"),
    Case("text for date", "[policy]", "effective_from = 2017-09-01", 'effective_from = "September"',
         "[policy] effective_from", "T1", "has to be a day"),
    Case("moment for date", "[policy]", "effective_from = 2017-09-01",
         "effective_from = 2017-09-01T10:00:00Z", "[policy] effective_from", "T1",
         "has to be a day"),
    Case("text for time", "[holds]", "day_ends = 17:00:00", 'day_ends = "five"', "[holds] day_ends",
         "B2", "time of day"),
    Case("zone", "[school]", 'timezone = "Europe/London"', 'timezone = "Mars/North"',
         "[school] timezone", "", "no time zone"),
    Case("zone path", "[school]", 'timezone = "Europe/London"', 'timezone = "../secret"',
         "[school] timezone", "", "no time zone"),
    Case("mail", "[school]", 'office_email = "office@example.sch.uk"', 'office_email = "office"',
         "[school] office_email", "", "mail address"),
    Case("colour", "[school]", 'colour = "#1f5d57"', 'colour = "green"', "[school] colour", "",
         "not a colour"),
    Case("pale colour", "[school]", 'colour = "#1f5d57"', 'colour = "#ffcc00"', "[school] colour",
         "", "hard to read"),
    Case("clause name", "[[clauses]]", 'id = "A1"', 'id = "a b"', '[[clauses]] "a b" id', "",
         "can't be used as a name"),
]
KEYS = [
    Case("unknown part", "[overrides]", "[overrides]", "[magic]\nx = 1\n[overrides]", "[magic]", "",
         "knows no part “magic”"),
    Case("unknown key", "[holds]", "urgent_hours = 4", "colour = 4\nurgent_hours = 4",
         "[holds] colour", "B2", "knows no key “colour” here. Take it out."),
    Case("unknown measure", "[holds]", "[holds]", '[measures.fine]\nclause = "H4"\n[holds]',
         "[measures.fine]", "H4", "knows no measure “fine”"),
    Case("key of another measure", REQUEST, "reply_within", "max_days = 3\nreply_within",
         f"{REQUEST} max_days", "G3", "knows no key “max_days”"),
    Case("ground twice", 'key = "age"\nclause = "E5"\nlabel = "age"', "\n\n",
         '\n\n[[grounds]]\nkey = "age"\nclause = "E5"\nlabel = "age"\n\n', '[[grounds]] "age" key',
         "E5", "“age” is there twice. Keep one of them."),
]
# fmt: on

CASES = [*LOCKED, *AUTOMATIC, *NUMBERS, *NAMES, *TYPES, *KEYS]
