// How the big numbers moved within four weeks, and when the work will be done.

const FOUR_WEEKS = 28 * 86400;

// The past of what is chosen: one app or one owner, or everything; null where the filters ask for what has no past.
function chosenPast() {
  const active = FILTERS.filter((key) => state[key] !== undefined && key !== "stage");
  if (!PAST.seconds.length || active.length > 1 || state.stage === "advice") return null;
  const [key] = active;
  if (key === undefined) return PAST.total;
  if (key === "app") return PAST.apps[DATA.apps.indexOf(state.app)] ?? null;
  if (key === "owner") return PAST.owners[state.owner === "" ? 0 : DATA.owners.indexOf(state.owner) + 1] ?? null;
  return null;
}

// The last point that is four weeks older than the last of all; the first one in a younger past.
function pointBefore() {
  const last = PAST.seconds.length - 1;
  let before = last;
  while (before > 0 && PAST.seconds[last] - PAST.seconds[before] < FOUR_WEEKS) before--;
  return before;
}

function findingsThen(series, index) {
  const chosen = state.stage === undefined ? series.stages : series.stages.filter((_, stage) => STAGES[stage] === state.stage);
  return chosen.reduce((sum, counts) => sum + counts[index], 0);
}

function drawTrends(counts) {
  const series = chosenPast();
  const { total } = counts;
  const before = pointBefore();
  const usable = series && PAST.seconds.length > 1 && series.files[before] > 0;
  const points = (now, whole, then, wholeThen) => Math.floor((100 * now) / (whole || 1)) - Math.floor((100 * then) / (wholeThen || 1));
  const share = state.stage === undefined && usable;
  const byLines = share ? points(total.portedLines, total.lines, series.portedLines[before], series.lines[before]) : null;
  const byFiles = share ? points(total.portedFiles, total.files, series.portedFiles[before], series.files[before]) : null;
  const advice = total.stages[STAGES.indexOf("advice")];
  showTrend("line-trend", byLines, { before, unit: "point", rising: true });
  showTrend("file-trend", byFiles, { before, unit: "point", rising: true });
  showTrend("finding-trend", usable ? total.findings - advice - findingsThen(series, before) : null, { before, unit: "", rising: false });
  drawOutlook(series);
}

// An arrow, how far, in words; `rising` says which direction is the good one.
function showTrend(id, by, { before, unit, rising }) {
  const holder = $(id);
  holder.hidden = by === null;
  if (by === null) return;
  const words = by ? `${unit ? plural(Math.abs(by), unit) : number(Math.abs(by))} ${by > 0 ? "more" : unit ? "less" : "fewer"}` : "the same";
  const arrow = by > 0 ? "▲" : by < 0 ? "▼" : "▶";
  holder.className = `trend ${by === 0 ? "even" : by > 0 === rising ? "good" : "bad"}`;
  holder.replaceChildren(h("span", { class: "arrow", "aria-hidden": "true" }, arrow), ` ${words} ${by ? "than" : "as"} on `, h("span", { class: "word" }, pastDay(PAST.seconds[before])));
}

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

function drawOutlook(series) {
  const known = Boolean(series && series.outlook) && state.stage === undefined;
  $("outlook").hidden = !PAST.seconds.length;
  $("end").textContent = known && series.end ? MONTH.format(series.end[0] * 1000) : "–";
  const latest = known && series.end && series.end[2] ? pastDay(series.end[2]) : "an unknown day";
  $("end-range").textContent = known && series.end ? `${pastDay(series.end[1])} to ${latest}` : "";
  $("outlook-words").textContent = known ? series.outlook : "No forecast for what is chosen: only everything, an app or an owner has one.";
  $("outlook-note").textContent = known && series.end ? "" : known ? series.outlook : "no forecast for this choice";
}

const pastDay = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
