"""Every part of the policy has its place in the forum and a test that proves it."""

import ast

from moderation.policy.served import served
from tests.moderation.conftest import Site
from tests.moderation.policy.test_shipped import POLICY
from tests.product import ROOT

TITLE_AND_HEADINGS = {"T1", "T2", "G0"}


def test_every_part_says_what_serves_it_and_which_test_proves_it() -> None:
    assert set(served()) == set(POLICY.clauses) | TITLE_AND_HEADINGS
    for clause, found in served().items():
        assert found.here.endswith("."), clause
        path, _, name = found.test.partition("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in tests, f"Mend: {clause} names a test that is not there: {found.test}"


def test_anybody_can_read_where_the_forum_does_it(site: Site) -> None:
    page = site.app.test_client().get("/moderation/policy")
    assert page.status_code == 200
    for clause in POLICY.clauses:
        assert f'id="clause-{clause}"' in page.text
        assert served()[clause].test in page.text
