"""How lines begin that are no part of an article: adverts, buttons, links, appeals, credits."""

from __future__ import annotations

from typing import NamedTuple


class LineRule(NamedTuple):
    """One kind of such lines."""

    name: str
    pattern: str
    """A regular expression, verbose, for any case; it begins at the first letter or digit."""
    examples: tuple[str, ...]
    """A line for each branch of the pattern."""
    near_miss: str
    """A line that is much like them, but not of this kind."""


_BUTTON = r"share|tweet|print|e-?mail|save"
_NETWORK = r"facebook|twitter|whatsapp|telegram|linkedin|pinterest|reddit"
_IMAGE = r"photo|photograph|photos|image|images|picture|pic|credit|video|file\ photo|caption"
_TASK = r"reporting|writing|editing|edited|compiled|translated|produced|written"
_FIELD = (
    r"source|sources|tags?|topics?|filed\ under|keywords?|category|section|authors?|url|date"
    r"|publisher|location|language"
)
_NEWS = r"news|updates?|headlines|stories|coverage"

LINE_RULES = (
    LineRule(
        "advert",
        r"advert(?:isement|isements|s)?\W*$",
        ("Advert", "ADVERTISEMENT:", "Advertisements", "Adverts"),
        "Advertisements cost more this year",
    ),
    LineRule(
        "sponsor",
        r"sponsored(?:\ content)?\b.{0,40}$ | promoted\b.{0,20}$",
        ("Sponsored content", "Sponsored by the mill", "Promoted stories"),
        "Promoted twice since he joined the fire service",
    ),
    LineRule(
        "place on the site",
        r"you\ are\ (?:at|here)\b | breadcrumbs?\b",
        ("You are here: Home", "You are at: Home", "Breadcrumb"),
        "You are late",
    ),
    LineRule(
        "jump",
        r"(?:skip|jump|back)\ to\b.{0,40}$",
        ("Skip to content", "Jump to comments", "Back to top"),
        "Back to the river came all who had fled from it in the spring.",
    ),
    LineRule(
        "read more",
        r"""
        (?: read|see|watch|listen|view|also\ read|read\ also|don['’]t\ miss|click )\b
        [^.]{0,20} (?: more|also|next|here|now|: )
        """,
        (
            "Read more",
            "See also",
            "Watch now",
            "Listen here",
            "View more",
            "Also read: What the council knew",
            "Read also: What the council knew",
            "Don’t miss: What the council knew",
            "Click here",
            "Read next",
        ),
        "Read is the name of the mayor.",
    ),
    LineRule(
        "related",
        r"""
        related\b (?:\ (?:stories|articles|news|coverage|topics|content|links))? \W* (?:$|:)
        | recommended\b.{0,20}$
        """,
        ("Related", "Related stories", "Related: The flood", "Recommended for you"),
        "Related parties must leave",
    ),
    LineRule(
        "more of a kind",
        r"""
        (?: more|latest|top|other|most\ (?:read|popular|viewed) )
        \ (?: stories|news|headlines|from|on|in|coverage|articles )\b [^.]{0,80}$
        """,
        (
            "More from the valley",
            "Latest news",
            "Top stories",
            "Other headlines",
            "Most read articles",
        ),
        "More people than beds.",
    ),
    LineRule(
        "most read",
        r"most\ (?:read|popular|viewed)\W*$ | trending\b.{0,20}$",
        ("Most read", "Most popular:", "Most viewed", "Trending now"),
        "Most popular of all was the mill",
    ),
    LineRule(
        "editor's picks",
        r"editor['’]?s['’]?\ (?:picks?|choice)\W*$",
        ("Editor's pick", "Editors’ picks", "Editors choice"),
        "Editor's choice of words",
    ),
    LineRule(
        "buttons",
        rf"""
        (?: {_BUTTON}|copy\ link|comments?|{_NETWORK} )
        (?: \W+ (?: this|on|via|article|story|link|copy|comments?|x|\d+|{_BUTTON}|{_NETWORK} ) )*
        \W*$
        """,
        (
            "Share",
            "Print this article",
            "Copy link",
            "Comments 12",
            "Share on Facebook",
            "Tweet | E-mail | WhatsApp",
            "Telegram, X",
        ),
        "Share prices fell",
    ),
    LineRule(
        "account",
        r"""
        (?:sign|log)[\ -](?:up|in)\b | register\ (?:now|here|for)\b
        | subscribe\b | unsubscribe\b | newsletter\b.{0,60}$
        """,
        (
            "Sign up for our letter",
            "Log-in",
            "Register here",
            "Subscribe for 3 crowns a week",
            "Unsubscribe at any time",
            "Newsletter of the week",
        ),
        "Sign of the times",
    ),
    LineRule(
        "follow",
        r"""
        follow\ (?: us|our|@|\S+\ \S+\ on )\b
        | join\ (?: us|our|the\ conversation )\b | like\ us\b
        """,
        (
            "Follow us on Telegram",
            "Follow our channel",
            "Follow @mill",
            "Follow Ann Smith on Telegram",
            "Join us",
            "Join our channel",
            "Join the conversation",
            "Like us",
        ),
        "Follow-up talks are due in May.",
    ),
    LineRule(
        "get",
        r"""
        get\ (?: the\ latest|our|breaking|all\ the )\b
        | download\ (?:our|the)\b.{0,40}\bapp\b
        | stay\ (?: up|informed|tuned|connected )\b
        """,
        (
            "Get the latest",
            "Get our letter",
            "Get breaking stories",
            "Get all the stories",
            "Download our free app",
            "Stay up to date",
            "Stay informed",
            "Stay tuned",
            "Stay connected",
        ),
        "Stay at home, the mayor said.",
    ),
    LineRule(
        "about this article",
        r"""
        continue\ reading\b | (?:story|article)\ continues\b
        | this\ (?:article|story|post|piece)\ (?: was|has\ been|is|first|originally|appeared )\b
        """,
        (
            "Continue reading",
            "Story continues below",
            "Article continues below",
            "This article was updated at noon.",
            "This story has been corrected.",
            "This post is a copy.",
            "This piece first appeared in May.",
            "This article originally ran in May.",
            "This story appeared in May.",
        ),
        "This story of a miller begins in May.",
    ),
    LineRule(
        "caption",
        rf"""
        (?: {_IMAGE}|graphic|illustration )s? (?:\ (?:by|credit|courtesy))? \s*[:|/©(]
        """,
        (
            "Photo: Ann Smith",
            "Image by: Ann Smith",
            "Picture courtesy: the mill",
            "Caption | Mill Bridge",
            "Graphics credit: Ann Smith",
            "Illustration © Ann Smith",
        ),
        "Photographs showed the bridge under water.",
    ),
    LineRule(
        "credit of an image",
        r"""
        [(\[]? (?:photo|image|picture|video)\b .{0,30} \b(?: by|via|courtesy|: ) .{0,80} [)\]]?$
        """,
        (
            "(Photo taken by Ann Smith)",
            "Image via the council",
            "Picture courtesy of the mill",
            "[Video of the flood:x]",
        ),
        "Video showed water in the streets.",
    ),
    LineRule(
        "credit",
        rf"""
        (?:with\ )? (?:additional\ )? (?: {_TASK} )\ (?:and\ \w+\ )? by\b
        | (?:\w+[\ ,]+){{1,12}} contributed\ (?:reporting\ )?to\ this\b
        """,
        (
            "Reporting by Ann Smith; editing by Tom Jones",
            "With additional reporting by Ann Smith",
            "Writing and editing by Ann Smith",
            "Ann Smith and Tom Jones contributed reporting to this article",
            "Ann Smith contributed to this story",
        ),
        "Reporting of the flood by the council was slow.",
    ),
    LineRule(
        "field",
        rf"(?: {_FIELD} )\s*:.{{0,300}}$",
        (
            "Source: The Post",
            "Tags: flood, mill",
            "Topic: Rivers",
            "Filed under: Rivers",
            "Keyword: flood",
            "Category: News",
            "Section: World",
            "Authors: Ann Smith",
            "URL: example.org",
            "Date: 5 May 2021",
            "Publisher: The Post",
            "Location: the valley",
            "Language: English",
        ),
        "Sources said: nobody was hurt.",
    ),
    LineRule(
        "day of publication",
        r"""
        (?:last\ )? (?: updated|published|posted|modified|first\ published|publication\ date )\b
        (?:\s+(?:on|at))? \s*:?\s.{0,60}$
        """,
        (
            "Updated on: March 31, 2014 12:26",
            "Published at 12:26",
            "Posted 5 May",
            "Last modified: today",
            "First published 5 May",
            "Publication date: 5 May",
        ),
        "Published-only books are read",
    ),
    LineRule(
        "rights",
        r"""
        (?: copyright\b|©|\(c\)\  ) | all\ rights\ reserved
        | terms\ (?:of|and)\b.{0,40}$ | (?:privacy|cookie)s?\b.{0,40}$
        """,
        (
            "Copyright 2021 The Post",
            "© 2021 The Post",
            "(c) 2021 The Post",
            "All rights reserved",
            "Terms of use",
            "Terms and conditions",
            "Privacy policy",
            "Cookies",
        ),
        "Terms were not disclosed.",
    ),
    LineRule(
        "consent",
        r"""
        (?: we\ use|this\ (?:site|website)\ uses )\ cookies | accept\ (?:all|cookies)\b
        | (?: remind\ me|not\ now|maybe )\ later\W*$ | no\ thanks\W*$
        """,
        (
            "We use cookies to make this site work.",
            "This site uses cookies",
            "This website uses cookies",
            "Accept all",
            "Accept cookies",
            "Remind me later.",
            "Not now later",
            "Maybe later",
            "No thanks",
        ),
        "Maybe later, the mayor said.",
    ),
    LineRule(
        "appeal",
        r"""
        a\ message\ from\b | dear\ readers?\b
        | (?: donate|support\ (?:us|our|independent)
            | become\ a\ (?:member|supporter|subscriber|patron) )\b
        """,
        (
            "A message from the Post:",
            "Dear reader,",
            "Dear readers,",
            "Donate now",
            "Support us",
            "Support our work",
            "Support independent papers",
            "Become a member",
            "Become a supporter",
            "Become a subscriber",
            "Become a patron",
        ),
        "Support for the mayor fell.",
    ),
    LineRule(
        "contact",
        r"""
        (?: for\ more|to\ read|to\ contact|contact\ (?:us|the) )\b
        .{0,40} (?: visit|click|follow|download|subscribe|e-?mail|@|at:|here )
        """,
        (
            "For more, visit our page",
            "To read on, click the link",
            "To contact Ann Smith: ann@example.org",
            "Contact us by e-mail",
            "Contact the paper at: 5 Mill Lane",
            "For more, follow the channel",
            "For more, download the list",
            "To read it all, subscribe",
            "To read it all, go here",
        ),
        "For more than a day the bridge was shut.",
    ),
    LineRule(
        "count",
        r"(?:\d+\s+)? (?: min(?:ute)?s?\ read|comments?|shares?|views? )\W*$",
        ("5 min read", "2 minutes read", "12 comments", "1 share", "300 views"),
        "5 minutes later",
    ),
    LineRule(
        "menu",
        r"loading\b.{0,20}$ | menu\W*$ | search\W*$ | home\W*$",
        ("Loading comments", "Menu", "Search", "Home"),
        "Home owners along the river were told to leave.",
    ),
    LineRule(
        "the latest of a site",
        rf"""
        (?: read|see|get|watch|catch|find )\ (?:all\ )? (?:the\ )?
        (?: latest|breaking|top|more|all )\b .{{0,160}} \b(?: {_NEWS} )\b
        [^.!?]* (?: \b[\w-]+\.(?:com|org|net|co|in|uk|info|tv)\b [^.!?]* )? $
        """,
        (
            "Read all the latest news",
            "See top headlines",
            "Get the latest stories on the valley",
            "Watch breaking coverage",
            "Catch all the updates here",
            "Find more news of the valley on example.org today",
        ),
        "Read the latest news. It is sad.",
    ),
    LineRule(
        "link",
        r"https?://\S+$ | \[[^\]]+\]\([^)\s]+\)$",
        ("https://example.org/story", "http://example.org", "[The flood](https://example.org)"),
        "https://example.org/story tells how it rose",
    ),
    LineRule(
        "marks and digits",
        r"[\W\d_]+$",
        ("* * *", "12/2021"),
        "* one *",
    ),
)
"""A line that begins as one of these is no part of an article, unless it is a long report."""
