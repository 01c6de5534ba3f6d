"""The tables of the catalog."""

from __future__ import annotations

from typing import Final

FIRST_VERSION: Final = 5
"""The version that the first migration makes; older catalogs are outdated (see `old_catalog`)."""

MIGRATIONS: Final = (
    (
        """
        CREATE TABLE IF NOT EXISTS meta (
            key TEXT PRIMARY KEY,        -- "identity", "generation"
            value TEXT NOT NULL
        )
        """,
        "INSERT OR IGNORE INTO meta VALUES ('identity', lower(hex(randomblob(8))))",
        "CREATE TABLE IF NOT EXISTS roots (root TEXT PRIMARY KEY)",
        # Files that were read to the end, as they were then.
        """
        CREATE TABLE files (
            root TEXT NOT NULL,
            path TEXT NOT NULL,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            validators TEXT NOT NULL,
            recipe TEXT NOT NULL,        -- how it was read and embedded
            PRIMARY KEY (root, path)
        )
        """,
        """
        CREATE TABLE skipped (
            root TEXT NOT NULL,
            path TEXT NOT NULL,
            name TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (root, name)
        )
        """,
        """
        CREATE TABLE articles (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            live INTEGER NOT NULL DEFAULT 0,  -- 1 once it is published
            key TEXT NOT NULL,           -- the same for documents that make the same article
            sha256 TEXT NOT NULL,
            title TEXT NOT NULL,
            title_start INTEGER,
            published TEXT,              -- ISO 8601
            dateline TEXT,
            byline TEXT,
            publisher TEXT,
            url TEXT,
            language TEXT NOT NULL,
            text TEXT NOT NULL,
            sentences TEXT NOT NULL,     -- JSON: [[start, end, paragraph], ...]
            people TEXT NOT NULL,        -- JSON
            pages TEXT NOT NULL,         -- JSON
            signature BLOB NOT NULL      -- see near_duplicates
        )
        """,
        "CREATE UNIQUE INDEX articles_by_key ON articles (key) WHERE live",
        "CREATE INDEX articles_by_day ON articles (published) WHERE live",
        "CREATE INDEX articles_unseen ON articles (id) WHERE NOT live",
        # Where articles stand.
        """
        CREATE TABLE places (
            root TEXT NOT NULL,
            path TEXT NOT NULL,
            name TEXT NOT NULL,
            source TEXT NOT NULL,        -- the name, unless another root has the same
            article_id INTEGER NOT NULL REFERENCES articles,
            PRIMARY KEY (root, name)
        )
        """,
        "CREATE INDEX places_by_path ON places (root, path)",
        "CREATE INDEX places_by_name ON places (name)",
        "CREATE INDEX places_by_source ON places (source)",
        "CREATE INDEX places_by_article ON places (article_id)",
        "CREATE INDEX places_told_apart ON places (name) WHERE source != name",
        """
        CREATE TABLE passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
            start INTEGER NOT NULL,
            end INTEGER NOT NULL,
            context TEXT NOT NULL,
            digest INTEGER NOT NULL      -- of what is embedded
        )
        """,
        "CREATE INDEX passages_by_article ON passages (article_id)",
        "CREATE INDEX passages_by_digest ON passages (digest)",
        """
        CREATE TABLE sentence_vectors (
            passage_id INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
            vectors BLOB NOT NULL        -- see packed_vectors
        )
        """,
        """
        CREATE TABLE statements (
            article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
            speaker_key TEXT NOT NULL,   -- how the speaker's last name sounds
            fields TEXT NOT NULL         -- JSON
        )
        """,
        "CREATE INDEX statements_by_speaker ON statements (speaker_key)",
        "CREATE INDEX statements_by_article ON statements (article_id)",
        # Articles that share a band may be near-copies (see near_duplicates).
        """
        CREATE TABLE bands (
            band INTEGER NOT NULL,
            article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
            PRIMARY KEY (band, article_id)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX bands_by_article ON bands (article_id)",
        # The sentences of each article, to find those that recur.
        """
        CREATE TABLE lines (
            line INTEGER NOT NULL,       -- a sentence's key
            article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
            PRIMARY KEY (line, article_id)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX lines_by_article ON lines (article_id)",
        # Passages that the vector store and the word index may still hold, and should not.
        "CREATE TABLE garbage (passage_id INTEGER PRIMARY KEY)",
    ),
    # What of an article's text is never cited, as JSON: [[start, end, kind], ...].
    ("ALTER TABLE articles ADD COLUMN set_aside TEXT NOT NULL DEFAULT '[]'",),
)
"""The statements of each version, from FIRST_VERSION on."""
