// The headline, the two stacked bars with their legends, and the filters in force.

function drawOverview(counts) {
  const { total } = counts;
  drawShare("line", total.portedLines, total.lines);
  drawShare("file", total.portedFiles, total.files);
  $("finding-count").textContent = number(total.findings);
  drawLegend("stages", "stage", STAGES, { counts: counts.stages, notes: STAGE_NOTES });
  drawLegend("fixes", "fix", FIXES, { counts: counts.fixes, notes: FIX_NOTES });
  $("verdict").replaceChildren(...verdict(counts));
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

function verdict(counts) {
  const { total } = counts;
  const blocked = DATA.errors.filter(([file]) => !counts.misses[file]).length;
  const unowned = counts.misses.filter((miss, file) => !miss && !FILES.owners[file].length).length;
  const safe = total.fixes[FIXES.indexOf("safe")];
  return [
    total.findings ? h("span", {}, h("strong", {}, percent(safe, total.findings)), " of them py3port fixes safely by itself. ") : null,
    h("span", {}, blocked ? h("a", { href: "#blockers" }, `${plural(blocked, "file")} cannot be parsed`) : "Every file parses", ". "),
    unowned && state.owner === undefined ? h("span", {}, h("a", { href: linkTo({ owner: "" }) }, `${plural(unowned, "file")} without an owner`), ".") : null,
  ].filter(Boolean);
}

const FILTER_WORDS = { app: "app", owner: "owner", path: "in", rule: "rule", stage: "stage", fix: "fix", q: "text" };

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
