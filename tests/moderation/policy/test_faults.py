"""Every kind of fault a policy file can have: found, placed on its line, cited and mended."""

from pathlib import Path

import pytest

from moderation.policy import Fault, PolicyFault, load, parse
from tests.moderation.policy.editing import SHIPPED, edited, line_of, without
from tests.moderation.policy.fault_cases import (
    BLOCK,
    CASES,
    REQUEST,
    RESTRICT,
    TALK,
    WARNING,
    Case,
    category,
)


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(PolicyFault) as caught:
        parse(text, "policy.toml")
    return caught.value.faults


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_fault_is_named_with_its_line_place_clause_and_mend(case: Case) -> None:
    found = faults(case.text)

    assert [(f.line, f.where, f.clause) for f in found] == [(case.line, case.where, case.clause)]
    assert case.says in str(found[0])


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("2026-11-02,", '"2026-11-02",', "closed_days", "Write it as 2026-09-01, without quotes."),
        ("2026-11-02,", "2026-09-01,", "closed_days", "twice"),
        ("2026-11-02,", "2026-10-30,", "2026-10-30", "2026-10-30 is in no term"),
    ],
)
def test_a_fault_among_the_closed_days_is_named_with_its_line(
    old: str, new: str, at: str, says: str
) -> None:
    text = edited("[calendar]", old, new)

    (found,) = faults(text)

    assert (found.where, found.clause) == ("[calendar] closed_days", "B2")
    assert found.line == line_of(text, "[calendar]", at)
    assert says in str(found)


def test_two_terms_of_one_name_are_a_fault_and_no_terms_at_all_are_none() -> None:
    (found,) = faults(edited("[[terms]]", '"Spring, first half"', '"Spring, second half"'))
    assert (found.where, found.clause) == ('[[terms]] "Spring, second half" name', "B2")
    text = SHIPPED
    while "[[terms]]" in text:
        text = without("[[terms]]", text)
    assert parse(text).terms == ()


REQUIRED_CASESS = [
    "[school]",
    "[policy]",
    "[definitions]",
    "[gate]",
    "[calendar]",
    "[holds]",
    "[overrides]",
    "[appeals]",
    "[concerns]",
    TALK,
    REQUEST,
    WARNING,
    RESTRICT,
    BLOCK,
]


@pytest.mark.parametrize("header", REQUIRED_CASESS)
def test_a_missing_table_is_asked_for_at_the_end_of_the_file(header: str) -> None:
    text = without(header)

    found = faults(text)

    assert [(f.where, f.what, f.mend) for f in found] == [
        (header, "This part is missing.", f"Add {header}.")
    ]
    assert found[0].line == text.rstrip("\n").count("\n") + 1


@pytest.mark.parametrize("name", ["clauses", "channels", "categories", "grounds", "reports"])
def test_a_missing_list_is_asked_for(name: str) -> None:
    text = SHIPPED
    while f"[[{name}]]" in text:
        text = without(f"[[{name}]]", text)

    assert f"[[{name}]]: This part is missing. Add [[{name}]]." in str(faults(text)[0])


@pytest.mark.parametrize("name", ["prompts"])
def test_a_school_may_have_no_prompts(name: str) -> None:
    text = SHIPPED
    while f"[[{name}]]" in text:
        text = without(f"[[{name}]]", text)

    assert getattr(parse(text), name) == ()


KEYS_OF_THE_FILE = [
    (header, key)
    for header in REQUIRED_CASESS
    for key in [
        line.split(" =")[0]
        for line in SHIPPED[SHIPPED.index(header) :].split("\n[")[0].splitlines()[1:]
        if " = " in line and not line.startswith("#")
    ]
]


@pytest.mark.parametrize(("header", "key"), KEYS_OF_THE_FILE)
def test_a_missing_key_is_asked_for_at_its_table(header: str, key: str) -> None:
    text = edited(header, f"\n{key} = ", "\n# ")

    found = faults(text)

    assert [(f.line, f.where, f.what) for f in found] == [
        (line_of(text, header), header, f"“{key}” is missing.")
    ]


