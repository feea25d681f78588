"""The schema: each table's fields, declared once; reading, RDF, exports, pages and guides are derived from it.

``Register`` holds all records of a data set, ``SCHEMAS`` the declarations of their tables by name. The mechanism is in
``fields``, the types of fields in ``text_types``, ``value_types`` and ``link_types``.
"""

from stedenband.schema.partnerships import Act, Change, Participation, Partnership, Phase
from stedenband.schema.places import City, Country, Place
from stedenband.schema.register import SCHEMAS, AnyRecord, Register
from stedenband.schema.sources import Claim, Evidence, Question, Source

__all__ = [
    "SCHEMAS",
    "Act",
    "AnyRecord",
    "Change",
    "City",
    "Claim",
    "Country",
    "Evidence",
    "Participation",
    "Partnership",
    "Phase",
    "Place",
    "Question",
    "Register",
    "Source",
]
