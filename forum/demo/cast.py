"""Who is in the demo school. Everybody's password is PASSWORD; never in production."""

from dataclasses import dataclass

from forum.permissions import Role

PASSWORD = "schoolgate-demo"  # noqa: S105  # published in the README on purpose
YEARS = tuple(f"Year {number}" for number in range(1, 7))


@dataclass(frozen=True, slots=True)
class Part:
    """One person: address (before the @), name, roles, the family name they have on the roll, and
    the class they teach.
    """

    mailbox: str
    name: str
    roles: tuple[Role, ...]
    on_roll: str = ""
    teaches: str = ""


_TEACHERS = (
    ("Samina Akhtar", "Akhtar"),
    ("Peter Moss", "Moss"),
    ("Linda Green", "Green"),
    ("Gareth Pritchard", "Pritchard"),
    ("Olivia Frost", "Frost"),
    ("Kwame Boateng", "Boateng"),
)
STAFF = (
    Part("head", "Helen Hargreaves", (Role.ADMIN, Role.HEADTEACHER), "Hargreaves"),
    Part("deputy", "Daniel Wise", (Role.ADMIN,), "Wise"),
    Part("chair", "Farida Rahman", (Role.APPEALS_OFFICER,), "Rahman"),
    Part("dsl", "Ruth Castle", (Role.SAFEGUARDING_LEAD,), "Castle"),
    Part("dpo", "Graham Lister", (Role.DATA_PROTECTION_LEAD,)),
    Part("office", "Sandra Dobson", (Role.ADMIN,), "Dobson"),
    Part("moderator1", "Amira Khan", (Role.MODERATOR, Role.PARENT)),
    Part("moderator2", "Tom Ellison", (Role.MODERATOR, Role.PARENT)),
    Part("moderator3", "Bev Oldroyd", (Role.MODERATOR,)),
    *(
        Part(f"teacher{number}", name, (Role.TEACHER,), on_roll, YEARS[number - 1])
        for number, (name, on_roll) in enumerate(_TEACHERS, 1)
    ),
)
_PARENTS = (
    "Asha Nair",
    "Ben Holloway",
    "Cara Holloway",
    "Dev Malik",
    "Ellie Sutcliffe",
    "Femi Adeyemi",
    "Gemma Turner",
    "Hussain Iqbal",
    "Isla Whittaker",
    "Jakub Kowalski",
    "Kath Ogden",
    "Liam Doherty",
    "Mei Chen",
    "Nadia Chowdhury",
    "Owen Lomax",
    "Pat Grimshaw",
    "Qasim Ahmed",
    "Rosie Dale",
    "Sam Okafor",
    "Tina Crabtree",
    "Usman Hussain",
    "Vicky Brook",
    "Wendy Pickup",
    "Xena Popescu",
    "Yvonne Francis",
    "Zara Shah",
    "Andrea Rowbottom",
    "Craig Bradshaw",
    "Denise Ashworth",
    "Elif Demir",
)


def parents() -> tuple[tuple[Part, frozenset[str]], ...]:
    """The thirty parents, each with the one or two classes their children are in."""
    found = []
    for number, name in enumerate(_PARENTS, 1):
        years = {YEARS[(number - 1) % 6]}
        if number % 3 == 0:
            years.add(YEARS[(number + 2) % 6])
        found.append((Part(f"parent{number}", name, (Role.PARENT,)), frozenset(years)))
    return tuple(found)


BOARDS = (
    ("general", "General", "News, questions and thank-yous for everyone.", None),
    ("fair-and-clubs", "Fair and clubs", "Stalls, teams, choirs and days out.", None),
    *(
        (f"year-{number}", year, f"For the families of {year}.", year)
        for number, year in enumerate(YEARS, 1)
    ),
)