GROUND_KEYS = sorted(parse(SHIPPED).grounds)
CATEGORY_IDS = sorted(set(parse(SHIPPED).categories) - {"other"})


@pytest.mark.parametrize("key", GROUND_KEYS)
def test_none_of_the_nine_grounds_may_be_missing(key: str) -> None:
    text = without(f'[[grounds]]\nkey = "{key}"')

    found = faults(text)

    assert [(f.clause, f.mend) for f in found] == [("E5", f'Add [[grounds]] with key = "{key}".')]
    assert found[0].line == line_of(text, "[[grounds]]")


@pytest.mark.parametrize("name", CATEGORY_IDS)
def test_none_of_the_categories_that_screening_reports_may_be_missing(name: str) -> None:
    found = faults(without(category(name)))

    assert f'Add [[categories]] with id = "{name}".' in [f.mend for f in found]


def test_the_name_for_an_unfinished_check_is_kept_for_the_forum() -> None:
    ours = SHIPPED[SHIPPED.index(category("other")) : SHIPPED.index("# The nine")]
    text = SHIPPED.replace("# The nine", ours.replace('"other"', '"unscreened"') + "# The nine")

    found = faults(text)

    assert [(f.line, f.where) for f in found] == [
        (line_of(text, 'id = "unscreened"'), '[[categories]] "unscreened" id')
    ]


@pytest.mark.parametrize("value", ["threat", "child_at_risk", "accuses"])
def test_each_urgent_reason_for_a_report_has_to_be_there(value: str) -> None:
    found = faults(without(f'[[reports]]\nvalue = "{value}"'))

    assert "nobody could report one at once" in found[0].what


def test_all_faults_are_named_at_once_in_the_order_of_the_file() -> None:
    text = edited(BLOCK, "max_days = 180", "max_days = 365")
    text = edited("[holds]", "urgent_hours", "urgent_hour", text)
    text = edited('key = "age"', "age", "race", text)
    text = edited(category("threat"), "E6", "E9", text)

    found = faults(text)

    assert [f.where for f in found] == [
        '[[categories]] "threat" clause',
        "[[grounds]]",
        '[[grounds]] "race" key',
        "[measures.block] max_days",
        "[holds]",
        "[holds] urgent_hour",
    ]
    assert [f.line for f in found] == sorted(f.line for f in found)


def test_a_fault_reads_as_one_sentence_a_head_teacher_can_follow() -> None:
    text = edited(BLOCK, "max_days = 180", "max_days = 365")
    line = line_of(text, "max_days = 365")

    with pytest.raises(PolicyFault) as caught:
        parse(text, "policy.toml")

    assert str(caught.value) == (
        "policy.toml can't be used yet. 1 thing to mend:\n"
        f"  line {line}, [measures.block] max_days (clause H4): "
        "365 is longer than 180 days. Write 180 or less."
    )


def test_a_fault_cites_the_clause_by_the_school_s_own_number() -> None:
    text = SHIPPED.replace('"G4"', '"9.4"').replace('"H4"', '"10.4"')
    text = edited("[gate]", '"all"', '"any"', text)
    text = edited(BLOCK, "max_days = 180", "max_days = 365", text)

    assert [(f.where, f.clause) for f in faults(text)] == [
        ("[gate] combine", "9.4"),
        (f"{BLOCK} max_days", "10.4"),
    ]


def test_a_misspelt_key_is_recognised() -> None:
    found = faults(edited("[holds]", "urgent_hours", "urgent_hour"))

    assert "Did you mean “urgent_hours”?" in found[1].mend


