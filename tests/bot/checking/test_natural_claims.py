"""Claims as people and chat models word them: what the source says passes, the rest fails."""

from __future__ import annotations

import pytest
from shortfalls import not_yet

from bot.checking.claims import check_text

TEXT = (
    "Tideholm buys two ferries for the northern line\n"
    "TIDEHOLM, March 14, 2023 (Sound Press) - The town of Tideholm bought two ferries from the "
    "shipyard Arvane on Tuesday, mayor Sunniva Dahl said.\n\n"
    "The ferries cost $4.6m, a third of what the council had set aside. "
    "Arvane, which employs 420 people, will deliver the first in June.\n\n"
    '"We have waited long enough," said Dahl, who has been mayor since 2015. '
    "Her deputy, Rolf Ketting, did not rule out a third ferry.\n\n"
    "The old ferry Lomvi ran aground in January with 86 passengers aboard; nobody was hurt. "
    "Captain Eskil Brun is accused of leaving the bridge. He denies it.\n\n"
    "Fares may rise by 4 percent in autumn. Of the 250 islanders who were asked, about half were "
    "against it. The vote in the council was 11 to 6.\n\n"
    "If the harbour wall is not mended, the ferries cannot land in winter, a spokesman for the "
    "harbour office said.\n"
)


@pytest.mark.parametrize(
    "claim",
    [
        "Arvane sold two ferries to the town of Tideholm.",
        "Tideholm paid 4.6 million dollars for the ferries.",
        "Sunniva Dahl, the mayor, said that they had waited long enough.",
        "The council voted 11-6.",
        not_yet("A 4% rise in fares is possible in autumn."),
        not_yet("All 86 people aboard the Lomvi were unharmed when it ran aground."),
        not_yet("Rolf Ketting left open whether there would be a third ferry."),
        "Arvane employs 420 people.",
        "The first of the ferries is to be delivered in June.",
        "Brun denies having left the bridge.",
    ],
)
def test_what_the_source_says_in_other_words_passes(claim: str) -> None:
    assert check_text(claim, TEXT).supported


@pytest.mark.parametrize(
    "claim",
    [
        not_yet("Tideholm sold two ferries to the shipyard Arvane."),
        "The ferries cost $4.6bn.",
        "The ferries cost 46 million dollars.",
        "Rolf Ketting said: “We have waited long enough.”",
        "Rolf Ketting has been mayor since 2015.",
        not_yet("The council voted 6-11."),
        "Fares will rise by 4 percent in autumn.",
        "Fares may rise by 14 percent in autumn.",
        "All of the 250 islanders were against it.",
        "86 passengers were hurt when the Lomvi ran aground.",
        "Captain Eskil Brun left the bridge.",
        "Eskil Brun admits that he left the bridge.",
        "Rolf Ketting ruled out a third ferry.",
        not_yet("The ferries cannot land in winter."),
        "The harbour wall has been mended.",
        not_yet("Arvane delivered the first ferry in June."),
        "The Lomvi sank in January because its engine had failed.",
        "Tideholm bought two ferries on Friday.",
    ],
)
def test_what_the_source_does_not_say_fails(claim: str) -> None:
    assert not check_text(claim, TEXT).supported
