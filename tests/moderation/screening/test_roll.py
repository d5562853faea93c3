"""The school's roll as a file: read kindly, and refused whole with every cell to mend."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening import BadCell, RollFault, RollPerson, read_roll
from moderation.screening.roll import COLUMNS

HEADER = ",".join(COLUMNS)
HEAD = "staff,Mrs,Helen,Hargreaves,Mrs H; Hargy ;,,Head teacher"
PUPIL = "pupil,,Zoë,O'Neill-Smith,,Year 2,"


def faults(*rows: str, header: str = HEADER) -> list[tuple[int, str, str]]:
    """Where each thing to mend is and what is wrong there."""
    with pytest.raises(RollFault) as caught:
        read_roll([header, *rows])
    assert str(caught.value) == "\n".join(map(str, caught.value.faults))
    assert all(fault.mend for fault in caught.value.faults)
    return [(fault.line, fault.column, fault.what) for fault in caught.value.faults]


def test_a_roll_is_read() -> None:
    assert read_roll([HEADER, HEAD, PUPIL]) == [
        RollPerson("staff", "Mrs", "Helen", "Hargreaves", ("Mrs H", "Hargy"), "", "Head teacher"),
        RollPerson("pupil", "", "Zoë", "O'Neill-Smith", (), "Year 2", ""),
    ]


def test_a_spreadsheets_ways_are_fine() -> None:
    plain = read_roll([HEADER, HEAD, PUPIL])
    assert (
        read_roll(["\ufeff" + HEADER + "\r\n", HEAD + "\r\n", "\r\n", ",,,,,,\r\n", PUPIL + "\r\n"])
        == plain
    )
    assert read_roll(["", HEADER.upper(), HEAD.replace("staff", " Staff "), f" {PUPIL} "]) == plain
    assert read_roll([HEADER, HEAD.replace("Helen", '"  Helen "'), PUPIL]) == plain


def test_columns_may_stand_in_another_order_and_those_not_needed_be_left_out() -> None:
    (person,) = read_roll(["family_name,role,given_name", "Bee,pupil,Ann"])
    assert person == RollPerson("pupil", "", "Ann", "Bee", (), "", "")


def test_staff_may_have_no_given_name() -> None:
    (person,) = read_roll([HEADER, "staff,Mr,,Moss,,,"])
    assert (person.title, person.given_name, person.family_name) == ("Mr", "", "Moss")


def test_a_header_alone_is_a_roll_of_nobody() -> None:
    assert read_roll([HEADER]) == []


def test_a_value_may_have_a_comma_inside_quotation_marks() -> None:
    (person,) = read_roll([HEADER, 'staff,Mr,Al,Bright,,,"Caretaker, crossing patrol"'])
    assert person.job == "Caretaker, crossing patrol"


BAD_ROWS = [
    ("cook,,Ann,Bee,,,", "role", "“cook” is not a role."),
    (",,Ann,Bee,,,", "role", "The role is blank."),
    ("pupil,,,Bee,,,", "given_name", "The given name is blank."),
    ("pupil,,Ann, ,,,", "family_name", "The family name is blank."),
    (f"pupil,,{'A' * 201},Bee,,,", "given_name", "This is 201 characters long."),
    ("pupil,,A\u200bnn,Bee,,,", "given_name", "There is a character in it that cannot be seen."),
    ("pupil,,Ann,Bee", "the whole line", "There are 4 values where the header has 7."),
    ("pupil,,Ann,Bee,,,,x", "the whole line", "There are 8 values where the header has 7."),
]


@pytest.mark.parametrize(("row", "column", "what"), BAD_ROWS)
def test_a_bad_row_is_named_by_line_and_column(row: str, column: str, what: str) -> None:
    assert faults(HEAD, row, PUPIL) == [(3, column, what)]


def test_everything_to_mend_is_told_at_once_in_the_files_order() -> None:
    assert [(line, column) for line, column, _ in faults(HEAD, "cook,,,,,,", "", "pupil,,,Bee,,,")] == [
        (3, "role"),
        (3, "given_name"),
        (3, "family_name"),
        (5, "given_name"),
    ]


@pytest.mark.parametrize(
    ("header", "column", "what"),
    [
        ("role,given_name", "family_name", "This column is missing."),
        (f"{HEADER},shoe_size", "shoe_size", "This column is not one of ours."),
        (f"{HEADER},", "header", "This column is not one of ours."),
        (f"{HEADER},role", "role", "This column is there twice."),
        (HEAD, "header", "The line that names the columns is missing."),
    ],
)
def test_a_header_to_mend_is_named(header: str, column: str, what: str) -> None:
    assert faults(header=header) == [(1, column, what)]


@pytest.mark.parametrize("lines", [[], ["", "  ", ",,"]])
def test_an_empty_file_is_told(lines: list[str]) -> None:
    with pytest.raises(RollFault, match=r"line 1, header: The file is empty\."):
        read_roll(lines)


def test_an_open_quotation_mark_is_told() -> None:
    ((line, column, what),) = faults(HEAD, 'pupil,,"Ann,Bee,,,', PUPIL)
    assert (line, column) == (4, "the whole line")
    assert what.startswith("This line cannot be read as CSV")


def test_a_very_long_cell_is_told() -> None:
    assert faults("pupil,," + "A" * 200_000 + ",Bee,,,")[0][1] == "the whole line"


def people_or_faults(lines: list[str]) -> tuple[list[RollPerson], tuple[BadCell, ...]]:
    """What a file gives: people, or what to mend."""
    try:
        return read_roll(lines), ()
    except RollFault as problem:
        return [], problem.faults


@settings(deadline=None)
@given(st.text(alphabet='staffpupil,"\n\r; \x00\ufeffé', max_size=80))
def test_any_file_gives_people_or_what_to_mend_and_never_both(text: str) -> None:
    people, to_mend = people_or_faults([HEADER, *text.splitlines()])
    assert not (people and to_mend)
    assert all(person.role in ("staff", "pupil") and person.family_name for person in people)
