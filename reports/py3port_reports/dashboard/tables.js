// The tables by app, owner and rule: sorted by a column's button, filtered by name, a row's link filters the page.

const FIRST_ROWS = 12;

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
  const [order, ascending] = readSort(id);
  const wanted = (state[`${id}-find`] || "").toLowerCase();
  const entries = table.names.map((name, index) => ({ name: name || table.none, value: name, index, row: rows[index] }))
    .filter(({ name, value, row }) => (row.files || row.findings || state[table.key] === value) && name.toLowerCase().includes(wanted));
  const by = SORT_KEYS[order];
  const compare = (one, other) => (by(one) < by(other) ? -1 : by(one) > by(other) ? 1 : 0);
  entries.sort((one, other) => (ascending ? compare(one, other) : compare(other, one)) || one.index - other.index);
  const shown = showsAll(id) ? entries : entries.slice(0, FIRST_ROWS);
  const most = Math.max(1, ...entries.map(({ row }) => row.findings));
  const body = $(`${id}-table`).tBodies[0];
  body.replaceChildren(...shown.map((entry) => drawRow(table, entry, most)));
  if (!entries.length) body.append(h("tr", {}, h("td", { colspan: "9", class: "note" }, "Nothing matches.")));
  drawMore(id, entries.length);
  markSort(id, order, ascending);
}

function drawRow(table, entry, most) {
  const chosen = state[table.key] === entry.value;
  const link = h("a", { href: toggleLink(table.key, entry.value), "aria-current": chosen ? "true" : null }, entry.value === "" ? h("em", {}, entry.name) : entry.name);
  return h("tr", { class: chosen ? "chosen" : null }, table.cells(link, entry, most));
}

function fileCells(link, { row }, most) {
  return [
    h("th", { scope: "row" }, link),
    count(row.files),
    count(row.lines),
    h("td", { class: "number share" }, h("span", {}, percent(row.portedLines, row.lines)), bar([["ported", row.portedLines]], row.lines)),
    count(row.findings),
    barCell(STAGES, row.stages, most),
    h("td", { class: "number" }, row.findings ? percent(row.fixes[0], row.findings) : "–"),
  ];
}

function ruleCells(link, { index, row }, most) {
  const stage = ruleStage(index);
  return [
    h("th", { scope: "row" }, h("code", {}, link), h("span", { class: "note" }, inlineCode(DATA.rules[index].title))),
    h("td", { class: "stage" }, h("span", { class: `key ${stage}` }), stage),
    count(row.files),
    count(row.findings),
    barCell(FIXES, row.fixes, most),
    h("td", { class: "number" }, row.findings ? percent(row.fixes[0], row.findings) : "–"),
  ];
}

const count = (value) => h("td", { class: value ? "number" : "number nil" }, number(value));

function barCell(names, values, most) {
  const words = names.map((name, index) => (values[index] ? `${name} ${number(values[index])}` : "")).filter(Boolean).join(", ");
  return h("td", { class: "wide", title: words }, bar(names.map((name, index) => [name, values[index]]), most), h("span", { class: "visually-hidden" }, words));
}

const showsAll = (id) => state[`${id}-all`] !== undefined;

function drawMore(id, found) {
  const all = showsAll(id);
  $(`${id}-more`).replaceChildren(...(found > FIRST_ROWS
    ? [h("button", { type: "button", class: "plain", onclick: () => change({ [`${id}-all`]: all ? null : "1", page: state.page }, true) }, all ? "Show fewer" : `Show all ${number(found)}`)]
    : []));
}

// `-findings` sorts falling, `name` rising; anything unknown falls back to the default.
function readSort(id) {
  const value = state[`${id}-sort`] || "-findings";
  const order = value.replace(/^-/, "");
  return Object.hasOwn(SORT_KEYS, order) ? [order, !value.startsWith("-")] : ["findings", false];
}

function markSort(id, order, ascending) {
  for (const cell of $(`${id}-table`).tHead.rows[0].cells) {
    if (cell.dataset.sort === order) cell.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    else cell.removeAttribute("aria-sort");
  }
}

function addMore(id) {
  $(id).append(h("p", { id: `${id}-more` }));
}

function sortBy(id, column) {
  const [order, ascending] = readSort(id);
  const rising = order === column ? !ascending : column === "name" || column === "stage" || column === "ported";
  change({ [`${id}-sort`]: (rising ? "" : "-") + column, page: state.page }, true);
}

function drawBlockers(counts) {
  const errors = DATA.errors.filter(([file]) => !counts.misses[file]);
  const shown = showsAll("blockers") ? errors : errors.slice(0, FIRST_ROWS);
  const rows = shown.map(([file, message, line]) => h("tr", {},
    h("th", { scope: "row" }, h("code", {}, breakable(FILES.path[file]))),
    h("td", { class: "number" }, line ? copyButton(`${FILES.path[file]}:${line}`, `Copy ${FILES.path[file]}:${line}`, number(line)) : ""),
    h("td", {}, message),
    h("td", {}, ownersOf(file).map(ownerName).join(", "))));
  if (!rows.length) rows.push(h("tr", {}, h("td", { colspan: "4" }, "None: every file can be read and parsed.")));
  $("blockers-table").tBodies[0].replaceChildren(...rows);
  drawMore("blockers", errors.length);
}

function wireTable(id) {
  const section = $(id);
  for (const cell of section.querySelectorAll("th[data-sort]")) {
    const label = cell.textContent;
    cell.replaceChildren(h("button", { type: "button", onclick: () => sortBy(id, cell.dataset.sort) }, label));
  }
  const find = h("input", { type: "search", autocomplete: "off", spellcheck: "false", id: `${id}-find` });
  find.value = state[`${id}-find`] || "";
  find.addEventListener("input", () => change({ [`${id}-find`]: find.value || null, page: state.page }, true));
  section.querySelector(".section-head").append(h("label", { class: "search" }, "Filter ", find));
  $(`${id}-table`).tBodies[0].addEventListener("click", ({ target }) => {
    if (target.closest("a") || String(getSelection())) return;
    target.closest("tr").querySelector("a")?.click();
  });
}
