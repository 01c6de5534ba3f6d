"""Errors that users see: where it went wrong, what happened, and what to do."""

from __future__ import annotations


class OnRecordError(Exception):
    """An error that the user can repair. Its message is one plain sentence."""


class NoIndexError(OnRecordError):
    """There is no index in the folder."""


class IndexLockedError(OnRecordError):
    """Another process is writing the index."""


class UnreadableError(OnRecordError):
    """A file that cannot be read as an article. It is reported and skipped."""


class PassingError(UnreadableError):
    """A file or page that cannot be read now, though it may be later: the next run tries again."""


class ModelError(OnRecordError):
    """A model is absent, or is not the one it should be."""


class StoreError(OnRecordError):
    """A database, the vector store or the word index cannot be opened, read or written."""


class DamagedError(StoreError):
    """A database file whose content SQLite cannot read."""


class OutdatedError(StoreError):
    """A database made by a version of On Record that is too old for this one to read."""


class NewerError(StoreError):
    """A database made by a later version of On Record."""


class SourceNotFoundError(OnRecordError):
    """No indexed article has that name."""
