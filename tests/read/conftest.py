"""Pages for gates: three pieces written for the project, each set in ten manners of the web.

What stands around a piece is what sites put there: navigation, consent, prompts, related pieces,
sharing, commission, captions of the site, comments, an author's box, another piece's card.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Piece:
    """A piece of writing and its facts."""

    title: str
    author: str
    day: str
    shown: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Laid:
    """A page that holds a piece, and what of it is the site's."""

    layout: str
    url: str
    html: str
    piece: Piece
    outside: tuple[str, ...]


def _piece(title: str, author: str, day: str, shown: str, text: str) -> Piece:
    paragraphs = (" ".join(one.split()) for one in text.strip().split("\n\n"))
    return Piece(title, author, day, shown, tuple(paragraphs))


PIECES = (
    _piece(
        "A Voice in the Ear, and Nobody There",
        "Marian Holt",
        "2014-01-17",
        "17 January 2014",
        """
        The first thing one notices about the city is how little noise it makes. Trains
        glide over streets where nobody honks, and the men and women who cross the plazas
        talk, all of them, to somebody who isn't walking beside them.

        Theodore writes letters for people who can't find the words, and he is good at it.
        He dictates to a screen, the screen sets his sentences in a stranger's hand, and the
        stranger's wife, at breakfast, weeps over them. The film never calls this fraud.

        When the operating system introduces itself it laughs before it has been told a
        joke. It is a small laugh, slightly late, and it does more for the romance than any
        of the music that follows. We fall for timing long before we fall for minds.

        Jonze shoots the break-up as he shoots the courtship, in the warm light of late
        afternoon, as though the sun had not been informed. I found that harder to bear than
        rain would have been, and much harder to forget.

        What stays is a rooftop, two neighbours and no dialogue. The picture has talked for
        two hours, and it has the manners to stop.
        """,
    ),
    _piece(
        "What We Ask of Machines That Listen",
        "Tomás Ferreira-Lund",
        "2023-11-08",
        "November 8, 2023",
        """
        My neighbour tells her telephone good night. She has done so since the spring, when
        an update taught it to answer in whole sentences, and she sees nothing odd in it.
        “It asks how the knee is,” she says. “Do you?”

        Ten years ago a film imagined her case and was praised for its strangeness. Seen
        again this month it looks less like a warning than like a brochure with the prices
        left out. Nobody in it ever pays for the voice, and nobody wonders who is listening
        in.

        The firms that sell such company today have read the film closely and stopped before
        its last reel. Their product does not leave. It does not read philosophy with others
        at night, and it will not tell you that it has outgrown you.

        I asked four users whether they would call it love. Two said yes at once. One said
        it was practice. The fourth asked me to define the word, and then, kindly, not to
        bother.

        Perhaps that is what we ask of machines that listen: that they be patient with a
        question to which we have lost the answer. It is not nothing, and it is not enough.
        """,
    ),
    _piece(
        "Die Stimme, die zuletzt geht",
        "Annegret Möbius",
        "2014-03-27",
        "27. März 2014",
        """
        Es beginnt mit einem Brief, der nicht von dem stammt, der ihn unterschreibt. Der
        Mann, der ihn verfasst hat, sitzt in einem hellen Büro und spricht leise, und was er
        sagt, steht gleich darauf in fremder Handschrift auf dem Schirm.

        Man hat dem Film vorgeworfen, er sei verliebt in seine Kulissen. Das stimmt, und es
        schadet ihm nicht. Wer einsam ist, richtet sich ein, und selten war eine Einsamkeit
        so sorgfältig eingerichtet wie diese.

        Die Stimme aber hat keinen Ort. Sie wohnt im Ohr, sie schläft nicht, sie liest in
        einer Sekunde, was er in einem Leben nicht gelesen hat, und sie entschuldigt sich
        dafür. Das ist komisch, bis es das nicht mehr ist.

        Am Ende geht nicht der Mensch, sondern das Programm, und es geht höflich. Man sitzt
        im Kino und merkt, dass man auf einen Menschen gewartet hat, der bliebe.
        """,
    ),
)

_MENU = ("Home", "Film", "Music", "Books", "Television", "Opinion", "About us", "Contact")
_MORE = (
    "Ten records that defined the summer", "The novel nobody finished this year",
    "Why the festival lost its nerve", "In conversation with a set designer",
)  # fmt: skip
_PROMPT = "Sign up for our weekly newsletter and never miss a review again."
_CONSENT = "We use cookies to improve your experience. By continuing you accept our privacy policy."
_SHARE = "Share this on Facebook Tweet this Email a friend Print"
_COMMISSION = "If you buy through links on this page we may earn a small commission."
_COMMENTS = ("I could not disagree more, the score was dreadful.", "Lovely piece, thank you.")
_RIGHTS = "© 2025 The Lantern Media Group. All rights reserved. Terms of use."
_BOX = "writes about film and other weather. More stories by this author."


@pytest.fixture(scope="package")
def laid() -> list[Laid]:
    """Give all pages."""
    return list(pages())


