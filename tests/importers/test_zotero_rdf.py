from hermeneut.importers import recognise

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" \
xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:link="http://purl.org/rss/1.0/modules/link/">
 <bib:Article rdf:about="https://example.org/a">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
  <bib:authors><rdf:Seq>
   <rdf:li><foaf:Person><foaf:surname>Petrov</foaf:surname>\
<foaf:givenName>Ana</foaf:givenName></foaf:Person></rdf:li>
   <rdf:li><foaf:Person><foaf:surname>The Slow Group</foaf:surname></foaf:Person></rdf:li>
  </rdf:Seq></bib:authors>
  <dc:subject>love</dc:subject><dc:subject>voice</dc:subject>
  <dc:identifier><dcterms:URI><rdf:value>https://example.org/a</rdf:value></dcterms:URI>\
</dc:identifier>
  <dc:date>2014-01-10</dc:date>
  <dc:title>Love without hands</dc:title>
  <dcterms:abstract>First.

Second.</dcterms:abstract>
  <z:language>en</z:language>
  <link:link rdf:resource="#item_1"/>
 </bib:Article>
 <bib:Journal rdf:about="urn:issn:1234-5678">
  <dc:title>The Slow Pan</dc:title><dc:identifier>DOI 10.1000/1</dc:identifier>
 </bib:Journal>
 <z:Attachment rdf:about="#item_1"><z:itemType>attachment</z:itemType></z:Attachment>
 <bib:Memo rdf:about="#item_2"><rdf:value>a note</rdf:value></bib:Memo>
 <rdf:Description rdf:about="#item_3">
  <z:itemType>webpage</z:itemType>
  <dcterms:isPartOf><z:Website><dc:title>Harbour Weekly</dc:title></z:Website></dcterms:isPartOf>
  <dc:title>Two voices</dc:title>
 </rdf:Description>
</rdf:RDF>"""


def test_references_become_rows_and_attachments_dont(facts):
    assert recognise(RDF.encode()) == "zotero-rdf"
    first, second = facts(RDF.encode(), "zotero-rdf")
    assert first == {
        "title": "Love without hands",
        "authors": "Ana Petrov; The Slow Group",
        "outlet": "The Slow Pan",
        "published": "2014-01-10",
        "url": "https://example.org/a",
        "form": "journal article",
        "venue": "journal",
        "language": "en",
        "abstract": "First.\n\nSecond.",
        "doi": "10.1000/1",
        "keywords": "love; voice",
    }
    assert second == {"title": "Two voices", "outlet": "Harbour Weekly", "form": "web page"}


def test_entities_are_not_expanded(facts):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE r [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{laughs}]>'
    title = "<dc:title>Two voices"
    hostile = RDF.replace("?>", "?>" + bomb, 1).replace(title, f"{title}&l11;&f;")
    rows = facts(hostile.encode(), "zotero-rdf")
    assert max(len(value) for row in rows for value in row.values()) < 200
    assert "root" not in str(rows)


def test_a_cut_file_is_read_as_far_as_it_goes(facts):
    cut = RDF[: RDF.index("<bib:Journal")]
    assert facts(cut.encode(), "zotero-rdf")[0]["title"] == "Love without hands"
