"""A sentence of an article that answers a question."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Article, Sentence


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that answers a question: where it is, and who says it."""

    article: Article
    number: int
    """The sentence's number in the article, from 0."""
    speaker: str | None
    confidence: float
    """How sure it is to answer, 0 to 1."""
    words: tuple[int, int] | None = None
    """Where the words that answer stand in the article's text; None if that is not sure."""

    @property
    def sentence(self) -> Sentence:
        """The sentence in its article."""
        return self.article.sentences[self.number]

    @property
    def start(self) -> int:
        """Where it begins, in characters of the article's text."""
        return self.sentence.start

    @property
    def end(self) -> int:
        """Where it ends, in characters of the article's text."""
        return self.sentence.end

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.start : self.end]
