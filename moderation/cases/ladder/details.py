"""What the steps that are taken outside the forum have to say for themselves (H2, H3, H5)."""

from collections.abc import Mapping

from moderation.cases.ladder.facts import Proposal
from moderation.policy import MeasureKind

# Why the police may be asked (H3), as the policy words it. None of them names an offence.
POLICE_GROUNDS: Mapping[str, str] = {
    "crime": "It may be a crime, such as harassment",
    "denigration": "It runs somebody down because of a protected characteristic",
    "obscene": "It may be grossly obscene",
    "threat": "It threatens violence",
    "other": "Something else, said in the facts",
}
# What each of these steps keeps on record: the field, what it is called, and what to write there
# if it may not be left out.
DETAILS: Mapping[MeasureKind, Mapping[str, tuple[str, str]]] = {
    MeasureKind.LEGAL_ADVICE: {
        "question": ("What is asked", "Write what the adviser is asked."),
        "adviser": ("Who advises", ""),
        "advice": ("What they advise", ""),
    },
    MeasureKind.POLICE_REFERRAL: {
        "facts": ("The facts", "Write what was posted, where and when. Facts only."),
        "rang": ("Who rang, and on which number", ""),
        "police_reference": ("The police's reference", ""),
        "wishes": ("What the person it is about wants to happen", ""),
        "police_advice": ("What the police advise about telling the parent", ""),
    },
    MeasureKind.HOST_COMPLAINT: {
        "address": ("The address of what was posted", "Copy the address, beginning with https://."),
        "quote": ("What it says", "Copy the words. Leave out any child's name."),
        "rule": ("Which rule of that site it breaks", "Name the rule of that site."),
    },
}


def details_problems(proposal: Proposal) -> dict[str, str]:
    """What is wanting in the record of a step taken outside the forum."""
    wanted = DETAILS.get(proposal.kind, {})
    problems = {
        name: what
        for name, (_, what) in wanted.items()
        if what and not proposal.details.get(name, "").strip()
    }
    if proposal.kind is MeasureKind.POLICE_REFERRAL and not (
        proposal.grounds and proposal.grounds <= POLICE_GROUNDS.keys()
    ):
        problems["grounds"] = "Choose at least one ground from the list."
    address = proposal.details.get("address", "").strip()
    if "address" in wanted and address and not address.startswith(("https://", "http://")):
        problems["address"] = DETAILS[MeasureKind.HOST_COMPLAINT]["address"][1]
    return problems
