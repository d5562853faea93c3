"""`policy check` at the prompt."""

from pathlib import Path

from click.testing import CliRunner

from moderation.policy import check
from moderation.policy.command import policy_commands
from moderation.policy.loading import SHIPPED
from tests.moderation.policy.editing import edited, line_of


def test_a_good_file_can_be_used() -> None:
    result = CliRunner().invoke(policy_commands, ["check", str(SHIPPED)])

    assert result.exit_code == 0
    assert result.stdout == (
        "This policy can be used: Policy on Parental use of Social Networking and Internet Sites, "
        "version 2017/18, 46 clauses, 13 categories.\n"
    )


def test_a_fault_is_told_by_line_and_clause_with_exit_1(tmp_path: Path) -> None:
    text = edited("[measures.block]", "max_days = 180", "max_days = 365")
    file = tmp_path / "ours.toml"
    file.write_text(text, encoding="utf-8")

    result = CliRunner().invoke(policy_commands, ["check", str(file)])

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "ours.toml can't be used yet. 1 thing to mend:\n"
        f"  line {line_of(text, 'max_days = 365')}, [measures.block] max_days (clause H4): "
        "365 is longer than 180 days. Write 180 or less.\n"
    )


def test_a_file_that_is_not_there_is_told_with_exit_1(tmp_path: Path) -> None:
    result = CliRunner().invoke(policy_commands, ["check", str(tmp_path / "none.toml")])

    assert result.exit_code == 1
    assert "none.toml can't be used yet" in result.stderr
    assert "It can't be read: No such file or directory." in result.stderr


def test_check_lists_what_is_to_mend(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(edited("[gate]", '"all"', '"any"'), encoding="utf-8")

    assert [fault.where for fault in check(file)] == ["[gate] combine"]
    assert check(SHIPPED) == []
