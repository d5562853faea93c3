"""The only place where a person's text becomes HTML: Markdown, then an allow-list.

The HTML of one text is always the same. It is made when a version is written, never when read.
"""

import html as escaping
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from typing import Any

import bleach
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from forum import links

QUOTES_DEEP = 5  # quotes within quotes; more would be a staircase on a phone
LEVELS_DEEP = 24  # lists in quotes in lists; a text deeper than that is shown as plain paragraphs
REL = "nofollow noopener noreferrer"
MENTION = "mention"  # the class, and the kind of token, of a name somebody is addressed by
LEADS, MISLEADS = "link-host", "link-elsewhere"  # the same of what is said beside a link
MARKS = 3  # accents on one letter; a text with more climbs over its neighbours

Span = tuple[int, int]
FindMentions = Callable[[str], Sequence[Span]]

_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "span", "strong", "ul"}
)
_PROTOCOLS = frozenset({"http", "https", "mailto"})
# Overrides, embeddings, isolates and marks that turn the direction of the text around them.
_TURNS_TEXT = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\ud800-\udfff{_TURNS_TEXT}]")
_NEW_LINES = re.compile("\r\n|\r|\u2028|\u2029|\x0b|\x0c|\x85")
_DEEP_QUOTE = re.compile(rf"^(?:[ ]{{0,3}}>[ \t]?){{{QUOTES_DEEP},}}", re.MULTILINE)
_TAG = re.compile(r"<[^>]*>")
# Accents that fit any letter. Those of Hebrew, Arabic, Thai and the like belong to their own letters.
_ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_TOWER = re.compile(f"([{_ACCENTS}]{{{MARKS}}})[{_ACCENTS}]+")
_PARTS = re.compile(r"</?(?:blockquote|br|hr|li|ol|p|pre|ul)\b[^>]*>")  # what parts words
_LOOKS_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters with nothing to see


def tidy(text: str | None) -> str:
    """The text as it is stored and judged: one kind of new line, nothing unseen, trimmed.

    An é typed as e and an accent becomes the one letter it is, so that searching finds either. A
    field that no form sent has no text.
    """
    seen = _UNSEEN.sub("", _NEW_LINES.sub("\n", text or ""))
    return unicodedata.normalize("NFC", seen).strip("\n").rstrip()


def tidy_line(text: str | None) -> str:
    """The same for a title: one line, single spaces."""
    return " ".join(tidy(text).split())


def is_blank(text: str) -> bool:
    """Whether there is nothing in the text that anyone could see."""
    return all(
        character.isspace()
        or character in _LOOKS_BLANK
        or unicodedata.category(character) in ("Cf", "Cc", "Mn")
        for character in text
    )


def cleaned(html: str) -> Markup:
    """HTML that `render` made, marked as safe to put into a page."""
    return Markup(html)  # noqa: S704 - the one door; `render` has cleaned it


def nobody(_text: str) -> Sequence[Span]:
    """No mentions: what `render` finds where nobody can be addressed."""
    return ()


def render(body: str, mentions: FindMentions = nobody) -> str:
    """The HTML of one text: a few plain tags, links that lend nothing, and nothing else.

    `mentions` says where in the writer's own words somebody is addressed; that is marked quietly.
    Towers of accents are cut for showing only: what is judged and kept is what was typed.
    """
    body = _TOWER.sub(r"\1", body)
    tokens = _parse(body)
    if _depth(tokens) > LEVELS_DEEP:
        return _paragraphs(body)
    for inline in _unquoted(tokens):
        inline.children = [piece for run in _runs(inline) for piece in _marked(*run, mentions)]
    for token in tokens:
        token.children = list(_with_places(token.children)) if token.children else token.children
    made = _CLEANER.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    # "&#x202e;" writes what `tidy` has taken out, so the outcome is looked through as well.
    shown = _UNSEEN.sub("", made).strip()
    return shown if _TAG.sub("", shown).strip() else _paragraphs(body)


def own_words(body: str) -> Sequence[str]:
    """The stretches of a text that are its writer's own: no code, no quotation, no link."""
    tokens = _parse(body)
    return [run.content for inline in _unquoted(tokens) for run, is_own in _runs(inline) if is_own]


def quoted_lines(body: str) -> Sequence[str]:
    """The lines of a text that are quotations, without their marks."""
    tokens = _parse(body)
    own = {id(inline) for inline in _unquoted(tokens)}
    return [
        line
        for token in tokens
        if token.type == "inline" and id(token) not in own
        for line in token.content.split("\n")
    ]


def count_links(body: str) -> int:
    """How many links a text has."""
    return sum(
        child.type in ("link_open", "image") for token in _parse(body) for child in token.children or ()
    )


def plain(body: str, length: int) -> str:
    """The beginning of a text without its marks, cut between words."""
    parts = [piece for token in _parse(body) for piece in _words(token)]
    text = " ".join(" ".join(parts).split())
    if len(text) <= length:
        return text
    head = text[:length]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(",.;:- ") + "…"


def words(html: str) -> str:
    """What somebody reads of HTML that `render` made, in one line."""
    return " ".join(escaping.unescape(_TAG.sub("", _PARTS.sub(" ", html))).split())


def marked(text: str, places: Iterable[tuple[int, int]]) -> Markup:
    """A plain text as HTML, with a mark around what stands at these places, which come in order."""
    pieces, done = [], 0
    for start, end in places:
        pieces += [escape(text[done:start]), Markup("<mark>%s</mark>") % text[start:end]]
        done = end
    return Markup("").join([*pieces, escape(text[done:])])


