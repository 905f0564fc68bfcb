// What the chart of the past shows: findings left, lines ported, or new against fixed; by stage, app or owner.

const VIEWS = { left: "Findings left", ported: "Lines ported", flow: "New and fixed" };
const GROUPS = { stage: "by stage", app: "by app", owner: "by owner" };
const MOST_LINES = 7;
const MOST_STEPS = 3;
const hiddenSeries = new Set();

// What one app or owner has is split by stage only.
const isPart = () => chosenPast() !== PAST.total && chosenPast() !== null;
const pastViews = () => Object.keys(VIEWS).filter((view) => view !== "flow" || PAST.total.new.some((each) => each !== null));
const pastView = () => (pastViews().includes(state.chart) ? state.chart : "left");
const pastGroup = () => (Object.hasOwn(GROUPS, state.by || "") && !isPart() ? state.by : "stage");

// { kind, series: [{ name, color, values }], label, share }; what is chosen in the filters is shown for itself.
function pastPicture() {
  const view = pastView();
  const series = chosenPast() || PAST.total;
  const whose = !isPart() ? "" : state.app !== undefined ? ` in ${state.app || "no app"}` : ` of ${state.owner || "no owner"}`;
  if (view === "flow") {
    return { kind: "bars", label: `New and fixed findings between the points${whose}`, series: [
      { name: "new", color: "manual", values: series.new }, { name: "fixed", color: "safe", values: series.fixed }] };
  }
  if (pastGroup() === "app") return splitPicture(view, DATA.apps.map((_, index) => [appName(index), PAST.apps[index]]));
  if (pastGroup() === "owner") return splitPicture(view, ["no owner", ...DATA.owners].map((name, index) => [name, PAST.owners[index]]));
  if (view === "ported") {
    return { kind: "lines", label: `Lines ported${whose}`, filled: true, series: [
      { name: "ported", color: "ported", values: series.portedLines }, { name: "all lines", color: "soft", values: series.lines }] };
  }
  const stages = series.stages.map((values, index) => ({ name: STAGES[index], color: STAGES[index], values }));
  const chosen = stages.filter(({ name }) => name === state.stage);
  return { kind: "stack", label: `Findings left${whose}`, end: state.stage === undefined ? series.end : null, series: chosen.length ? chosen : stages };
}

// One line for each of the parts that have most left, since the parts are compared and not summed up.
function splitPicture(view, parts) {
  const last = PAST.seconds.length - 1;
  const left = (series) => PAST.seconds.map((_, index) => findingsThen(series, index));
  const share = (series) => series.lines.map((lines, index) => (lines ? Math.floor((100 * series.portedLines[index]) / lines) : null));
  const ranked = parts.filter(([, series]) => series.files.some(Boolean)).map(([name, series]) => [name, series, left(series)])
    .sort((one, other) => other[2][last] - one[2][last] || other[2][0] - one[2][0]);
  const shown = ranked.slice(0, MOST_LINES);
  const more = ranked.length - shown.length;
  const what = view === "ported" ? "Percentage of lines ported" : "Findings left";
  return { kind: "lines", share: view === "ported", more, label: `${what} ${GROUPS[pastGroup()]}`, series: shown.map(([name, series, values], index) => ({ name, color: `line-${index}`, values: view === "ported" ? share(series) : values })) };
}

function drawPast() {
  if (!$("past")) return;
  const picture = pastPicture();
  drawChoices("past-views", "chart", pastViews().map((view) => [view, VIEWS[view]]), pastView());
  drawChoices("past-groups", "by", Object.entries(GROUPS), pastGroup());
  $("past-groups").hidden = pastView() === "flow" || isPart();
  drawPastLegend(picture);
  drawPastSummary();
  const series = picture.series.filter(({ name }) => !hiddenSeries.has(name));
  drawChart($("past-chart"), { ...picture, series });
  if ($("past-details").open) drawPastTable(picture);
}

function drawPastSummary() {
  const series = chosenPast();
  $("past-summary").textContent = series ? series.outlook : "The past of the whole repository: an app or an owner alone has one of its own, other filters have none.";
}

// Buttons that hide a series and bring it back.
function drawPastLegend({ series, share, more }) {
  const toggle = (name) => {
    if (!hiddenSeries.delete(name)) hiddenSeries.add(name);
    drawPast();
    [...$("past-legend").querySelectorAll("button")].find((each) => each.dataset.name === name)?.focus();
  };
  const buttons = series.map(({ name, color, values }) => h("li", {},
    h("button", { type: "button", class: "series", "data-name": name, "aria-pressed": String(!hiddenSeries.has(name)), onclick: () => toggle(name) },
      h("span", { class: `swatch ${color}` }), name, h("strong", {}, shownCount(values.at(-1), share)))));
  if (more) buttons.push(h("li", { class: "note" }, `and ${number(more)} with fewer: see the table`));
  $("past-legend").replaceChildren(...buttons);
}

// The numbers beside the names are those of the point under the cursor.
function showInLegend({ series, share }, index) {
  for (const button of $("past-legend").querySelectorAll("button")) {
    const found = series.find(({ name }) => name === button.dataset.name);
    if (found) button.querySelector("strong").textContent = shownCount(found.values[index], share);
  }
}

// The same numbers for those who do not see the chart, the newest first.
function drawPastTable({ series, share, label }) {
  const table = $("past-table");
  table.caption.textContent = `${label}, at each point, the newest first.`;
  table.tHead.rows[0].replaceChildren(h("th", { scope: "col" }, "Date"), h("th", { scope: "col" }, "Commit"),
    ...series.map(({ name }) => h("th", { scope: "col", class: "number" }, name)), h("th", { scope: "col" }, "Steps done"));
  table.tBodies[0].replaceChildren(...PAST.seconds.map((at, index) => h("tr", {},
    h("th", { scope: "row" }, pastDay(at)), h("td", {}, h("code", {}, PAST.commits[index])),
    series.map(({ values }) => h("td", { class: "number" }, shownCount(values[index], share))),
    h("td", {}, stepsAt(index).join(", ")))).reverse());
}

const shownCount = (value, share) => (value === null || value === undefined ? "–" : `${number(value)}${share ? "%" : ""}`);

// The steps done after the point before and up to this one.
function stepsAt(index) {
  const after = index ? PAST.seconds[index - 1] : -Infinity;
  return PAST.steps.filter(([at]) => at > after && at <= PAST.seconds[index]).map(([, step]) => step);
}

function pastReadout({ series, share }, index) {
  const counts = series.map(({ name, values }) => `${name} ${shownCount(values[index], share)}`).join(", ");
  const steps = stepsAt(index);
  const more = steps.length > MOST_STEPS ? ` and ${number(steps.length - MOST_STEPS)} more` : "";
  const done = steps.length ? `; done: ${steps.slice(0, MOST_STEPS).join(", ")}${more}` : "";
  return `${pastDay(PAST.seconds[index])} (${PAST.commits[index]}): ${counts}${done}`;
}