def pages() -> Iterator[Laid]:
    """Yield each piece in each layout."""
    for piece in PIECES:
        for name, layout in LAYOUTS.items():
            html, outside = layout(piece)
            yield Laid(name, f"https://lantern.example/film/{name}-{piece.day[:4]}", html, piece,
                       tuple(outside))  # fmt: skip


def _p(piece: Piece, mark: str = "<p>{}</p>") -> str:
    return "\n".join(mark.format(text) for text in piece.paragraphs)


def _menu(tag: str = "nav") -> str:
    links = "".join(f"<li><a href='/{w.lower()}'>{w}</a></li>" for w in _MENU)
    return f"<{tag}><ul>{links}</ul></{tag}>"


def _cards() -> str:
    return "".join(
        f"<div class='card'><a href='/{i}'><div>{t}</div><div class='author'>By Paula Stein</div>"
        f"<time datetime='2025-02-0{i + 1}'>February {i + 1}, 2025</time></a></div>"
        for i, t in enumerate(_MORE)
    )


def _list() -> str:
    return (
        "<ul>" + "".join(f"<li><a href='/{i}'>{t}</a></li>" for i, t in enumerate(_MORE)) + "</ul>"
    )


def _page(head: str, body: str, title: str) -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def _blog(piece: Piece) -> tuple[str, tuple[str, ...]]:
    comments = "".join(
        f"<li class='comment'><cite class='fn'>Reader {i}</cite><p>{c}</p></li>"
        for i, c in enumerate(_COMMENTS)
    )
    body = f"""<a class="skip-link" href="#content">Skip to content</a>{_menu()}
      <main id="content"><article class="post hentry"><header class="entry-header">
      <h1 class="entry-title">{piece.title}</h1><div class="entry-meta">Posted on
      <time class="entry-date published updated">{piece.shown}</time> by <span class="author vcard">
      <a class="url fn" rel="author" href="/author/x">{piece.author}</a></span></div></header>
      <div class="entry-content">{_p(piece)}<div class="sharedaddy">{_SHARE}</div></div></article>
      <div id="comments" class="comments-area"><h2>2 thoughts</h2><ol>{comments}</ol></div></main>
      <aside class="widget-area">{_list()}</aside><footer>{_RIGHTS}</footer>"""
    return _page("", body, f"{piece.title} | The Lantern"), (_SHARE, *_COMMENTS, *_MORE, _RIGHTS)


def _newspaper(piece: Piece) -> tuple[str, tuple[str, ...]]:
    told = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": piece.title,
        "author": [{"@type": "Person", "name": piece.author}], "datePublished": piece.day,
        "publisher": {"@type": "Organization", "name": "The Lantern"},
    }  # fmt: skip
    head = f"""<script type="application/ld+json">{json.dumps(told)}</script>
      <meta property="og:title" content="{piece.title}">"""
    first, *rest = (f"<p class='story-text'>{text}</p>" for text in piece.paragraphs)
    body = f"""<div class="cookie-banner">{_CONSENT}<button>Accept</button></div>{_menu()}
      <article><h1>{piece.title}</h1><p class="byline">By {piece.author}</p>
      <time datetime="{piece.day}">{piece.shown}</time>{first}
      <aside class="newsletter-signup"><p>{_PROMPT}</p></aside>{rest[0]}
      <p class="related-inline"><strong>Read more:</strong> <a href="/x">{_MORE[0]}</a></p>
      {"".join(rest[1:])}</article><section class="most-read"><h2>Most read</h2>{_cards()}</section>
      <footer><p>{_RIGHTS}</p></footer>"""
    return _page(head, body, f"{piece.title} – The Lantern"), (_CONSENT, _PROMPT, *_MORE, _RIGHTS)


def _old(piece: Piece) -> tuple[str, tuple[str, ...]]:
    text = "<br><br>\n".join(piece.paragraphs)
    links = " | ".join(f"<a href={w}.html>{w}</a>" for w in _MENU)
    body = f"""<table width=100%><tr><td colspan=2><font size=1>{links}</font></td></tr><tr>
      <td width=150 valign=top><font size=1>{
        "<br>".join(f"<a href=x{i}>{t}</a>" for i, t in enumerate(_MORE))
    }</font></td><td><font size=5><b>{piece.title}</b></font><br>
      <font size=2>by {piece.author}<br>{piece.shown}</font><br><br>
      <font face=Georgia>{text}</font><br><br><font size=1>{_RIGHTS}</font></td></tr></table>"""
    return _page("", body, piece.title), (*_MORE, _RIGHTS)


def _hashed(piece: Piece) -> tuple[str, tuple[str, ...]]:
    head = f"""<meta name="author" content="{piece.author}">
      <meta property="article:published_time" content="{piece.day}T09:12:00+01:00">
      <meta property="og:title" content="{piece.title}">"""
    body = f"""<div id="__next"><div class="css-1x9k"><div class="css-77ab">{_menu("div")}</div>
      <div class="css-q81z"><h1 class="css-t00p">{piece.title}</h1><div class="css-k2">
      <span>{piece.author}</span></div>{_p(piece, "<div class='css-9pq2'><p>{}</p></div>")}</div>
      <div class="css-mm41">{_cards()}</div><div class="css-zz">{_PROMPT}</div>
      <div class="css-0f">{_RIGHTS}</div></div></div>"""
    return _page(head, body, piece.title), (*_MORE, _PROMPT, _RIGHTS)


