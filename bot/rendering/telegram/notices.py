"""What the bot says of itself in Telegram: help, replies to what is no question, faults, limits."""

from __future__ import annotations

from bot.rendering.telegram.buttons import Button, ButtonKind, Press, Rows
from prompts import CURRENT_LANGUAGE, LANGUAGES, Translatable, translate

_COMMANDS = {
    "start": Translatable("what I do, and three questions to try"),
    "help": Translatable("how to ask and how to check"),
    "ask": Translatable("ask a question"),
    "new": Translatable("start a new conversation"),
    "stop": Translatable("stop the current answer"),
    "said": Translatable("who said what: /said name about words in place"),
    "check": Translatable("compare a text with the articles"),
    "sources": Translatable("list the articles"),
    "lang": Translatable("choose the language"),
    "forget": Translatable("delete what you have asked"),
}

START = Translatable(
    "I answer questions from a collection of news articles, and from nothing else.\n\n"
    "Just send me a question. Each sentence of the answer has a number, such as [1]; press the "
    "button with that number to see where the article says it. What the articles do not say, "
    "I do not say.\n\n"
    "/help explains more, /sources lists the articles."
)

HELP = Translatable(
    "<b>Ask</b> in your own words, for example: <i>What did the minister say in Geneva?</i> "
    "Then go on with <i>And in Paris?</i> or <i>Did she accept that?</i> "
    "I remember our conversation.\n\n"
    "<b>Check</b> a sentence: press the button with its number. You see the passage with the "
    "important words in bold, the file and the line, and you can read on from there. "
    "Buttons under old answers work too.\n\n"
    "<b>In a group</b> I answer when you mention me, reply to me, or use /ask.\n\n"
    "/said <i>name</i> about <i>words</i> in <i>place</i> lists who said what.\n"
    "/check <i>text</i> compares a text with the articles, sentence by sentence; "
    "you can also forward me a post.\n"
    "/sources lists the articles.\n"
    "/new starts a new conversation: I forget who “she” was and where “there” was.\n"
    "/stop stops the current answer.\n"
    "/lang chooses the language I speak.\n"
    "/forget deletes what you have asked me, and my answers."
)

STARTED_AFRESH = Translatable("This is a new conversation. What would you like to know?")
STOPPED = Translatable("Stopped.")
NOTHING_TO_STOP = Translatable("There is nothing to stop.")
LANGUAGE = Translatable(
    "I speak English here. Until you choose a language, I use the one your Telegram is set to, "
    "if I speak it."
)
LANGUAGE_CHOSEN = Translatable("From now on I speak English here.")
THANKS = Translatable("Thank you, I have noted that.")
LATE = Translatable("Sorry for the late reply.")

NOT_IN_WORDS = Translatable(
    "Please ask me in words, for example: <i>What did the minister say in Geneva?</i>"
)
TOO_LONG = Translatable(
    "That is too long for a question. Please ask about one thing at a time. "
    "Or shall I check the text against the articles?"
)
NOT_A_COMMAND = Translatable("I don’t know that command. Just send me your question, or see /help.")
NOTHING_TO_ASK = Translatable("Send /ask, followed by your question.")
NOTHING_TO_CHECK = Translatable(
    "Send /check, followed by the text. Or reply with /check to the message I should check."
)
FORWARDED = Translatable("Shall I check this post against the articles, sentence by sentence?")
EDITED = Translatable("You have edited your question.")

NOT_TEXT = Translatable("I can only read text. Please type your question.")
STICKER = Translatable("Nice one! But I answer questions: please type one.")
PHOTO = Translatable(
    "I can’t look at pictures or videos. If there is text with it, please send me that."
)
VOICE = Translatable("I can’t listen. Please type your question.")
LOCATION = Translatable(
    "I don’t need to know where you are. Please type your question; if it is about a place, "
    "name the place."
)
CONTACT = Translatable("I have no use for contacts. Please type your question.")
POLL = Translatable("I don’t take part in polls or games. Please type your question.")

NOT_KNOWN = Translatable("I no longer have the answer this button belongs to. Please ask again.")
NOT_AGAIN = Translatable("I am already on it, or it was too long ago. Please ask again.")
GONE = Translatable("I no longer have the message this is about. Please send it again.")
_TOO_MANY_QUESTIONS = Translatable("I can’t answer more questions right now.")


def commands(*, is_group: bool) -> list[tuple[str, str]]:
    """The commands and what each does, for Telegram's menu.

    In private every message is a question, so /ask is left out there; in a group, /start.
    """
    left_out = "start" if is_group else "ask"
    return [(name, translate(does)) for name, does in _COMMANDS.items() if name != left_out]


def forgotten(answers: int) -> str:
    """Confirms that a user's questions and so many answers are deleted."""
    text = Translatable(
        "Deleted: {count} answer, with your question and rating. Old buttons no longer work.",
        "Deleted: {count} answers, with your questions and ratings. Old buttons no longer work.",
    )
    return translate(text, count=answers)


def fault(reference: str) -> str:
    """Tells a user that something went wrong."""
    text = Translatable("Sorry, something went wrong. Reference: {reference}")
    return translate(text, reference=reference)


def uncertain(reference: str) -> str:
    """Tells a user that the reply may not have arrived."""
    text = Translatable(
        "The connection broke while I was replying. If my answer did not reach you, "
        "press the button. Reference: {reference}"
    )
    return translate(text, reference=reference)


def stranger(user: int) -> str:
    """Tells somebody that they may not use the bot, with the id that its operator needs."""
    text = Translatable(
        "This bot is not open to everybody. Its operator can let you in; "
        "your user id is <code>{user}</code>."
    )
    return translate(text, user=user)


def limit(seconds: int) -> str:
    """Tells somebody who has asked too much when they may ask again."""
    return f"{translate(_TOO_MANY_QUESTIONS)} {_ask_again_in(seconds)}"


def retry_buttons(reference: str) -> Rows:
    """A button that retries what ended in a fault."""
    return [[Button(translate(Translatable("Try again")), Press(ButtonKind.RETRY, reference).data)]]


def check_buttons() -> Rows:
    """A button that checks the message replied to."""
    return [[Button(translate(Translatable("Check it")), Press(ButtonKind.CHECK).data)]]


def edited_buttons() -> Rows:
    """A button that answers the message replied to."""
    return [[Button(translate(Translatable("Answer it again")), Press(ButtonKind.EDITED).data)]]


def language_buttons() -> Rows:
    """A button for each language under its own name, with a tick at the current one."""
    current = CURRENT_LANGUAGE.get()
    row = []
    for code, name in LANGUAGES.items():
        label = f"✓ {name}" if code == current else name
        row.append(Button(label, Press(ButtonKind.LANGUAGE, code).data))
    return [row]


def _ask_again_in(seconds: int) -> str:
    """When to ask again, rounded up, so that there is room by then."""
    minutes = -(-seconds // 60)
    hours = -(-minutes // 60)
    if seconds < 120:
        unit = Translatable(
            "Please ask again in {count} second.", "Please ask again in {count} seconds."
        )
        return translate(unit, count=seconds)
    if minutes < 120:
        unit = Translatable(
            "Please ask again in {count} minute.", "Please ask again in {count} minutes."
        )
        return translate(unit, count=minutes)
    unit = Translatable("Please ask again in {count} hour.", "Please ask again in {count} hours.")
    return translate(unit, count=hours)
