import pytest

from hermeneut.importers import recognise

NUMBER = "Document SLOWPN0020131229e9ct0001r"
FIELDS = {
    "SE": "Culture", "HD": "Love without hands", "BY": "By Ana Petrov", "WC": "295 words",
    "PD": "29 December 2013", "ET": "15:32", "SN": "The Slow Pan", "PG": "12", "LA": "English",
    "CY": "(c) 2013 Slow Pan", "LP": ["I saw {i}Her{/} & {b}her{/}.", "Second."], "TD": ["Third."],
    "NS": "gcat : News", "AN": NUMBER,
}  # fmt: skip
BASE = {
    "title": "Love without hands",
    "authors": "Ana Petrov",
    "outlet": "The Slow Pan",
    "published": "2013-12-29",
    "language": "en",
    "section": "Culture",
    "length": "295 words",
    "number": NUMBER.removeprefix("Document "),
    "text_html": "<p>I saw <em>Her</em> &amp; her.</p>\n<p>Second.</p>\n<p>Third.</p>",
}
SHOWN = [
    "Culture", "Love without hands", "By Ana Petrov", "295 words", "29 December 2013", "15:32",
    "The Slow Pan", "SLOWPN", "12", "English", "(c) 2013 Slow Pan", "I saw {i}Her{/} & {b}her{/}.",
    "Second.", "Third.", NUMBER,
]  # fmt: skip


def html(inside):
    css = ".a{b:c}" * 20_000  # more than 128 KB, as real exports have
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Factiva</title>"
        f"<style>{css}</style></head><body><form>{inside}</form></body></html>"
    ).encode()


def marked(text):
    return (
        text.replace("&", "&amp;").replace("{i}", "<i>").replace("{b}", "<b>")
        .replace("I saw <i>Her{/}", "I saw <i>Her</i>").replace("her{/}", "her</b>")
    )  # fmt: skip


def coded_html():
    rows = ""
    for code, value in FIELDS.items():
        if isinstance(value, list):
            value = "".join(
                f"<p class='articleParagraph enarticleParagraph'>{marked(p)}</p>" for p in value
            )
        rows += f"<tr><td class='index'><b>{code}</b>&nbsp;</td><td><br/>{value}</td></tr>"
    return html(f"<div class='article enArticle'><table>{rows}</table></div>")


def shown_html():
    section, title, author, *facts = SHOWN[:11]
    rest = "".join(f"<div>{fact}</div>" for fact in facts)
    body = "".join(
        f'<p class="articleParagraph enarticleParagraph">{marked(p)}</p>' for p in SHOWN[11:14]
    )
    return html(
        f'<div class="article enArticle"><div>{section}</div><div id="hd"><span class="enHeadline">'
        f'{title}</span></div><div class="author">{author}</div>{rest}{body}<p>{NUMBER}</p></div>'
    )


def rich(text):
    return text.replace("{i}", r"{\i ").replace("{b}", r"{\b ").replace("{/}", "}")


def coded_rtf():
    rows = ""
    for code, value in FIELDS.items():
        lines = value if isinstance(value, list) else [value]
        rows += rf"\trowd {{\b {code}}}\cell " + r"\par ".join(map(rich, lines)) + r"\cell\row "
    return (r"{\rtf1\ansi " + rows + "}").encode()


def shown_rtf():
    lines = [rf"{{\b {line}}}" if line == SHOWN[1] else rich(line) for line in SHOWN]
    return (r"{\rtf1\ansi " + r"\par ".join(lines) + "}").encode()


@pytest.mark.parametrize("export", [coded_html, shown_html, coded_rtf, shown_rtf])
def test_an_article_however_exported(facts, export):
    payload = export()
    assert recognise(payload) == "factiva"
    (row,) = facts(payload, "factiva")
    assert {name: row[name] for name in BASE} == BASE


def test_several_articles_as_text_one_cut_off(facts):
    plain = [line.replace("{i}", "").replace("{b}", "").replace("{/}", "") for line in SHOWN]
    long = "A line that no program has wrapped, as each is a paragraph of its own."
    second = ["Zwei Stimmen", "12 Wörter", "1. Januar 2014", "Der Morgen", "Deutsch",
              "© 2014 Der Morgen", long, "Dokument MORGEN0020140101ea11000xy"]  # fmt: skip
    third = [
        "Deux voix",
        "Par Yves Martin",
        "65 mots",
        "10 janvier 2014",
        "Le Courrier",
        "COUR",
        "Un.",
    ]
    payload = "\n".join([*plain, "", *second, "", *third]).encode()
    assert recognise(payload) == "factiva"
    rows = facts(payload, "factiva")
    assert [r["title"] for r in rows] == ["Love without hands", "Zwei Stimmen", "Deux voix"]
    assert [r.get("authors") for r in rows] == ["Ana Petrov", None, "Yves Martin"]
    assert [r["published"] for r in rows] == ["2013-12-29", "1. Januar 2014", "10 janvier 2014"]
    assert [r["outlet"] for r in rows] == ["The Slow Pan", "Der Morgen", "Le Courrier"]
    assert [r.get("language") for r in rows] == ["en", "de", None]
    assert rows[2]["text_html"] == "<p>Un.</p>"


def test_what_has_no_articles_says_so(errors):
    assert errors(b"Nothing.", "factiva") == ["no-articles"]
    assert errors(html("<p>x"), "factiva") == ["no-articles"]
    assert errors(html("<div class='article enArticle'><div>Only</div></div>"), "factiva") == [
        "malformed"
    ]
