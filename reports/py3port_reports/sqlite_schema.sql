-- What `py3port report sqlite` writes. Names of files and so on are shown as everywhere: what cannot be seen is escaped.

CREATE TABLE scan (
    -- One row.
    schema_version TEXT NOT NULL,
    tool_version TEXT NOT NULL,
    root TEXT NOT NULL,
    mode TEXT NOT NULL,
    target TEXT NOT NULL,
    git_commit TEXT NOT NULL -- empty where there is no git
);

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    app TEXT NOT NULL,
    lines INTEGER NOT NULL,
    dialect TEXT NOT NULL, -- python2, python3, both, mixed, or empty where the file could not be read
    ported INTEGER NOT NULL, -- 1: parses as Python 3 and has no finding of common, six and semantic
    error TEXT, -- why it could not be scanned
    error_line INTEGER
);

CREATE TABLE file_owners (
    file_id INTEGER NOT NULL REFERENCES files,
    owner TEXT NOT NULL,
    PRIMARY KEY (file_id, owner)
) WITHOUT ROWID;

CREATE TABLE rules (
    name TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    stage TEXT NOT NULL,
    applicability TEXT NOT NULL,
    description TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    file_id INTEGER NOT NULL REFERENCES files,
    rule TEXT NOT NULL, -- of `rules`, where that has it
    stage TEXT NOT NULL, -- common, six, semantic, cleanup or advice
    applicability TEXT NOT NULL, -- safe, unsafe or manual
    line INTEGER NOT NULL,
    "column" INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    end_column INTEGER NOT NULL, -- excluded
    message TEXT NOT NULL,
    scope TEXT NOT NULL, -- class or function
    text TEXT NOT NULL, -- the statement
    fingerprint TEXT NOT NULL
);
CREATE INDEX findings_of_file ON findings (file_id);
CREATE INDEX findings_of_rule ON findings (rule);

CREATE TABLE steps (
    -- The plan.
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    rule TEXT NOT NULL,
    app TEXT NOT NULL, -- empty: the whole repository
    stage TEXT NOT NULL,
    state TEXT NOT NULL, -- todo, partly, blocked or done
    safe INTEGER NOT NULL,
    unsafe INTEGER NOT NULL,
    manual INTEGER NOT NULL,
    files INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    risk TEXT NOT NULL,
    owners TEXT NOT NULL, -- separated by blanks
    blocked_by TEXT NOT NULL, -- separated by commas
    command TEXT NOT NULL
);

CREATE TABLE requirements (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    specifier TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    first_py3 TEXT,
    first_target TEXT,
    bridge TEXT,
    latest TEXT,
    replacement TEXT,
    note TEXT NOT NULL
);

CREATE TABLE rejected (
    -- What a compiler refused when `py3port verify` ran.
    python TEXT NOT NULL,
    path TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (python, path)
) WITHOUT ROWID;

CREATE TABLE tests (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    verdict TEXT NOT NULL,
    seconds2 REAL,
    seconds3 REAL
);

CREATE TABLE points (
    -- The past, with --history.
    id INTEGER PRIMARY KEY,
    git_commit TEXT NOT NULL,
    date TEXT NOT NULL, -- ISO 8601, UTC
    new INTEGER, -- findings that came since the point before
    fixed INTEGER
);

CREATE TABLE point_totals (
    point_id INTEGER NOT NULL REFERENCES points,
    kind TEXT NOT NULL, -- total, app or owner
    name TEXT NOT NULL, -- empty for total
    files INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    ported_files INTEGER NOT NULL,
    ported_lines INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    common INTEGER NOT NULL,
    six INTEGER NOT NULL,
    semantic INTEGER NOT NULL,
    cleanup INTEGER NOT NULL,
    PRIMARY KEY (point_id, kind, name)
) WITHOUT ROWID;

CREATE TABLE point_flows (
    point_id INTEGER NOT NULL REFERENCES points,
    kind TEXT NOT NULL, -- app or owner
    name TEXT NOT NULL,
    new INTEGER NOT NULL,
    fixed INTEGER NOT NULL,
    PRIMARY KEY (point_id, kind, name)
) WITHOUT ROWID;

CREATE TABLE point_rules (
    point_id INTEGER NOT NULL REFERENCES points,
    rule TEXT NOT NULL,
    findings INTEGER NOT NULL,
    PRIMARY KEY (point_id, rule)
) WITHOUT ROWID;

CREATE TABLE steps_done (
    step TEXT NOT NULL,
    git_commit TEXT NOT NULL,
    date TEXT NOT NULL
);

CREATE VIEW progress AS
SELECT count(*) AS files,
    coalesce(sum(lines), 0) AS lines,
    coalesce(sum(ported), 0) AS ported_files,
    coalesce(sum(ported * lines), 0) AS ported_lines,
    count(error) AS errors,
    (SELECT count(*) FROM findings) AS findings
FROM files;

CREATE VIEW progress_by_app AS
SELECT app,
    count(*) AS files,
    sum(lines) AS lines,
    sum(ported) AS ported_files,
    sum(ported * lines) AS ported_lines,
    count(error) AS errors,
    sum((SELECT count(*) FROM findings WHERE file_id = files.id)) AS findings
FROM files
GROUP BY app;

CREATE VIEW progress_by_owner AS
-- A file with several owners counts for each of them; the empty name is nobody.
SELECT coalesce(owner, '') AS owner,
    count(*) AS files,
    sum(lines) AS lines,
    sum(ported) AS ported_files,
    sum(ported * lines) AS ported_lines,
    count(error) AS errors,
    sum((SELECT count(*) FROM findings WHERE file_id = files.id)) AS findings
FROM files LEFT JOIN file_owners ON file_id = files.id
GROUP BY coalesce(owner, '');

CREATE VIEW findings_by_rule AS
SELECT rule,
    stage,
    count(*) AS findings,
    count(DISTINCT file_id) AS files,
    sum(applicability = 'safe') AS safe,
    sum(applicability = 'unsafe') AS unsafe,
    sum(applicability = 'manual') AS manual
FROM findings
GROUP BY rule, stage;

CREATE VIEW burn_down AS
SELECT date, common + six + semantic AS left_to_do, common, six, semantic, cleanup, ported_lines, lines, new, fixed
FROM points JOIN point_totals ON point_id = points.id
WHERE kind = 'total'
ORDER BY date;

CREATE VIEW places AS
-- Findings as most want to read them.
SELECT files.path AS path, line, rule, stage, applicability, message, app,
    (SELECT group_concat(owner, ' ') FROM file_owners WHERE file_id = files.id) AS owners
FROM findings JOIN files ON files.id = file_id
ORDER BY files.id, line, "column";
