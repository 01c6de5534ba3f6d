"""How an answer is put together from sentences that pass and sentences that fail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.types.answer import Answer
from bot.types.citation import Citation
from bot.types.problem import Failure
from bot.types.sworn import Sworn
from bot.writing.composition import Composition
from bot.writing.reply_parser import drafts

TEXT = (
    "Ada Brandt closed the bridge on Monday. The engineer Tomas Rehn found a crack in it. "
    "She said it would open in May."
)
ENGINE = "openai:local"


def citation(start: int, quote: str) -> Citation:
    return Citation(
        number=1,
        source="bridge.txt",
        start=start,
        end=start + len(quote),
        quote=quote,
        line=1,
        sha256="0" * 64,
        title="Bridge closed",
        published=date(2024, 5, 6),
        publisher=None,
    )


CLOSED, CRACK, MAY = (
    citation(TEXT.index(f"{quote}."), f"{quote}.") for quote in TEXT.removesuffix(".").split(". ")
)


def composed(reply: str, false: Sequence[str] = ()) -> Composition:
    """An answer from a reply in which sentences with one of these words fail.

    A sentence rests on that of the article with which it shares "crack" or "May".
    """

    def check(claim: str, numbers: Sequence[int]) -> Sworn:
        found = CRACK if "crack" in claim else MAY if "May" in claim else CLOSED
        problem = Failure.NEGATED if any(word in claim for word in false) else None
        return Sworn(problem, (found,))

    quoted = Answer("q", "Who closed the bridge?", True, "", (CLOSED,))
    composition = Composition(quoted, (CLOSED, CRACK), ENGINE, TEXT, check)
    for draft in drafts([reply, "\n"]):
        composition.add(draft)
    composition.fill()
    return composition


def text(reply: str, false: Sequence[str] = ()) -> str:
    return composed(reply, false).answer().text


def test_what_passes_stands_as_it_was_written() -> None:
    assert text(
        "Brandt closed it [1]. Rehn found a crack [1].\n\nThe bridge opens in May [1]."
    ) == ("Brandt closed it. [1] Rehn found a crack. [2]\n\nThe bridge opens in May. [3]")


def test_what_fails_gives_way_to_the_article_where_that_may_answer() -> None:
    answer = composed("Brandt closed it. Nobody found a crack. It opens in May.", ["Nobody"])
    assert answer.answer().text == (
        "Brandt closed it. [1] The engineer Tomas Rehn found a crack in it. [2]"
    )
    assert [one.written_by for one in answer.answer().sentences] == [ENGINE, "quotes"]
    assert [(one.text, one.problem) for one in answer.dropped] == [
        ("Nobody found a crack.", Failure.NEGATED),
        ("It opens in May.", Failure.UNCITED),
    ]


def test_what_is_told_already_is_not_quoted_again() -> None:
    assert (
        text("Rehn found no crack. Rehn found a crack.", ["no crack"]) == "Rehn found a crack. [1]"
    )


def test_a_quote_that_leans_on_nothing_stays_away() -> None:
    answer = composed("Brandt closed it. It stays shut until May of next year.", ["until"])
    assert answer.answer().text == "Brandt closed it. [1]"


def test_he_is_named_where_his_sentence_is_gone() -> None:
    reply = "Tomas Rehn fears for the arch. He found a crack."
    assert text(reply) == "Tomas Rehn fears for the arch. [1] He found a crack. [2]"
    assert text(reply, ["arch"]) == (
        "Ada Brandt closed the bridge on Monday. [1] Tomas Rehn found a crack. [2]"
    )


def test_it_goes_with_the_sentence_that_it_leans_on() -> None:
    reply = "The arch is old. It has a crack. Brandt closed the bridge."
    assert text(reply, ["arch"]) == "Brandt closed the bridge. [1]"


def test_however_goes_with_what_it_answers() -> None:
    reply = "The arch is sound. However, Rehn found a crack."
    assert text(reply) == "The arch is sound. [1] However, Rehn found a crack. [2]"
    assert text(reply, ["sound"]).endswith("Rehn found a crack. [2]")
    assert "However" not in text(reply, ["sound"])


def test_a_list_stands_under_its_heading_if_that_speaks_of_the_passages() -> None:
    reply = "**The bridge:**\n- Brandt closed it [1]\n- Rehn found a crack [1]\n"
    assert text(reply) == "The bridge:\n• Brandt closed it [1]\n• Rehn found a crack [2]"
    assert text(reply.replace("The bridge", "Key scandals")) == (
        "• Brandt closed it [1]\n• Rehn found a crack [2]"
    )


def test_an_answer_in_which_nothing_may_answer_is_none() -> None:
    assert composed("Brandt closed it.").answers
    assert not composed("The bridge opens in May.").answers
    assert not composed("Nobody closed it.", ["Nobody"]).answers


def test_a_heading_that_does_not_hold_is_not_shown() -> None:
    reply = "**What Brandt opened:**\n- Rehn found a crack in the bridge [1]\n"
    assert text(reply, ["opened"]) == "• Rehn found a crack in the bridge [1]"


def test_he_is_named_where_somebody_else_was_named_in_what_is_gone() -> None:
    reply = "Ada Brandt closed the bridge. Tomas Rehn fears for the arch. He found a crack."
    assert (
        text(reply, ["arch"]) == "Ada Brandt closed the bridge. [1] Tomas Rehn found a crack. [2]"
    )


def test_quotes_under_a_heading_stand_in_order_below_it() -> None:
    reply = "**The bridge:**\n- Nobody closed it [1]\n- Rehn saw a crack [1]\n"
    assert text(reply, ["Nobody"]) == (
        "The bridge:\n• Ada Brandt closed the bridge on Monday. [1]\n• Rehn saw a crack [2]"
    )


def test_what_says_he_of_nobody_goes_with_the_sentence_before() -> None:
    reply = "Ada Brandt fears for the arch. The bridge, she said, has a crack."
    assert text(reply) == f"{reply.replace('. The', '. [1] The')} [2]"
    assert "she said" not in text(reply, ["arch"])


def test_a_word_to_the_reader_is_not_missed() -> None:
    answer = composed("Brandt closed it. Let me know if you need more!", ["need"])
    assert answer.dropped == []
    assert composed("Brandt closed it. You need a permit [1].", ["need"]).dropped != []
