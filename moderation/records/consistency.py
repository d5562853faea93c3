"""Whether what readers can see is what was judged and decided."""

from typing import TYPE_CHECKING

from moderation.review import queries

if TYPE_CHECKING:
    from moderation.extension import Moderation


def differences(moderation: "Moderation") -> tuple[list[str], int]:
    """One sentence for each text that shows though it should not, or the other way round.

    Also how many texts were compared. Nobody's words are in the sentences.
    """
    found, compared = [], 0
    for kind, content in moderation.content_types().items():
        judged = queries.published_texts(moderation.session, kind)
        for content_id, text in content.published_texts():
            compared += 1
            expected = judged.pop(content_id, None)
            if expected is None:
                found.append(f"{kind} {content_id} shows, but nothing decided says that it may.")
            elif expected != text:
                found.append(f"{kind} {content_id} shows other words than those that were judged.")
        found.extend(
            f"{kind} {content_id} should show, but readers cannot see it." for content_id in judged
        )
    return found, compared
