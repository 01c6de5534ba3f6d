"""A sentence that answers."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Article, Sentence


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that answers: where it stands, who says it, and how sure it is that it answers (0 to 1)."""

    article: Article
    number: int
    """Of the sentence in the article."""
    speaker: str | None
    confidence: float

    @property
    def sentence(self) -> Sentence:
        """The sentence's place."""
        return self.article.sentences[self.number]

    @property
    def start(self) -> int:
        """In characters of the article's text."""
        return self.sentence.start

    @property
    def end(self) -> int:
        """In characters of the article's text."""
        return self.sentence.end

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.start : self.end]
