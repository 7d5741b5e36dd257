-- Version 1: what was fetched, and what was read out of it.

CREATE TABLE blob (                     -- bytes, each kept once
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,        -- of the bytes unpacked
    size INTEGER NOT NULL,              -- unpacked
    packed BLOB NOT NULL                -- zlib
) STRICT;

CREATE TABLE story (                    -- what is known by one address
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE capture (                  -- one fetch of one page
    id INTEGER PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES story,
    url TEXT,
    fetched_at TEXT NOT NULL,           -- ISO 8601, UTC, microseconds: sorts as time does
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,              -- JSON object
    charset TEXT,                       -- JSON of models.Charset
    fetch TEXT,                         -- JSON of models.FetchInfo
    body INTEGER NOT NULL REFERENCES blob,
    article INTEGER REFERENCES blob,    -- JSON of models.Article without `fetch`
    failure TEXT,                       -- JSON of models.Failure
    extractor TEXT,                     -- version
    extracted_at TEXT,
    title TEXT,                         -- of the article, for lists
    published TEXT,
    seal BLOB NOT NULL                  -- digest of all of the above, bodies by their digests
) STRICT;

CREATE UNIQUE INDEX capture_once ON capture (ifnull(url, ''), fetched_at, body);
CREATE INDEX capture_of_story ON capture (story, fetched_at);
CREATE INDEX capture_by_time ON capture (fetched_at);
CREATE INDEX capture_by_body ON capture (body);
CREATE INDEX capture_by_article ON capture (article);
