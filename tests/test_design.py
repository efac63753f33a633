import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.design import parse, read
from hermeneut.errors import UserError
from hermeneut.plan import registered
from hermeneut.samples import SHIPPED, design_of

MINIMAL = '[study]\nname = "up"\n\n[work]\ntitle = "Up"\nyear = 2009\n'

MISTAKES = {
    "unknown key": ("lenght = 3\n", "line 7: lenght is not known in \\[work\\]"),
    "unknown section": (
        '[targt]\nid = "a"\n',
        "line 7: targt is not known\n  → did you mean target",
    ),
    "missing key": ('[[target]]\nid = "a"\n', "line 7: \\[target\\] needs label"),
    "blank": (
        '[[code]]\nid = "a"\n\ndefinition = " "\n',
        "line 10: \\[code\\] needs definition",
    ),
    "wrong type": ("kind = 3\n", "line 7: kind must be text in quotes, not 3"),
    "not a list": ('makers = "Docter"\n', "line 7: makers must be a list of texts in quotes"),
    "single brackets": ('[target]\nid = "a"\n', "write \\[\\[target\\]\\] with two brackets"),
    "second section": (
        '[[target]]\nid = "a"\nlabel = "A"\n[[target]]\nid = "b"\nlable = "B"\n',
        "line 12: lable is not known in \\[target\\]\n  → did you mean label",
    ),
    "same id": (
        '[[code]]\nid = "a"\ndefinition = "x"\n[[code]]\nid = "a"\ndefinition = "y"\n',
        "line 11: two \\[\\[code\\]\\] have the id 'a'",
    ),
    "odd id": ('[[code]]\nid = "../a"\ndefinition = "x"\n', "line 8: id '../a' may hold letters"),
    "not TOML": ("title = \n", "isn't TOML"),
    "no year": (
        '[[period]]\nid = "a"\nfrom = 99999999999\nto = 2\n',
        "line 9: from must be a year, not 99999999999",
    ),
    "an address for a host": (
        '[[outlet]]\nhost = "https://post.example/"\n',
        "line 8: host can't be 'https://post.example/'\n  → a name such as example.org",
    ),
    "an unknown venue": (
        '[[outlet]]\nhost = "post.example"\n[[outlet]]\nhost = "b.example"\nvenue = "newspapr"\n',
        "line 11: venue can't be 'newspapr'\n  → did you mean newspaper",
    ),
    "an unknown form": (
        '[[outlet]]\nhost = "post.example"\nform = "reviews"\n',
        "line 9: form can't be 'reviews'\n  → did you mean review",
    ),
    "no date": (
        '[[outlet]]\nhost = "post.example"\nuntil = "2015-02-30"\n',
        "line 9: until can't be '2015-02-30'\n  → an ISO date",
    ),
    "a rule's unknown key": (
        '[[outlet]]\nhost = "post.example"\nauthor = ".by"\n',
        "line 9: author is not known in \\[outlet\\]\n  → did you mean authors",
    ),
    "a pronoun that isn't one": (
        '[[target]]\nid = "a"\nlabel = "A"\npronouns = ["she", "her"]\n',
        "line 10: pronouns can't hold 'her'\n  → ",
    ),
    "pronouns that are no list": (
        '[[target]]\nid = "a"\nlabel = "A"\npronouns = "she"\n',
        "line 10: pronouns must be a list of texts in quotes, not 'she'",
    ),
    "an empty role": (
        '[[target]]\nid = "a"\nlabel = "A"\nroles = [""]\n',
        "line 10: roles can't hold an empty text\n  → such as",
    ),
    "a period without years": (
        '[[period]]\nid = "a"\nfrom = 2020\nto = 2010\n',
        "line 10: to is 2010, before from, 2020",
    ),
    "no such day": (
        '[[event]]\nlabel = "a"\ndate = "2013-02-30"\n',
        "line 9: date can't be '2013-02-30'\n  → an ISO date",
    ),
    "no such facet": (
        '[[comparison]]\nfacet = "form+perod"\ntarget = "a"\n',
        "line 8: facet can't be 'perod'\n  → did you mean period",
    ),
    "a step that is no section": ("[pass]\nthemes = 3\n", "pass.themes must be a section"),
    "an enormous number": ("[pass.x]\na = " + "9" * 9999 + "\n", "isn't TOML"),
    "an enormous depth": ("x = " + "[" * 9999, "isn't TOML"),
    "an enormous text": ("kind = ['" + "x" * 99999 + "']\n", "text in quotes, not .{60}$"),
}


@pytest.mark.parametrize(("more", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_line_key_and_nearest_word(more, message):
    with pytest.raises(UserError, match=message):
        parse(MINIMAL + more)


def test_an_unknown_setting_of_a_pass_is_refused_with_its_line():
    from hermeneut import registry

    design = parse(MINIMAL + "\n[pass.themes]\nthreshhold = 0.4\n")

    with pytest.raises(UserError, match=r"line 9: threshhold .*\n.*did you mean threshold"):
        registry.make("passes", "themes", design)


def test_settings_of_a_pass_that_there_isnt_are_refused_with_their_line():
    design = parse(MINIMAL + "\n[pass.theme]\nthreshold = 0.4\n")

    with pytest.raises(UserError, match=r"line 8: .*'theme'\n.*did you mean themes"):
        registered(design)


@pytest.mark.parametrize("value", ['"high"', "[0.4]", "true"])
def test_a_setting_of_another_kind_is_refused_with_its_line(value):
    from hermeneut import registry

    design = parse(MINIMAL + f"\n[pass.themes]\nthreshold = {value}\n")

    with pytest.raises(UserError, match="line 9: threshold must be like 0"):
        registry.make("passes", "themes", design)


def test_lists_become_tuples_so_that_a_design_hashes():
    design = parse(MINIMAL + '[pass.subjects]\nimported = [["her", "work"]]\n')

    assert {"imported": (("her", "work"),)} == design.settings("subjects")


def test_a_folder_without_a_design_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match="hermeneut new"):
        read(tmp_path)


def test_a_design_that_is_not_utf8_is_told(tmp_path):
    (tmp_path / "study.toml").write_bytes(b"\xff\xfe[study]")

    with pytest.raises(UserError, match="UTF-8"):
        read(tmp_path)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_designs_that_ship_are_whole(name):
    design = design_of(name)

    assert 15 == len(design.codes) == len(design.targets) == len(design.propositions)
    assert all(code.examples for code in design.codes)
    assert ("sample" == name) == design.study.invented


@given(st.text(max_size=200))
def test_any_text_is_a_design_or_a_told_mistake(text):
    with contextlib.suppress(UserError):
        parse(text)
