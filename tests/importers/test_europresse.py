from hermeneut.importers import recognise

ARTICLE = """<article><header>
<div class="rdp__DocPublicationName"> <span class="DocPublicationName">Le Courrier, no. 22014<br>
Vannes ; Auray</span> </div>
<div><span class="DocHeader">Culture, mardi 14 janvier 2014 812 mots, p. 16</span></div>
<div class="titreArticle"><p class="sm-margin-bottomNews">CINÉMA</p>
<p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">Deux voix</p>
<p class="sm-margin-TopNews rdp__subtitle">Un amour</p></div>
<p class="sm-margin-bottomNews">Yves Martin</p></header>
<section><div class="DocText clearfix"><div class='docOcurrContainer'>
<p>Un <mark>film</mark> : <em>Her</em>.</p><p>Deux.</p></div></div></section>
<aside><p>Une photo</p></aside><footer><small>© 2014 Le Courrier. Tous droits réservés.</small>
<p>Numéro de document : news·20140114·COU·0q1603_1</p></footer></article>"""
OLDER = """<article><header><div><span class="DocPublicationName">Harbour Weekly   </span></div>
<div><span class="DocHeader">World, Friday, November 13, 2015</span></div>
<div class="titreArticle"><p class="titreArticleVisu">Two voices</p></div><div>Tom Roe</div>
</header><section><div class="DocText"><p>A film.</p></div></section><footer></footer></article>"""
PICTURE = """<article><header><span class="DocPublicationName">Le Courrier</span>
<p class="titreArticleVisu">Une photo</p></header><footer><p>news·20140301·COU·1</p></footer>
</article>"""


def page(*articles):
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>'
    return (head + "".join(articles) + "</body></html>").encode()


def test_each_article_is_a_row(facts):
    payload = page(ARTICLE, OLDER)
    assert recognise(payload) == "europresse"
    first, second = facts(payload, "europresse")
    assert first == {
        "title": "Deux voix",
        "authors": "Yves Martin",
        "outlet": "Le Courrier",
        "published": "14 janvier 2014",
        "section": "Culture",
        "pages": "16",
        "subtitle": "CINÉMA Un amour",
        "number": "news·20140114·COU·0q1603_1",
        "text_html": "<p>Un film : <em>Her</em>.</p>\n<p>Deux.</p>",
    }
    assert second == {
        "title": "Two voices",
        "authors": "Tom Roe",
        "outlet": "Harbour Weekly",
        "published": "2015-11-13",
        "section": "World",
        "text_html": "<p>A film.</p>",
    }


def test_an_article_without_a_text_keeps_its_facts(errors):
    from hermeneut.importers import read

    (row,) = read(page(PICTURE), "europresse")
    assert row.error.startswith("no-text")
    assert (row.values["title"], row.values["published"]) == ("Une photo", "2014-03-01")


def test_any_other_page_is_not_this(errors):
    assert recognise(page("<article><p>A film.</p></article>")) == ""
    assert errors(b"<html><p>x", "europresse") == ["no-articles"]
