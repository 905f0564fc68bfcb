// Counts findings and files for every table at once. Each filter leaves its own table whole, so that one can
// choose another row; hence a finding counts for a table when no filter but that table's own rejects it.

const [APP, OWNER, PATH, RULE, STAGE, FIX, STATUS] = [1, 2, 4, 8, 16, 32, 64];

function inPath(path, wanted) {
  return wanted.endsWith("/") ? path.startsWith(wanted) : path === wanted;
}

function fileMisses() {
  const { app, owner, path, status } = state;
  return FILES.path.map((name, file) => {
    let miss = 0;
    if (app !== undefined && DATA.apps[FILES.app[file]] !== app) miss |= APP;
    if (owner !== undefined && !ownsFile(owner, file)) miss |= OWNER;
    if (path !== undefined && !inPath(name, path)) miss |= PATH;
    if (status !== undefined && !inStatus(file, status)) miss |= STATUS;
    return miss;
  });
}

const BLOCKED = new Set(DATA.errors.map(([file]) => file));
const fileStatus = (file) => (BLOCKED.has(file) ? "blocked" : FILES.ported[file] ? "ported" : "left");

// What is not ported yet is what is left or blocked.
function inStatus(file, wanted) {
  const status = fileStatus(file);
  return wanted === "unported" ? status !== "ported" : status === wanted;
}

function ownsFile(owner, file) {
  const owners = FILES.owners[file];
  return owner === "" ? owners.length === 0 : owners.some((index) => DATA.owners[index] === owner);
}

function kindMisses() {
  const { rule, stage, fix } = state;
  return DATA.kinds.map(([ruleIndex, stageIndex, fixIndex]) => {
    let miss = 0;
    if (rule !== undefined && RULE_NAMES[ruleIndex] !== rule) miss |= RULE;
    if (stage !== undefined && STAGES[stageIndex] !== stage) miss |= STAGE;
    if (fix !== undefined && FIXES[fixIndex] !== fix) miss |= FIX;
    return miss;
  });
}

// A predicate on findings. Each string of the tables is searched once, however often it is used.
function textFilter() {
  const wanted = (state.q || "").toLowerCase();
  if (!wanted) return () => true;
  const matches = (strings) => strings.map((text) => text.toLowerCase().includes(wanted));
  const [paths, messages, texts, rules] = [FILES.path, DATA.messages, DATA.texts, RULE_NAMES].map(matches);
  const kinds = DATA.kinds.map(([rule]) => rules[rule]);
  const { file, kind, message, text } = FINDINGS;
  return (index) => kinds[kind[index]] || paths[file[index]] || messages[message[index]] || texts[text[index]];
}

const newRow = () => ({
  files: 0, lines: 0, portedLines: 0, portedFiles: 0, findings: 0,
  stages: STAGES.map(() => 0), fixes: FIXES.map(() => 0), last: -1,
});

function addFile(row, file) {
  row.files++;
  row.lines += FILES.lines[file];
  if (!FILES.ported[file]) return;
  row.portedFiles++;
  row.portedLines += FILES.lines[file];
}

function addFinding(row, stage, fix) {
  row.findings++;
  row.stages[stage]++;
  row.fixes[fix]++;
}

const ownersOf = (file) => (FILES.owners[file].length ? FILES.owners[file] : [-1]);

function countAll() {
  const misses = fileMisses();
  const counts = {
    misses,
    total: newRow(),
    apps: DATA.apps.map(newRow),
    owners: [...DATA.owners, ""].map(newRow),
    rules: DATA.rules.map(newRow),
    stages: STAGES.map(() => 0),
    fixes: FIXES.map(() => 0),
    perFile: new Int32Array(FILES.path.length),
    matching: [],
  };
  misses.forEach((miss, file) => {
    if (!miss) addFile(counts.total, file);
    if (!(miss & ~APP)) addFile(counts.apps[FILES.app[file]], file);
    if (!(miss & ~OWNER)) for (const owner of ownersOf(file)) addFile(counts.owners.at(owner), file);
  });
  countFindings(counts);
  return counts;
}

function countFindings(counts) {
  const kinds = kindMisses();
  const hasText = textFilter();
  for (let index = 0; index < FINDINGS.count; index++) {
    const file = FINDINGS.file[index];
    const kind = FINDINGS.kind[index];
    const miss = counts.misses[file] | kinds[kind];
    // A finding that two filters reject counts nowhere: the bits of `miss` are then no power of two.
    if (miss & (miss - 1) || !hasText(index)) continue;
    const [rule, stage, fix] = DATA.kinds[kind];
    if (!(miss & ~APP)) addFinding(counts.apps[FILES.app[file]], stage, fix);
    if (!(miss & ~OWNER)) for (const owner of ownersOf(file)) addFinding(counts.owners.at(owner), stage, fix);
    if (!(miss & ~RULE)) addRuleFinding(counts.rules[rule], file, stage, fix);
    if (!(miss & ~STAGE)) counts.stages[stage]++;
    if (!(miss & ~FIX)) counts.fixes[fix]++;
    if (miss) continue;
    addFinding(counts.total, stage, fix);
    counts.perFile[file]++;
    counts.matching.push(index);
  }
}

function addRuleFinding(row, file, stage, fix) {
  addFinding(row, stage, fix);
  if (row.last === file) return;
  row.last = file;
  row.files++;
}