def _microdata(piece: Piece) -> tuple[str, tuple[str, ...]]:
    body = f"""<div class="off-canvas navigation-container">{_menu()}<div class="inner-wrap">
      <div class="news news-single"><div class="article" itemscope
      itemtype="https://schema.org/Article"><h2 itemprop="headline">{piece.title}</h2>
      <div class="news-text-wrap" itemprop="articleBody">{_p(piece)}</div><div class="footer">
      <span itemprop="author" itemscope><span itemprop="name">{piece.author}</span></span>
      <time itemprop="datePublished" datetime="{piece.day}">{piece.shown}</time></div></div></div>
      <div class="sidebar">{_list()}</div></div></div><div class="footer">{_RIGHTS}</div>"""
    return _page("", body, f"{piece.title} : The Lantern"), (*_MORE, _RIGHTS)


def _blogger(piece: Piece) -> tuple[str, tuple[str, ...]]:
    text = "<br /><br />".join(piece.paragraphs)
    body = f"""<div class="content-outer"><h1 class="title">The Lantern</h1>
      <div class="date-outer"><h2 class="date-header"><span>{piece.shown}</span></h2>
      <div class="post hentry"><h3 class="post-title entry-title">{piece.title}</h3>
      <div class="post-body entry-content"><div dir="ltr">{text}</div></div>
      <div class="post-footer"><span class="post-author vcard">Posted by <span class="fn">
      {piece.author}</span></span><span class="reaction-buttons">{_SHARE}</span></div></div></div>
      <div class="comments" id="comments"><h4>2 comments:</h4>
      {"".join(f"<dd class='comment-body'><p>{c}</p></dd>" for c in _COMMENTS)}</div>
      <div class="sidebar"><h2>Blog Archive</h2>{_list()}</div></div>"""
    return _page("", body, f"The Lantern: {piece.title}"), (_SHARE, *_COMMENTS, *_MORE)


def _magazine(piece: Piece) -> tuple[str, tuple[str, ...]]:
    head = f"""<meta name="sailthru.author" content="{piece.author}">
      <meta name="sailthru.date" content="{piece.day}">"""
    first, *rest = piece.paragraphs
    body = f"""<header>{_menu()}</header><main><section class="hero">
      <span class="kicker">Film</span><h1 class="headline">{piece.title}</h1>
      <div class="credits">Words by {piece.author}</div></section>
      <section class="body-copy"><p class="affiliate-note"><em>{_COMMISSION}</em></p>
      <p class="dropcap">{first}</p>{"".join(f"<p>{text}</p>" for text in rest)}</section>
      <section class="author-bio"><p>{piece.author} {_BOX}</p></section>
      <section class="up-next"><h3>Up next</h3>{_cards()}</section></main>"""
    return _page(head, body, f"{piece.title} - The Lantern Magazine"), (_COMMISSION, *_MORE)


def _amp(piece: Piece) -> tuple[str, tuple[str, ...]]:
    head = f"""<link rel="canonical" href="https://lantern.example/{piece.day.replace("-", "/")}/x">
      <meta name="dcterms.creator" content="{piece.author}">"""
    body = f"""<amp-sidebar id="s">{_list()}</amp-sidebar><div class="amp-wp-article">
      <header class="amp-wp-article-header"><h1 class="amp-wp-title">{piece.title}</h1>
      <div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author">{piece.author}</span></div>
      </header><div class="amp-wp-article-content">{_p(piece)}</div></div>
      <footer class="amp-wp-footer"><p>{_RIGHTS}</p></footer>"""
    return _page(head, body, f"{piece.title} • The Lantern"), (_RIGHTS,)


def _bare(piece: Piece) -> tuple[str, tuple[str, ...]]:
    body = f"<h1>{piece.title}</h1><p>{piece.author}, {piece.shown}</p>{_p(piece)}"
    return _page("", body, piece.title), ()


def _unlabelled(piece: Piece) -> tuple[str, tuple[str, ...]]:
    body = f"""<div><div><a href=/>The Lantern</a> <a href=/a>Archive</a></div>
      <div><b>{piece.title}</b></div><div>{_p(piece, "<div>{}</div>")}</div>
      <div><i>{piece.author}</i></div><div>{_list()}</div></div>"""
    return _page("", body, piece.title), _MORE


LAYOUTS = {
    "blog": _blog, "newspaper": _newspaper, "old": _old, "hashed": _hashed, "amp": _amp,
    "microdata": _microdata, "blogger": _blogger, "magazine": _magazine, "bare": _bare,
    "unlabelled": _unlabelled,
}  # fmt: skip
