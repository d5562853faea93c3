"""Telephone numbers, addresses, plates and bank details; not what the school itself gives out."""

import pytest

from tests.moderation.screening.school import seen


def private(text: str) -> list[str]:
    """The private details of a text."""
    return [match.words for match in seen(text) if match.category == "privacy"]


@pytest.mark.parametrize(
    "number",
    [
        "07700 900123",
        "07700900123",
        "07700 900 123",
        "07700-900-123",
        "07700.900.123",
        "(07700) 900123",
        "07 700 900123",
        "+44 7700 900123",
        "+447700900123",
        "+44 (0)7700 900123",
        "0044 7700 900123",
        "0161 496 0123",
        "(0161) 496 0123",
        "0161 - 496 0123",
        "020 7946 0018",
        "01632 960001",
    ],
)
def test_a_telephone_number_is_private(number: str) -> None:
    assert private(f"Text me on {number} tonight") == [number]
    assert private(f"Sandra: {number}.") == [number]
    assert private(f"{number} or {number}") == [number, number]


@pytest.mark.parametrize(
    "text",
    [
        "Ring the school office on 0161 496 0000",
        "The school office number is 01632 960000",
        "Call the office: 01632 960 001",
        "School office is on 020 7946 0346, ring them",
        "the office number, 0191 498 0112, if you want it",
        "The school is on (0161) 496 0000",
        "Childline is 0800 1111, or 0800 123 4567, or 0345 123 4567",
    ],
)
def test_a_line_that_everybody_may_ring_is_not(text: str) -> None:
    assert private(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "the school office number is not hers, her own is 0161 496 0000",
        "the office phone, or his at home 0161 496 0000",
        "ring the office or 0161 496 0000",
        "The school office is on 07700 900123",
    ],
)
def test_a_personal_line_beside_the_office_is_private_all_the_same(text: str) -> None:
    assert len(private(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Numbers drawn: 07 08 09 10 11 12",
        "INSET on 01 02 03 04 05 June",
        "It opens on 02.09.2026 10:30 and 02-12-2025 15.30",
        "From 15.30-16.30, £0.70 each, 50p, 07:45",
        "Order 0123456789012345",
        "https://example.org/0161496012345",
        "Scores 0-1 2-1 7-0, 12 x 12 = 144",
    ],
)
def test_numbers_that_are_no_telephone_are_not(text: str) -> None:
    assert private(text) == []


@pytest.mark.parametrize(
    "address", ["jane.doe@example.org", "J_D+x@mail.example.co.uk", "zoe@example.com"]
)
def test_somebodys_e_mail_address_is_private(address: str) -> None:
    assert private(f"Write to {address}, please") == [address]


@pytest.mark.parametrize(
    "address",
    [
        "office@school.example",
        "Admin@school.example",
        "head@school.example.sch.uk",
        "pta@example.org",
        "enquiries@example.org",
        "year4@school.example",
        "info.desk@example.org",
    ],
)
def test_a_shared_mailbox_is_not(address: str) -> None:
    assert private(f"Write to {address}, please") == []


@pytest.mark.parametrize(
    "text", ["@jane", "3 @ 50p", "jane@", "@example.org", "a@b", "meet @school.gate"]
)
def test_an_at_sign_alone_is_no_address(text: str) -> None:
    assert private(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They are at 12 Acacia Avenue now", "12 Acacia Avenue"),
        ("It is 14a Green Lane, Ambridge", "14a Green Lane"),
        ("Flat 3, 27 St Mary's Road", "27 St Mary's Road"),
        ("She lives at 42", "lives at 42"),
        ("He lives at number 12 round the corner", "lives at number 12"),
        ("Her home address is 7 something", "address is 7"),
    ],
)
def test_an_address_is_private(text: str, words: str) -> None:
    assert words in private(text)


@pytest.mark.parametrize(
    "text",
    [
        "a 5 minute walk down the lane",
        "Year 1 Spring Fair on the green",
        "Class 5 are on the way",
        "We live on the third floor",
        "at 9 on Church Street",
        "£20 High Street voucher",
        "https://example.org/12 Acacia",
    ],
)
def test_a_number_and_a_street_apart_are_not(text: str) -> None:
    assert private(text) == []


@pytest.mark.parametrize("plate", ["AB12 CDE", "AB12CDE", "A123 BCD", "Y99 ABC"])
def test_a_number_plate_is_private(plate: str) -> None:
    assert private(f"Whose car is {plate}?") == [plate]


@pytest.mark.parametrize(
    "text", ["KS2 SATs", "Y6 TEAM", "A4 PDF", "B12 vitamins", "COVID19", "M20 4BX", "GCSE23"]
)
def test_codes_that_are_no_plate_are_not(text: str) -> None:
    assert private(text) == []


def test_bank_details_are_private_and_a_score_is_not() -> None:
    assert private("Pay 12-34-56 account 12345678") == ["12-34-56"]
    assert private("The scores were 12-34-56") == []


def test_each_kind_says_what_it_looks_like() -> None:
    text = "07700 900123 jane@example.org AB12 CDE 12-34-56 12345678 lives at 9"
    whys = {match.why for match in seen(text)}
    assert len(whys) == 5
    assert all(why.startswith("This looks like") for why in whys)
