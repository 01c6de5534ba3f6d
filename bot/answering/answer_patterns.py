"""What numbers, times and ages look like in a sentence, and how a question asks for them.

The example behind each branch is in the tests, too. A pattern with a word list is a function.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from index.language.lexicon import any_of, entries, pattern, table
from index.language.lexicon.calendar import months, weekdays
from index.language.lexicon.numbers import number_words
from index.language.verbs import Use, past_tenses

_FLAGS = re.IGNORECASE | re.VERBOSE
_UNIT = r"(?: second | minute | hour | day | night | week | month | year | decade | centur )"
"""A unit of time, without its ending: "century" has two."""
_CURRENCY = r"""
    (?: dollars? | euros? | pounds? | roubles? | rubles? | yuan | crowns? | francs? | cents?
      | usd | eur )
"""
_SIGN = "[$€£¥₽]"

SPEED = re.compile(
    r"""
    \d [\d,.]* \s?
    (?: km/h | kph | mph | knots                            # 90 km/h
      | (?: \w+\  ){1,2} (?: an | per )\ (?: hour | second ) # 40 miles an hour
    )
    """,
    _FLAGS,
)
AGED = re.compile(
    r"""
    \b (?P<a> \d{1,3} ) [- ] years? [- ] old \b             # 64-year-old
    | \b aged?\ (?P<b> \d{1,3} ) \b                         # aged 64
    | (?<= \w ) ,\ (?P<c> \d{1,2} ) (?= , )                 # Quill, 64, sails
    """,
    _FLAGS,
)
"""Matches how old somebody is. The only group that matches has the number."""
SHARE = re.compile(r"%|per ?cent\b", re.IGNORECASE)  # 5%, 5 per cent
PRICE = re.compile(rf"\s*{_CURRENCY}\b", _FLAGS)
"""Matches a currency behind a number: " dollars"."""
YEAR = re.compile(r"(?:1\d|20)\d\d")  # 1871, 2014
BETWEEN_TIMES = re.compile(
    r"""
    ,?\ (?: on | of | in | the | at | and | to | until | early | late )\  # noon on Monday
    | ,?\                                                   # Monday, 4 March
    | \ ? [-–] \ ?                                          # 1871–1902
    | ,?\ (?: of | in )\ the\                               # noon of the Monday
    """,
    _FLAGS,
)
"""Matches what may stand between two times that are one."""
LEADING = re.compile(r"(?:in|since|until|by|of) ", re.IGNORECASE)  # in 1871
VAGUE = re.compile(
    r"""
    (?: (?: the\  )? (?: morning | evening | afternoon )    # the morning
      | ago                                                 # ago
    ) \W*
    """,
    _FLAGS,
)
"""Matches a time that alone tells nothing."""
IN_PLACE = re.compile(
    r"""
    \b (?: in | at | near | outside | inside ) \s           # in
    (?: the\s | nearby\s )? $                               # near the
    """,
    _FLAGS,
)
"""Matches what stands before the name of a place."""

ASKS_AGE = re.compile(r"\bage\b")  # What was her age?
ASKS_SHARE = re.compile(r"\bpercent|\bper cent|\bshare\b")  # What share of the boats sank?
ASKS_MONEY = re.compile(
    r"""
    \b (?: price | cost | worth | money | budget | fine     # What was the price?
         | salary | wages? | earn                           # What does she earn?
         | pay | paid | spen[dt]                            # How much was spent?
       ) \w* \b
    """,
    re.VERBOSE,
)
ASKS_NAME = re.compile(
    r"""
    \b names?\ of \b                                        # What is the name of the boat?
    | \b (?: called | named ) \W* $                         # What is the boat called?
    """,
    _FLAGS,
)
ASKS_WHO = re.compile(
    r"""
    ^\W* (?: by\  | to\  | from\  )?                        # By whom was it built?
    (?: who | whom | whose ) \b                             # Whose boat sank?
    (?: \W+ (?: is | was | were | has | had | have
              | did | also | first | else ) \b )*           # Who else had sailed?
    \W* (?P<verb> \w+ )?
    """,
    _FLAGS,
)
_ADJECTIVE_ASKED = re.compile(r"\bhow (\w+)")  # How LONG is it?


def adjective_asked(asked: str) -> str:
    """The word behind "how" in a question in lower case, or an empty string."""
    found = _ADJECTIVE_ASKED.search(asked)
    return found[1] if found else ""


@cache
def asks_when() -> re.Pattern[str]:
    """Matches a question for a time; `unit` is the one that it names, if any."""
    return re.compile(
        rf"""
        \b when \s+ (?: did | was | were | is | are | will | does | do | has | have | had
                      | would | can | should ) \b           # When did it burn?
        | \b (?: what | which ) \s+
          (?P<unit> {pattern("answer_nouns", "time")} ) \b  # In which year did it burn?
        """,
        _FLAGS,
    )


@cache
def asks_where() -> re.Pattern[str]:
    """Matches a question for the name of a place."""
    return re.compile(
        rf"""
        ^\W* where \s                                       # Where did it burn?
        | \b (?: what | which ) \s+
          {pattern("place_nouns", "settlement")} \b        # In which town did it burn?
        """,
        _FLAGS,
    )


@cache
def measures() -> Mapping[str, re.Pattern[str]]:
    """What "how …" asks for by its adjective ("long"), where a bare number will not do."""
    kinds = {"duration": duration(), "length": length(), "age": age(), "speed": SPEED}
    found: dict[str, re.Pattern[str]] = {}
    for adjective, tags in table("adjectives").items():
        measured = [kind.pattern for tag, kind in kinds.items() if tag in tags.split()]
        if measured:
            found[adjective] = re.compile("|".join(measured), _FLAGS)
    return MappingProxyType(found)


@cache
def _counting_words() -> frozenset[str]:
    """The words that numbers are made of: "two", "thirty", "million"."""
    words = number_words("small", "tens", "scale").keys() - number_words("short").keys()
    return frozenset(words - {"zero"})


@cache
def _number_word() -> str:
    """Matches a word that answers "how many": "two", "dozens", "nobody"."""
    return f"{any_of((*_counting_words(), *entries('numbers', 'quantity')))}s?"


@cache
def number() -> re.Pattern[str]:
    """Matches a number."""
    return re.compile(
        rf"""
        \b \d [\d,.]*                                       # 1,240
        | \b {_number_word()} \b                            # dozens
        """,
        _FLAGS,
    )


@cache
def duration() -> re.Pattern[str]:
    """Matches a length of time."""
    return re.compile(
        rf"""
        (?: \d [\d,.]* | \b {_number_word()} | \b a | \b an | \b few ) [\s-]+
        (?: and [\s-]+ a [\s-]+ half [\s-]+ )?              # two and a half hours
        (?: \w+ \s+ )? {_UNIT}                              # six more weeks
        | for\ {_UNIT} s                                    # for hours
        """,
        _FLAGS,
    )


@cache
def age() -> re.Pattern[str]:
    """Matches words of how old somebody or something is."""
    return re.compile(
        rf"""
        \b (?: \d{{1,3}} | {_number_word()} ) [- ] years? [- ] old \b    # two years old
        | \b aged?\ \d+                                     # aged 64
        | , \s \d{{1,3}} ,                                  # Quill, 64, sails
        | \b born \b                                        # born at sea
        | \b years?\ of\ age \b                             # of six years of age
        """,
        _FLAGS,
    )


@cache
def money() -> re.Pattern[str]:
    """Matches the beginning of a sum of money, or a share."""
    return re.compile(
        rf"""
        {_SIGN} \s? \d                                      # $4.5 million
        | \b (?: \d [\d,.]* | {_number_word()} )
          \s? (?: million | billion | trillion | bn | m )?
          \s? (?: {_CURRENCY}                               # two million crowns
                | percent | per\ cent | % )                 # 5 per cent
        """,
        _FLAGS,
    )


@cache
def length() -> re.Pattern[str]:
    """Matches a length with its unit."""
    return re.compile(
        rf"""
        (?: \d [\d,.]* | \b {_number_word()} ) [\s-]? (?: \w+ \s )?
        (?: (?: milli | centi | kilo )? met (?: re | er ) s?    # 12 square kilometres
          | cm | mm | km | m                                # 12km
          | miles? | feet | foot | ft | inch (?: es )? | yards?   # two feet
          | storeys? | floors?                              # ten-storey
        ) \b
        """,
        _FLAGS,
    )


@cache
def time() -> re.Pattern[str]:
    """Matches words that tell when."""
    return re.compile(
        rf"""
        \b (?:
            {any_of(weekdays())}                            # Monday
          | yesterday | today | tonight | tomorrow          # tonight
          | midnight | noon | morning | evening | afternoon # noon
          | (?: last | next | this | earlier\ this | later\ this )
            \ (?: week | weekend | month | year | spring | summer | autumn | fall | winter )
                                                            # earlier this spring
          | ago                                             # ago
          | \d{{1,2}} (?: :\d\d )? \ ? [ap] \.? m \.?       # 3:30 p.m.
          | \d{{1,2}} : \d\d                                # 15:30
          | (?: in | since | until | by | of )\ {any_of(months())}    # since May
          | (?: 19 | 20 ) \d\d s?                           # 1990s
        ) \b
        """,
        _FLAGS,
    )


@cache
def ago() -> re.Pattern[str]:
    """Matches a time that is counted from another."""
    return re.compile(
        rf"""
        (?: \d+                                             # 3 years later
          | \b {_number_word()}                             # two weeks ago
          | \b an?                                          # a century earlier
          | \b few                                          # few days ago
        )
        \ (?: \w+\  )? {_UNIT} (?: s | ies | y )?           # two long weeks ago
        \ (?: ago | earlier | later ) \b
        """,
        _FLAGS,
    )


@cache
def era() -> re.Pattern[str]:
    """Matches a century, or a year long past."""
    ordinal = rf"(?: \d{{1,2}} (?: st | nd | rd | th ) | {any_of(number_words('ordinal'))} )"
    return re.compile(
        rf"""
        \b {ordinal} (?: [- ] (?: and | to | or )\ {ordinal} )?
        [- ] centur (?: y | ies ) \b                        # 12th and thirteenth centuries
        | \b \d{{1,4}}\ (?: BC | AD | BCE | CE ) \b         # 44 BC
        | (?<! [\d,.$€£] ) \b 1 [0-8] \d\d s? \b (?! [,.]\d )    # 1750s
        """,
        _FLAGS,
    )


@cache
def amount() -> re.Pattern[str]:
    """Matches a whole number, a range or a share, with its currency sign and its scale."""
    more = _counting_words() | {"dozen"}
    count = rf"""
        (?: \d+ (?: [.,]\d+ )*                              # 1,240.5
          | \b (?: one | {any_of(more)} )
            (?: [\s-] {any_of(more - {"one"})} )* \b        # one hundred
        )
    """
    return re.compile(
        rf"""
        (?<! [\w.,/:-] ) (?: {_SIGN}\s? )? {count}          # $4
        (?: (?: \s? (?: to | or ) \s | [-–] )
            (?: {_SIGN}\s? )? {count} )?                    # $4 to $5
        (?: \s (?: million | billion | trillion | bn ) \b )?     # 4.5 million
        (?: \s? % | \s (?: percent | per\ cent ) \b )?      # 5 per cent
        (?! [\w/:] | -\d | [.,]\d )                         # not: 1240s, 12/3, 4-5-6
        """,
        _FLAGS,
    )


@cache
def reported() -> re.Pattern[str]:
    """Matches before a day on which something was said, which is not the day of what was said."""
    said = any_of(("says", *past_tenses(Use.DATED)))
    return re.compile(rf"\b{said}(?:\s\w+){{0,2}}\s$", re.IGNORECASE)  # Quill told us
