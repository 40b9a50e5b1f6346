BEGIN TRANSACTION;
CREATE TABLE candidates (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL, media_type TEXT NOT NULL,
  link_text TEXT NOT NULL, context TEXT NOT NULL, first_seen TEXT NOT NULL,
  UNIQUE (source, url, sha256)
);
INSERT INTO "candidates" VALUES(1,'nagisawa','http://127.0.0.1:9/a.pdf','dd4d31b708b2c66f787349c75673d184951df3cdffe3a8cf9b9554002244300a','pdf','会議録','一覧','2024-05-01T00:00:01.000+00:00');
CREATE TABLE fetches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT NOT NULL, fetched_at TEXT NOT NULL,
  status INTEGER, etag TEXT, last_modified TEXT, content_type TEXT, media_type TEXT,
  sha256 TEXT, size INTEGER, requests INTEGER NOT NULL, error TEXT
);
INSERT INTO "fetches" VALUES(1,'nagisawa','http://127.0.0.1:9/a.pdf','http://127.0.0.1:9/a.pdf','2024-05-01T00:00:01.000+00:00',200,'"x"',NULL,'application/pdf','pdf','dd4d31b708b2c66f787349c75673d184951df3cdffe3a8cf9b9554002244300a',8,1,NULL);
CREATE TABLE links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, page_url TEXT NOT NULL, url TEXT NOT NULL, text TEXT NOT NULL, context TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('follow', 'document', 'pass')), reason TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  UNIQUE (source, page_url, url, text, context, decision, reason)
);
INSERT INTO "links" VALUES(1,'nagisawa','http://127.0.0.1:9/','http://127.0.0.1:9/a.pdf','会議録','一覧','document','minutes','2024-05-01T00:00:01.000+00:00');
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT NOT NULL, complete INTEGER NOT NULL,
  requests INTEGER NOT NULL, transferred INTEGER NOT NULL, new INTEGER NOT NULL, replaced INTEGER NOT NULL,
  unchanged INTEGER NOT NULL, passed_over INTEGER NOT NULL, failed INTEGER NOT NULL
);
INSERT INTO "runs" VALUES(1,'nagisawa','2024-05-01T00:00:00.000+00:00','2024-05-01T00:00:02.000+00:00',1,2,8,1,0,0,0,0);
CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, municipality TEXT NOT NULL, code TEXT NOT NULL, prefecture TEXT NOT NULL, council TEXT NOT NULL,
  at TEXT NOT NULL
);
INSERT INTO "snapshots" VALUES(1,'nagisawa','渚沢市','982016','北浜県','審議会','2024-05-01T00:00:00.000+00:00');
CREATE TABLE states (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  candidate INTEGER NOT NULL REFERENCES candidates (id),
  current INTEGER NOT NULL CHECK (current IN (0, 1)), reason TEXT NOT NULL, at TEXT NOT NULL
);
INSERT INTO "states" VALUES(1,1,1,'seen','2024-05-01T00:00:01.000+00:00');
INSERT INTO "states" VALUES(2,1,0,'HTTP 404','2024-06-01T00:00:00.000+00:00');
CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL, source TEXT NOT NULL, reader_version TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('minutes', 'not_minutes', 'failed')), reason TEXT NOT NULL, at TEXT NOT NULL
);
INSERT INTO "verdicts" VALUES(1,'dd4d31b708b2c66f787349c75673d184951df3cdffe3a8cf9b9554002244300a','nagisawa','1','minutes','','2024-05-02T00:00:00.000+00:00');
CREATE INDEX snapshots_source ON snapshots (source, id);
CREATE INDEX fetches_url ON fetches (source, url, id);
CREATE INDEX fetches_body ON fetches (source, final_url, sha256, fetched_at);
CREATE INDEX states_candidate ON states (candidate, id);
CREATE INDEX verdicts_key ON verdicts (sha256, source, reader_version, id);
CREATE INDEX runs_source ON runs (source, id);
CREATE TRIGGER snapshots_no_update BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(ABORT, 'snapshots only grows'); END;
CREATE TRIGGER snapshots_no_delete BEFORE DELETE ON snapshots BEGIN SELECT RAISE(ABORT, 'snapshots only grows'); END;
CREATE TRIGGER fetches_no_update BEFORE UPDATE ON fetches BEGIN SELECT RAISE(ABORT, 'fetches only grows'); END;
CREATE TRIGGER fetches_no_delete BEFORE DELETE ON fetches BEGIN SELECT RAISE(ABORT, 'fetches only grows'); END;
CREATE TRIGGER links_no_update BEFORE UPDATE ON links BEGIN SELECT RAISE(ABORT, 'links only grows'); END;
CREATE TRIGGER links_no_delete BEFORE DELETE ON links BEGIN SELECT RAISE(ABORT, 'links only grows'); END;
CREATE TRIGGER candidates_no_update BEFORE UPDATE ON candidates BEGIN SELECT RAISE(ABORT, 'candidates only grows'); END;
CREATE TRIGGER candidates_no_delete BEFORE DELETE ON candidates BEGIN SELECT RAISE(ABORT, 'candidates only grows'); END;
CREATE TRIGGER states_no_update BEFORE UPDATE ON states BEGIN SELECT RAISE(ABORT, 'states only grows'); END;
CREATE TRIGGER states_no_delete BEFORE DELETE ON states BEGIN SELECT RAISE(ABORT, 'states only grows'); END;
CREATE TRIGGER verdicts_no_update BEFORE UPDATE ON verdicts BEGIN SELECT RAISE(ABORT, 'verdicts only grows'); END;
CREATE TRIGGER verdicts_no_delete BEFORE DELETE ON verdicts BEGIN SELECT RAISE(ABORT, 'verdicts only grows'); END;
CREATE TRIGGER runs_no_update BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'runs only grows'); END;
CREATE TRIGGER runs_no_delete BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'runs only grows'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('snapshots',1);
INSERT INTO "sqlite_sequence" VALUES('fetches',1);
INSERT INTO "sqlite_sequence" VALUES('links',1);
INSERT INTO "sqlite_sequence" VALUES('candidates',1);
INSERT INTO "sqlite_sequence" VALUES('states',2);
INSERT INTO "sqlite_sequence" VALUES('verdicts',1);
INSERT INTO "sqlite_sequence" VALUES('runs',1);
COMMIT;
PRAGMA user_version = 1;