def quote(body: str, length: int = 600) -> str:
    """The text as a Markdown quotation, without what it quotes itself, ready to be answered."""
    lines = [line for line in body.split("\n") if not line.lstrip().startswith(">")]
    text = "\n".join(lines).strip()
    if len(text) > length:
        text = text[:length].rsplit(" ", 1)[0] + " …"
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) + "\n\n"


def _parse(body: str) -> list[Token]:
    shallow = _DEEP_QUOTE.sub("> " * QUOTES_DEEP, body)
    return _MARKDOWN.parse(shallow)


def _depth(tokens: Sequence[Token]) -> int:
    levels = [token.level for token in tokens]
    for token in tokens:
        levels.extend(token.level + child.level for child in token.children or ())
    return max(levels, default=0)


def _unquoted(tokens: Sequence[Token]) -> Iterator[Token]:
    quotes = 0
    for token in tokens:
        quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "inline" and not quotes:
            yield token


def _runs(inline: Token) -> Iterator[tuple[Token, bool]]:
    """Each piece of a line, and whether it is the writer's plain words."""
    links = 0
    for child in inline.children or ():
        links += (child.type == "link_open") - (child.type == "link_close")
        yield child, child.type == "text" and not links


def _marked(run: Token, is_own: bool, mentions: FindMentions) -> Iterator[Token]:
    if not is_own:
        yield run
        return
    done = 0
    for start, end in mentions(run.content):
        yield Token("text", "", 0, content=run.content[done:start])
        yield Token(MENTION, "", 0, content=run.content[start:end])
        done = end
    yield Token("text", "", 0, content=run.content[done:])


def _with_places(line: Sequence[Token]) -> Iterator[Token]:
    """A line with the place each link leads to, where the link's own words do not say it."""
    address, said = "", ""
    for token in line:
        if token.type == "link_open":
            address, said = str(token.attrGet("href") or ""), ""
        elif address:
            said += token.content
        if token.type == "image":
            address, said = str(token.attrGet("src") or ""), token.content
        yield token
        if token.type in ("link_close", "image") and (lead := links.leads_to(address, said)):
            kind = MISLEADS if lead.is_misleading else LEADS
            yield Token(kind.replace("-", "_"), "", 0, content=lead.words)
        if token.type in ("link_close", "image"):
            address = ""


def _paragraphs(body: str) -> str:
    """A text as it was typed, in paragraphs, when its nesting is too deep to show."""
    pieces = [piece.strip() for piece in re.split(r"\n\s*\n", body)]
    return "\n".join(
        "<p>" + escaping.escape(piece, quote=False).replace("\n", "<br>\n") + "</p>"
        for piece in pieces
        if piece
    )


def _words(token: Token) -> list[str]:
    if token.type in ("fence", "code_block"):
        return [token.content]
    if token.type != "inline":
        return []
    joined = "".join(
        child.content if child.type in ("text", "code_inline", "image") else " "
        for child in token.children or ()
        if child.type in ("text", "code_inline", "image", "softbreak", "hardbreak")
    )
    return [joined]


class _Renderer(RendererHTML):
    """CommonMark with our few differences: pictures are links, headings are bold lines."""

    def image(
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,
        env: MutableMapping[str, Any],
    ) -> str:
        """A link to the picture: nothing is loaded from another site by reading a post."""
        token = tokens[idx]
        words = self.renderInlineAsText(token.children, options, env) or "picture"
        address = escaping.escape(str(token.attrGet("src") or ""))
        return f'<a href="{address}" rel="{REL}">{escaping.escape(words)}</a>'

    def mention(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """A name that somebody is addressed by, marked quietly; it leads nowhere."""
        return f'<span class="{MENTION}">{escaping.escape(tokens[idx].content)}</span>'

    def link_host(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """Where the link before this leads."""
        return f' <span class="{LEADS}">({escaping.escape(tokens[idx].content)})</span>'

    def link_elsewhere(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """Where the link before this leads, when its words name another place."""
        where = escaping.escape(tokens[idx].content)
        return f' <span class="{MISLEADS}">(this leads to {where})</span>'

    def heading_open(self, *_: object) -> str:
        """The page's own headings stay its only ones, so people can find their way by them."""
        return "<p><strong>"

    def heading_close(self, *_: object) -> str:
        """The end of a bold line."""
        return "</strong></p>\n"

    def link_open(
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,
        env: MutableMapping[str, Any],
    ) -> str:
        """A link that lends the other site nothing and gives it no hold on this page."""
        tokens[idx].attrSet("rel", REL)
        return self.renderToken(tokens, idx, options, env)


def _may_stay(tag: str, name: str, value: str) -> bool:
    if tag == "ol":
        return name == "start" and value.isdigit()
    if tag == "span":
        return name == "class" and value in (MENTION, LEADS, MISLEADS)
    return tag == "a" and (name == "href" or (name == "rel" and value == REL))


class _Markdown(MarkdownIt):
    """CommonMark that shows a bare address by its host, and never in letters that look like others."""

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's own name
        """The words of a link that has none but its address."""
        return links.shown(self.normalizeLink(link))


_MARKDOWN = _Markdown(
    "commonmark",
    {"html": False, "linkify": True, "breaks": True, "maxNesting": 2 * LEVELS_DEEP},
    renderer_cls=_Renderer,
).enable("linkify")
assert _MARKDOWN.linkify is not None  # the library is among what we need
# Only what says that it is an address: “bank.com” in a sentence leads nowhere.
_MARKDOWN.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
for _scheme in ("ftp:", "//", "mailto:"):
    _MARKDOWN.linkify.add(_scheme, None)
_CLEANER = bleach.Cleaner(
    tags=_TAGS, attributes=_may_stay, protocols=_PROTOCOLS, strip=True, strip_comments=True
)
