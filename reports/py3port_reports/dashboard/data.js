// Unpacks what dashboard_data.py packed: columns of numbers that point into tables of strings.

const DATA = JSON.parse($("data").textContent);
const FILES = DATA.files;
const STAGES = DATA.stages;
const FIXES = DATA.applicabilities;
const RULE_NAMES = DATA.rules.map((rule) => rule.name);
const STAGE_NOTES = {
  common: "runs on 2.7 and 3, nothing added",
  six: "runs on both with six",
  semantic: "same text, other meaning",
  cleanup: "drops Python 2; does not block",
  advice: "often fine; does not block",
};
const FIX_NOTES = {
  safe: "py3port apply does it",
  unsafe: "likely right, on request",
  manual: "a person decides",
};

const FINDINGS = unpackFindings();
const PAST = DATA.history;

function unpackFindings() {
  const packed = DATA.findings;
  const count = packed.kind.length;
  const file = new Int32Array(count);
  const line = new Int32Array(count);
  const first = new Int32Array(FILES.path.length);
  let index = 0;
  FILES.findings.forEach((inFile, number) => {
    let at = 0;
    first[number] = index;
    for (const end = index + inFile; index < end; index++) {
      at += packed.line[index];
      file[index] = number;
      line[index] = at;
    }
  });
  const kind = Int32Array.from(packed.kind);
  const { column, height, scope, message, text } = packed;
  return { count, first, file, line, kind, column, height, scope, message, text };
}

const appName = (index) => DATA.apps[index] || "no app";
const ownerName = (index) => (index < 0 ? "no owner" : DATA.owners[index]);
