// The headline: shares and their trend, the stacked bars with their legends, what is in the way, the filters in force.

function drawOverview(counts) {
  const { total } = counts;
  drawShare("line", total.portedLines, total.lines);
  drawShare("file", total.portedFiles, total.files);
  $("finding-count").textContent = number(total.findings);
  drawLegend("stages", "stage", STAGES, { counts: counts.stages, notes: STAGE_NOTES });
  drawLegend("fixes", "fix", FIXES, { counts: counts.fixes, notes: FIX_NOTES });
  $("finding-note").textContent = total.findings ? `${percent(total.fixes[FIXES.indexOf("safe")], total.findings)} py3port fixes safely by itself` : "";
  $("in-the-way").replaceChildren(...inTheWay(counts));
  drawExplanations();
}

function drawShare(what, part, whole) {
  $(`${what}-share`).textContent = percent(part, whole);
  $(`${what}-bar`).replaceChildren(bar([["ported", part]], whole));
  $(`${what}-note`).textContent = `${number(part)} of ${plural(whole, what)}`;
}

function drawLegend(id, key, names, { counts, notes }) {
  const chosen = state[key];
  const shown = (name) => chosen === undefined || chosen === name;
  const whole = counts.reduce((sum, count) => sum + count, 0);
  const parts = names.map((name, index) => [shown(name) ? name : `${name} dimmed`, counts[index]]);
  $(`${id}-bar`).replaceChildren(bar(parts, whole));
  $(id).replaceChildren(...names.map((name, index) => h("li", {},
    h("a", { href: toggleLink(key, name), "aria-current": chosen === name ? "true" : null },
      h("span", { class: `key ${name}` }), h("span", { class: "legend-name" }, name),
      h("strong", {}, number(counts[index]))),
    h("span", { class: "note" }, notes[name]))));
}

// Each line: how many, what they are, where to see them. What is not known is not said.
function inTheWay(counts) {
  const { plan, requirements, verification } = DATA.attached;
  const required = chosenRequirements();
  const stuck = required.filter(({ verdict }) => verdict === "blocked").length;
  const change = required.filter(({ verdict }) => ["replace", "upgrade", "bridge"].includes(verdict)).length;
  const unowned = counts.misses.filter((miss, file) => !miss && !FILES.owners[file].length).length;
  const waiting = chosenSteps().filter((step) => step.state === "blocked").length;
  const isWhole = state.owner === undefined && state.app === undefined; // tests have neither
  const broken = verification.tests.filter(([, outcome]) => outcome === "broke").length;
  const lines = [
    [DATA.errors.filter(([file]) => !counts.misses[file]).length, "file", "cannot be parsed", "#blockers"],
    requirements.date && [stuck, "requirement", "without a release for Python 3", linkTo({ verdict: "blocked", show: "requirements" })],
    requirements.date && [change, "requirement", "to be upgraded or replaced", linkTo({ verdict: null, show: "requirements" })],
    state.owner === undefined && [unowned, "file", "without an owner", linkTo({ owner: "" })],
    plan.length && [waiting, "step", "waiting for others", linkTo({ step: "blocked", show: "plan" })],
    isWhole && verification.tests.length && [broken, "test", "broken on Python 3", linkTo({ outcome: "broke", show: "verification" })],
  ].filter(Boolean);
  return lines.map(([found, what, words, href]) => h("li", { class: found ? null : "nil" },
    h("strong", {}, number(found)), " ", found ? h("a", { href }, `${found === 1 ? what : `${what}s`} ${words}`) : `${what}s ${words}`));
}

// Where what a big number counts is to be seen.
function drawExplanations() {
  const links = {
    line: [["The ported files", { status: "ported", show: "files" }], ["The others", { status: "unported", show: "files" }]],
    file: [["The ported files", { status: "ported", show: "files" }], ["The others", { status: "unported", show: "files" }]],
    finding: [["All of them", { show: "findings" }], ["Those fixed safely", { fix: "safe", show: "findings" }], ["Those for a person", { fix: "manual", show: "findings" }]],
  };
  for (const [id, targets] of Object.entries(links)) {
    $(`${id}-links`).replaceChildren(...targets.map(([label, changes]) => h("li", {}, h("a", { href: linkTo(changes) }, label))));
  }
}

const FILTER_WORDS = { app: "app", owner: "owner", path: "in", status: "files", rule: "rule", stage: "stage", fix: "fix", q: "text" };

function drawFilters(counts) {
  const active = FILTERS.filter((key) => state[key] !== undefined);
  const chips = active.map((key) => {
    const value = state[key] || `no ${key}`;
    return h("a", { class: "chip", href: linkTo({ [key]: null }), title: "Remove this filter" },
      h("span", { class: "visually-hidden" }, "Remove filter:"),
      h("span", { class: "chip-key" }, FILTER_WORDS[key]),
      h("span", { class: "chip-value" }, value),
      h("span", { class: "cross", "aria-hidden": "true" }, "×"));
  });
  const none = Object.fromEntries(active.map((key) => [key, null]));
  if (chips.length > 1) chips.push(h("a", { class: "clear", href: linkTo(none) }, "Clear all"));
  if (chips.length) chips.push(h("a", { class: "jump", href: "#findings" }, `${plural(counts.total.findings, "finding")} ↓`));
  $("filters").replaceChildren(...chips);
}
