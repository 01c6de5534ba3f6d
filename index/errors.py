"""What can go wrong, in words for the user: where, what, and what to do."""

from __future__ import annotations


class OnRecordError(Exception):
    """An error that the user can mend; its message is one plain sentence."""


class NoIndexError(OnRecordError):
    """There is no index at the place where it is looked for."""


class IndexLockedError(OnRecordError):
    """Another process is writing the index."""


class UnreadableError(OnRecordError):
    """A file that cannot be read as an article; it is reported and skipped."""


class PassingError(UnreadableError):
    """What could not be had this time, and may be another time though it has not changed."""


class ModelError(OnRecordError):
    """A model that is absent or is not the one it should be."""


class StoreError(OnRecordError):
    """The vector store cannot be reached or opened."""


class SourceNotFoundError(OnRecordError):
    """No indexed article has that name."""
