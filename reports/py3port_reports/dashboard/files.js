// The list of files: what the numbers of files and lines count.

const FILES_PAGE = 20;
const STATUS_WORDS = { ported: "ported", left: "to be ported", blocked: "cannot be parsed" };

const FILE_KEYS = {
  name: (file) => FILES.path[file],
  app: (file) => appName(FILES.app[file]),
  lines: (file) => FILES.lines[file],
  status: (file) => Object.keys(STATUS_WORDS).indexOf(fileStatus(file)),
  findings: (file) => lastCounts.perFile[file],
};

function drawFiles(counts) {
  const files = [];
  counts.misses.forEach((miss, file) => { if (!miss) files.push(file); });
  const { start, shown } = onePage("files", inOrder("files", files), FILES_PAGE);
  $("files-status").textContent = files.length
    ? `${number(start + 1)} to ${number(start + shown.length)} of ${plural(files.length, "file")}, ${plural(counts.total.lines, "line")}` : "";
  showRows("files", shown.map((file) => fileRow(file, counts.perFile[file])), "No file matches. Remove a filter to see more.");
  drawStatuses();
}

function fileRow(file, findings) {
  const path = FILES.path[file];
  const status = fileStatus(file);
  return h("tr", { class: state.path === path ? "chosen" : null },
    h("th", { scope: "row" }, h("a", { href: toggleLink("path", path) }, h("code", {}, breakable(path)))),
    h("td", {}, h("a", { class: "count", tabindex: "-1", href: linkTo({ app: DATA.apps[FILES.app[file]] }) }, appName(FILES.app[file]))),
    h("td", { class: "stage" }, h("span", { class: `key ${status}` }), STATUS_WORDS[status]),
    count(FILES.lines[file]),
    count(findings, linkTo({ path, show: "findings" })));
}

// Links that leave only files of a status.
function drawStatuses() {
  const choices = [[null, "all"], ["ported", "ported"], ["unported", "not ported"], ["blocked", "blocked"]];
  drawChoices("files-choices", "status", choices);
}

// Each choice is a value of a key of the state, null for none, and what it is called.
function drawChoices(id, key, choices, chosen = state[key] ?? null) {
  $(id).replaceChildren(...choices.map(([value, label]) =>
    h("a", { href: linkTo({ [key]: value }), "aria-current": value === chosen ? "true" : null }, label)));
}
