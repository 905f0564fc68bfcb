// The tables by app, owner and rule: a row's link filters the page, its numbers lead to what they count.

const TABLES = {
  apps: { key: "app", names: DATA.apps, none: "no app", cells: fileCells },
  owners: { key: "owner", names: [...DATA.owners, ""], none: "no owner", cells: fileCells },
  rules: { key: "rule", names: RULE_NAMES, none: "", cells: ruleCells },
};

const SORT_KEYS = {
  name: (entry) => entry.name.toLowerCase(),
  stage: (entry) => STAGES.indexOf(ruleStage(entry.index)),
  files: (entry) => entry.row.files,
  lines: (entry) => entry.row.lines,
  ported: (entry) => (entry.row.lines ? entry.row.portedLines / entry.row.lines : 1),
  findings: (entry) => entry.row.findings,
  safe: (entry) => entry.row.fixes[FIXES.indexOf("safe")] / (entry.row.findings || 1),
};

const ruleStage = (rule) => STAGES[(DATA.kinds.find(([index]) => index === rule) || [0, 0])[1]];

function drawTable(id, rows) {
  const table = TABLES[id];
  const wanted = (state[`${id}-find`] || "").toLowerCase();
  const entries = table.names.map((name, index) => ({ name: name || table.none, value: name, index, row: rows[index], key: table.key }))
    .filter(({ name, value, row }) => (row.files || row.findings || state[table.key] === value) && name.toLowerCase().includes(wanted));
  const most = Math.max(1, ...entries.map(({ row }) => row.findings));
  showRows(id, firstRows(id, inOrder(id, entries)).map((entry) => drawRow(table, entry, most)), "Nothing matches.");
}

function drawRow(table, entry, most) {
  const chosen = state[table.key] === entry.value;
  const link = h("a", { href: toggleLink(table.key, entry.value), "aria-current": chosen ? "true" : null }, entry.value === "" ? h("em", {}, entry.name) : entry.name);
  return h("tr", { class: chosen ? "chosen" : null }, table.cells(link, entry, most));
}

// Where the numbers of a row lead: to its files or findings, with what else they ask for.
const entryLink = ({ key, value }, show, more = {}) => linkTo({ [key]: value, ...(key === "app" ? { path: null } : {}), show, ...more });

function fileCells(link, entry, most) {
  const { row } = entry;
  return [
    h("th", { scope: "row" }, link),
    count(row.files, entryLink(entry, "files")),
    count(row.lines, entryLink(entry, "files")),
    h("td", { class: "number share" },
      h("a", { class: "count", tabindex: "-1", href: entryLink(entry, "files", { status: "ported" }) }, percent(row.portedLines, row.lines)),
      bar([["ported", row.portedLines]], row.lines)),
    count(row.findings, entryLink(entry, "findings")),
    barCell(STAGES, row.stages, most),
    safeCell(entry),
  ];
}

function ruleCells(link, entry, most) {
  const { index, row } = entry;
  const stage = ruleStage(index);
  return [
    h("th", { scope: "row" }, h("code", {}, link), h("span", { class: "note" }, inlineCode(DATA.rules[index].title))),
    h("td", { class: "stage" }, h("span", { class: `key ${stage}` }), stage),
    count(row.files, entryLink(entry, "findings")),
    count(row.findings, entryLink(entry, "findings")),
    barCell(FIXES, row.fixes, most),
    safeCell(entry),
  ];
}

const safeCell = (entry) => h("td", { class: "number" }, entry.row.findings
  ? h("a", { class: "count", tabindex: "-1", href: entryLink(entry, "findings", { fix: "safe" }) }, percent(entry.row.fixes[0], entry.row.findings)) : "–");

function barCell(names, values, most) {
  const words = names.map((name, index) => (values[index] ? `${name} ${number(values[index])}` : "")).filter(Boolean).join(", ");
  return h("td", { class: "wide", title: words }, bar(names.map((name, index) => [name, values[index]]), most), h("span", { class: "visually-hidden" }, words));
}

function drawBlockers(counts) {
  const errors = DATA.errors.filter(([file]) => !counts.misses[file]);
  const rows = firstRows("blockers", errors).map(([file, message, line]) => h("tr", {},
    h("th", { scope: "row" }, h("code", {}, breakable(FILES.path[file]))),
    h("td", { class: "number" }, line ? placeLink(FILES.path[file], line) : ""),
    h("td", {}, message),
    h("td", {}, ownersOf(file).map(ownerLink))));
  showRows("blockers", rows, "None: every file can be read and parsed.");
}

function wireTable(id) {
  addList(id, SORT_KEYS, "-findings");
  addFind(id);
  $(`${id}-table`).tBodies[0].addEventListener("click", ({ target }) => {
    if (target.closest("a") || String(getSelection())) return;
    target.closest("tr").querySelector("a")?.click();
  });
}

function addFind(id) {
  const find = h("input", { type: "search", autocomplete: "off", spellcheck: "false", id: `${id}-find` });
  find.value = state[`${id}-find`] || "";
  find.addEventListener("input", () => change({ ...samePages(), [`${id}-find`]: find.value || null }, true));
  $(id).querySelector(".section-head").append(h("label", { class: "search" }, "Filter ", find));
}
