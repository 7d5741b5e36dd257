-- Version 2: the wordings of a story, searchable and comparable.

CREATE TABLE edition (                  -- what a story said at a time; each wording of it once
    id INTEGER PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES story,
    digest BLOB NOT NULL,               -- SHA-256 of headline, standfirst, byline and text
    sketch BLOB,                        -- MinHash of the text, to find near duplicates; NULL where it is too short
    UNIQUE (story, digest)
) STRICT;

ALTER TABLE capture ADD COLUMN edition INTEGER REFERENCES edition;
CREATE INDEX capture_by_edition ON capture (edition, fetched_at);

CREATE TABLE band (                     -- editions whose sketches agree in a band are candidates for near duplicates
    hash INTEGER NOT NULL,
    edition INTEGER NOT NULL,
    PRIMARY KEY (hash, edition)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5(  -- rowid: the edition's
    title, dek, byline, text, captions, tags,
    tokenize = 'unicode61 remove_diacritics 2'
);

INSERT INTO words (words, rank) VALUES ('rank', 'bm25(10.0, 5.0, 4.0, 1.0, 1.0, 3.0)');
