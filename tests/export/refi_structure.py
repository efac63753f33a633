"""What REFI-QDA 1.5 lets stand where, after its schemas (18 March 2019, MIT licence).

Of each type: its children in their order with how many there may be (``?`` one at most, ``*`` any,
``+`` one at least, nothing for just one), its attributes, and which of them are needed.
"""

import re

GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
KINDS = {"guid": GUID, "time": TIME, "int": r"-?\d+", "bool": "true|false|0|1", "text": "[^\x00]*"}
AUDIT = {"creatingUser": "guid", "creationDateTime": "time", "modifyingUser": "guid",
         "modifiedDateTime": "time"}  # fmt: skip
CODE = ["Description?", "NoteRef*", "Code*"]
TYPES = {
    "Project": (
        ["Users?", "CodeBook?", "Variables?", "Cases?", "Sources?", "Notes?", "Links?", "Sets?",
         "Graphs?", "Description?", "NoteRef*"],
        {"name": "text!", "origin": "text", "creatingUserGUID": "guid",
         "creationDateTime": "time", "basePath": "text"},
    ),
    "Users": (["User+"], {}),
    "User": ([], {"guid": "guid!", "name": "text", "id": "text"}),
    "CodeBook": (["Codes", "Sets?"], {"origin": "text"}),
    "Codes": (["Code+"], {}),
    "Code": (CODE, {"guid": "guid!", "name": "text!", "isCodable": "bool!", "color": "text"}),
    "Sources": (["TextSource+"], {}),
    "TextSource": (
        ["Description?", "PlainTextContent?", "PlainTextSelection*", "Coding*", "NoteRef*",
         "VariableValue*"],
        {"guid": "guid!", "name": "text", "richTextPath": "text", "plainTextPath": "text", **AUDIT},
    ),
    "PlainTextSelection": (
        ["Description?", "Coding*", "NoteRef*"],
        {"guid": "guid!", "name": "text", "startPosition": "int!", "endPosition": "int!", **AUDIT},
    ),
    "Coding": (
        ["CodeRef", "NoteRef*"],
        {"guid": "guid!", "creatingUser": "guid", "creationDateTime": "time"},
    ),
    "CodeRef": ([], {"targetGUID": "guid!"}),
    "Description": ([], {}),
    "PlainTextContent": ([], {}),
}  # fmt: skip


def check(element, namespace):
    """Check an element and all below it against the structure."""
    name = element.tag.removeprefix(f"{{{namespace}}}")
    children, attributes = TYPES[name]
    order = "".join(re.sub(r"\w+", r"(?:\g<0> )", child) for child in children)
    found = "".join(one.tag.removeprefix(f"{{{namespace}}}") + " " for one in element)
    assert re.fullmatch(order, found), f"{name} holds {found}, not {children}"
    needed = {key for key, kind in attributes.items() if kind.endswith("!")}
    assert needed <= set(element.attrib) <= set(attributes), f"{name} has {element.attrib}"
    for key, value in element.attrib.items():
        kind = attributes[key].rstrip("!")
        assert re.fullmatch(KINDS[kind], value), f"{name} {key}={value!r} is no {kind}"
    for one in element:
        check(one, namespace)
