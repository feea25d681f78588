"""Language tags in the names of columns: ``label_nl`` is the column ``label`` in Dutch."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from stedenband.i18n import SOURCE

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*\Z")


@cache
def is_language(tag: str) -> bool:
    """Whether this is the tag of a language that CLDR has a name for: two or three letters, then any subtags.

    >>> is_language("nl"), is_language("zh-hans"), is_language("native"), is_language("qq")
    (True, True, False, False)
    """
    return bool(_TAG.match(tag)) and tag.partition("-")[0] in Locale(SOURCE).languages


def name_language(tag: str, language: str) -> str:
    """The name of a language in another: ``Dutch``; the tag itself where CLDR has none.

    >>> name_language("de", "nl")
    'Duits'
    """
    return str(Locale.parse(language, sep="-").languages.get(tag.partition("-")[0], tag))
