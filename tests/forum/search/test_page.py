"""The search page: its hints, its form, its limits, and whatever anybody types."""

import re

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import browser
from tests.forum.search.pages import found, reply, topic

SIGNS = "\"“-*^:()%_'\\&|!<>@\u202e"
SAID = ["AND", "OR", "NOT", "NEAR(", "title:", "board:", "from:", "board:general", "cake", "cakes", "🎉"]
OPERATORS = st.sampled_from([*SIGNS, *SAID])


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ({"q": "%%%"}, "There is no word in this"),
        ({"q": '"" - :'}, "There is no word in this"),
        ({"q": "-cake"}, "Say also what to look for"),
        ({"q": "a" * 201}, "at most 200 letters"),
        ({"q": "cake " * 1_000}, "at most 200 letters"),
        ({"q": " ".join(f"x{n}" for n in range(21))}, "at most 20 words"),
        ({"q": "cake board:nowhere"}, "None of your boards is called nowhere."),
        ({"q": "cake from:!!!"}, "a name after from:"),
        ({"q": "cake", "board": "nowhere"}, "Please choose one of your boards."),
        ({"q": "cake", "author": "!!!"}, "Please give a name"),
        ({"q": "cake", "author": "a" * 81}, "at most 80 letters"),
        ({"q": "cake", "since": "yesterday"}, "a day like 24/11/2026"),
        ({"q": "cake", "until": "0001-01-01"}, "a day of this century"),
        ({"q": "cake", "since": "2026-07-02", "until": "2026-07-01"}, "before the first one"),
    ],
)
def test_what_cannot_be_looked_for_gets_a_hint_and_stays_in_its_field(
    app: Flask, asha: Person, general: Place, asked: dict[str, str], hint: str
) -> None:
    topic(asha, general, "Cakes", "A cake, a201 and x0")
    page = browser(app, asha).get("/search", query_string=asked)
    assert page.status_code == 200
    assert "data-post" not in page.text
    problem = re.search(r'class="field-problem" id="(\w+)-problem">(.*?)</p>', page.text)
    assert problem
    assert hint in problem[2]
    field = problem[1]
    if field in ("author", "since") or asked["q"] == "-cake":
        assert f'value="{asked[field]}"' in page.text
    # The filters are open where there is something to mend in them.
    assert (field == "q") or '<details class="search-filters" open>' in page.text


@pytest.mark.both_engines
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.one_of(st.text(max_size=40), st.lists(OPERATORS, max_size=12).map(" ".join)))
@example(asked="AND OR NOT NEAR * ^ : ( )")
@example(asked='"unbalanced')
@example(asked="\x00cake\x00")
@example(asked="\u202eekac")
@example(asked="👩‍👩‍👧🎉")
@example(asked="'cake' & !'x' <-> ('y'")
def test_whatever_is_typed_gets_a_page(
    app: Flask, asha: Person, ben: Person, general: Place, asked: str
) -> None:
    if not found(browser(app, asha), "cake"):
        topic(asha, general, "Cakes", "A cake 🎉")
    assert set(found(browser(app, ben), asked)) <= {1}


def test_the_page_says_what_to_do_before_and_after(app: Flask, asha: Person, general: Place) -> None:
    post = topic(asha, general, "The fair", "A cake stall")
    for number in range(3):
        reply(asha, post.topic_id, f"Answer {number}")
    reader = browser(app, asha)
    assert "What are you looking for?" in reader.get("/search").text
    # A board alone is only where to look.
    on_board = reader.get(f"/search?board={general.slug}").text
    assert "What are you looking for?" in on_board
    assert '<option selected value="general">' in on_board
    assert "Nothing found" in reader.get("/search?q=wombat").text
    assert "without the quotation marks" in reader.get('/search?q="stall+cake"').text
    assert "all your boards" in reader.get("/search?q=wombat&board=general").text
    one = reader.get("/search?q=cake").text
    assert "One post found." in one
    assert "A <mark>cake</mark> stall" in one
    assert "<title>Search: cake" in one
    assert '<details class="search-filters">' in one
    assert '<details class="search-filters" open>' in reader.get("/search?q=cake&author=asha").text
    assert f'href="/search?board={general.slug}"' in reader.get(f"/boards/{general.slug}").text
    assert f'href="/search?topic={post.topic_id}"' in reader.get(f"/topics/{post.topic_id}").text
    in_topic = reader.get(f"/search?q=cake&topic={post.topic_id}").text
    assert f'<input type="hidden" name="topic" value="{post.topic_id}">' in in_topic
    assert "Only in the topic" in in_topic


def test_nothing_that_was_written_or_typed_becomes_html(
    app: Flask, asha: Person, general: Place
) -> None:
    topic(asha, general, "<b>Cake</b> & more", "`<script>` cake <img src=x onerror=1> &lt;i&gt;")
    page = browser(app, asha).get("/search", query_string={"q": 'cake "<script>"'}).text
    assert "&lt;b&gt;<mark>Cake</mark>&lt;/b&gt; &amp; more" in page
    assert "&lt;<mark>script</mark>&gt; <mark>cake</mark> &lt;img src=x onerror=1&gt; &lt;i&gt;" in page
    assert "<img" not in page


def test_each_person_may_search_so_often_and_is_told_when_to_go_on(
    limited_app: Flask, asha: Person, ben: Person
) -> None:
    reader, other = browser(limited_app, asha), browser(limited_app, ben)
    answers = [reader.get("/search?q=cake").status_code for _ in range(31)]
    assert answers == [*[200] * 30, 429]
    pause = reader.get("/search?q=cake")
    assert "A short pause, please" in pause.text
    # They share an address, as a family or a school does, and not their searches.
    assert other.get("/search?q=cake").status_code == 200


@pytest.mark.both_engines
def test_a_search_with_everything_takes_few_statements(
    app: Flask, asha: Person, general: Place, sql: object
) -> None:
    post = topic(asha, general, "The fair", "A cake stall")
    reader = browser(app, factories.make_user("Carl", years=["Year 1"]))
    with sql() as statements:
        reader.get(f"/search?q=cake&author=asha&board=general&since=2000-01-01&topic={post.topic_id}")
    # Who is there, what is new, boards, the topic, people of that name, a plan, what is found.
    assert len(statements) <= 9, statements
    assert all(each.lstrip().startswith("SELECT") for each in statements)
