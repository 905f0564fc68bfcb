// The distributions that the project requires, and whether they will do on Python 3.

const VERDICTS = ["blocked", "replace", "upgrade", "bridge", "drop", "unknown", "ok"];
const VERDICT_WORDS = {
  blocked: "no release for Python 3", replace: "another distribution takes its place", upgrade: "a newer release does",
  bridge: "a release for both, then a newer one", drop: "not needed on Python 3", unknown: "could not be found out", ok: "does as it is",
};

const REQUIREMENT_KEYS = {
  name: (row) => row.name.toLowerCase(),
  verdict: (row) => VERDICTS.indexOf(row.verdict),
  place: (row) => row.file,
};

function chosenRequirements() {
  const { app, owner } = state;
  return DATA.attached.requirements.rows.filter((row) =>
    (app === undefined || row.apps.includes(app)) && (owner === undefined || (owner === "" ? !row.owners.length : row.owners.includes(owner))));
}

function drawRequirements() {
  if (!$("requirements-table")) return;
  const rows = chosenRequirements();
  const counts = VERDICTS.map((verdict) => rows.filter((row) => row.verdict === verdict).length);
  drawChoices("requirements-choices", "verdict", [[null, `all ${number(rows.length)}`],
    ...VERDICTS.map((verdict, index) => [verdict, `${verdict} ${number(counts[index])}`]).filter((_, index) => counts[index])]);
  const wanted = rows.filter(({ verdict }) => state.verdict === undefined || verdict === state.verdict);
  showRows("requirements", firstRows("requirements", inOrder("requirements", wanted)).map(requirementRow), "No requirement here.");
  $("requirements-remarks").replaceChildren(...DATA.attached.requirements.remarks.map((each) => h("li", {}, inlineCode(each))));
}

function requirementRow(row) {
  return h("tr", {},
    h("th", { scope: "row" }, h("code", {}, row.name), row.specifier ? h("code", { class: "note specifier" }, row.specifier) : null),
    h("td", { class: "stage" }, h("span", { class: `verdict-key ${row.verdict}` }), row.verdict),
    h("td", {}, wayOut(row), row.note ? h("span", { class: "note block" }, inlineCode(row.note)) : null, evidence(row)),
    h("td", {}, h("code", { class: "note" }, row.line ? `${row.file}:${row.line}` : row.file)),
    h("td", {}, row.apps.map((app, index) => [index ? ", " : null, h("a", { href: linkTo({ app }) }, app || "no app")])));
}

const isLater = (one, other) => one.localeCompare(other, "en", { numeric: true }) > 0;

const evidence = (row) => (row.evidence.length ? h("details", {}, h("summary", {}, "Why"), h("ul", {}, row.evidence.map((each) => h("li", {}, inlineCode(each))))) : null);

function wayOut(row) {
  const release = (version) => h("code", {}, `${row.name} ${version}`);
  switch (row.verdict) {
    case "replace": return ["Use ", h("code", {}, row.replacement), " instead"];
    case "upgrade": return ["Require ", release(`>= ${row.firstTarget || row.first}`)];
    case "bridge": return ["Require ", release(row.bridge), " while both Pythons run", isLater(row.firstTarget, row.bridge) ? [", then ", release(`>= ${row.firstTarget}`)] : null];
    default: return `${VERDICT_WORDS[row.verdict] || row.verdict}`.replace(/^./, (letter) => letter.toUpperCase());
  }
}
