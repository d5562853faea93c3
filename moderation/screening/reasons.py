"""Why something was noticed, in one plain sentence about the words and never about the person."""

_LONGEST = 60
_PLAIN = "A person needs to look at “{words}”."
_REASONS = {
    "allegation": "“{words}” may say that someone did something wrong, which the school wants to "
    "hear in private.",
    "bullying": "“{words}” may make fun of someone or gang up on them.",
    "complaint": "“{words}” may be a complaint about the school, which has better places than the "
    "forum.",
    "defamation": "“{words}” may damage someone's good name.",
    "harassment": "“{words}” may lead to someone being pursued or pestered.",
    "obscene": "“{words}” may be crude.",
    "offensive": "“{words}” may be hurtful about someone at school.",
    "privacy": "“{words}” may give away someone's private details.",
    "profanity": "“{words}” is strong language.",
    "protected": "“{words}” may run people down because of who they are.",
    "safeguarding": "“{words}” may mean that someone needs help, so the safeguarding lead reads it "
    "first.",
    "threat": "“{words}” may sound like a threat.",
}


def reason(category: str, words: str) -> str:
    """The sentence for these words in this category."""
    shown = " ".join(words.split())
    if len(shown) > _LONGEST:
        shown = shown[: _LONGEST - 1].rstrip() + "…"
    return _REASONS.get(category, _PLAIN).replace("{words}", shown)