SYNTAX = [
    ("no quote", "[school]", 'name = "Milverton Primary School"', "name = Milverton"),
    ("unclosed quote", "[school]", 'name = "Milverton Primary School"', 'name = "Milverton'),
    ("no equals sign", "[holds]", "urgent_hours = 4", "urgent_hours 4"),
    ("no such day", "[policy]", "2017-09-01", "2017-09-31"),
    ("key twice", "[holds]", "urgent_hours = 4", "on_overdue = 1\nurgent_hours = 4"),
    ("table twice", "[appeals]", "[appeals]", "[holds]"),
    ("control letter", "[school]", "Milverton Primary School", "Milverton\x00"),
]


@pytest.mark.parametrize(("name", "after", "old", "new"), SYNTAX, ids=[row[0] for row in SYNTAX])
def test_what_is_not_toml_is_placed_on_its_line(name: str, after: str, old: str, new: str) -> None:
    text = edited(after, old, new)
    expected = line_of(SHIPPED, after, old)
    # A key that is there twice is noticed where it stands the second time.
    expected = line_of(text, 'on_overdue = "escalate"') if name == "key twice" else expected

    found = faults(text)

    assert [f.where for f in found] == ["the file"]
    assert found[0].line == expected


def test_lines_are_right_after_texts_of_many_lines_that_look_like_keys() -> None:
    words = 'plain = """\n[measures.block]\nmax_days = 1\n""" # = ['
    text = edited('id = "A1"', 'plain = "Many people use social networking sites."', words)
    text = edited("# The measures", "[measures.block]", "[ measures . 'block' ]", text)
    text = edited("'block'", "max_days = 180", '"max_days" = 365', text)

    found = faults(text)

    assert [f.line for f in found] == [line_of(text, '"max_days" = 365')]


def test_lines_are_right_in_lists_written_in_one_piece() -> None:
    text = SHIPPED
    while "[[prompts]]" in text:
        text = without("[[prompts]]", text)
    rows = '  { clause = "C4", text = "Is this the place?" },\n  { clause = "H9", text = "x" },\n'
    text = f"prompts = [\n{rows}]\n{text}"

    found = faults(text)

    assert [(f.line, f.where) for f in found] == [(3, "[[prompts]] number 2 clause")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "clauses = 3\nmeasures = 4\nschool = 5\nreports = []",
        'clauses = ["E1"]\n[[school]]\nname = "x"',
        "[measures]\nblock = 3\nrestrict = [1]",
        "[[categories]]\nid = [1]\n[[categories]]\nid = [1]",
        "a = " + "[" * 100_000,
        "[gate.combine.all]\nx = 1",
    ],
    ids=["empty", "blank", "numbers", "texts", "measures", "lists", "deep", "dotted"],
)
def test_a_file_of_another_shape_gives_faults_and_never_a_crash(text: str) -> None:
    assert faults(text)


def test_windows_line_ends_and_a_byte_order_mark_are_welcome(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + SHIPPED.replace("\n", "\r\n").encode()
    (tmp_path / "policy.toml").write_bytes(content)

    assert load(tmp_path / "policy.toml").clauses == load().clauses


def test_lines_are_right_with_windows_line_ends() -> None:
    text = edited(BLOCK, "max_days = 180", "max_days = 365")

    assert faults(text.replace("\n", "\r\n"))[0].line == line_of(text, "max_days = 365")


def test_what_is_not_utf_8_is_placed_on_its_line(tmp_path: Path) -> None:
    content = SHIPPED.encode().replace(b"Milverton Primary", b"Milv\xe9rton", 1)
    (tmp_path / "policy.toml").write_bytes(content)

    with pytest.raises(PolicyFault, match=r"line 1, the file: It isn't UTF-8") as caught:
        load(tmp_path / "policy.toml")

    assert [f.mend for f in caught.value.faults] == ["Save it as UTF-8."]


@pytest.mark.parametrize("name", ["absent.toml", "."])
def test_what_cannot_be_read_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(PolicyFault, match="It can't be read"):
        load(tmp_path / name)


def test_a_file_too_long_for_a_policy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_bytes(b"#" * 1_000_001)

    with pytest.raises(PolicyFault, match="far too long"):
        load(tmp_path / "policy.toml")
