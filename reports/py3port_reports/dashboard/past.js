// Findings over time: stacked areas by stage, for everything or for the app or owner that is chosen.

const PAST = DATA.history;
const PAST_HEIGHT = 220;
const PAST_MARGIN = { left: 52, right: 8, top: 12, bottom: 22 };

function pastSeries() {
  if (state.app !== undefined) {
    const index = DATA.apps.indexOf(state.app);
    if (index >= 0) return [PAST.apps[index], `in ${state.app || "no app"}`];
  }
  if (state.owner !== undefined) {
    const index = state.owner === "" ? 0 : DATA.owners.indexOf(state.owner) + 1;
    if (index > 0 || state.owner === "") return [PAST.owners[index], `of ${state.owner || "no owner"}`];
  }
  return [PAST.total, ""];
}

function drawPast() {
  if (PAST.seconds.length < 2) return;
  const [series, whose] = pastSeries();
  const sums = PAST.seconds.map((_, index) => series.reduce((sum, counts) => sum + counts[index], 0));
  const top = Math.max(1, ...sums);
  const [first, last] = [PAST.seconds[0], PAST.seconds[PAST.seconds.length - 1]];
  const width = $("past-chart").clientWidth || 1000;
  const inner = width - PAST_MARGIN.left - PAST_MARGIN.right;
  const x = (seconds) => PAST_MARGIN.left + (inner * (seconds - first)) / Math.max(1, last - first);
  const y = (count) => PAST_MARGIN.top + (PAST_HEIGHT - PAST_MARGIN.top - PAST_MARGIN.bottom) * (1 - count / top);
  const cursor = s("line", { class: "cursor", y1: PAST_MARGIN.top, y2: y(0), visibility: "hidden" });
  const label = `Findings${whose ? ` ${whose}` : ""} over time: ${number(sums[0])} on ${pastDay(first)}, ${number(sums[sums.length - 1])} on ${pastDay(last)}`;
  const svg = s("svg", { viewBox: `0 0 ${width} ${PAST_HEIGHT}`, role: "img", "aria-label": label },
    pastGrid(top, width, { x, y }), pastAreas(series, x, y), pastSteps(x, y), cursor);
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width) * width;
    const index = nearestPoint(place, x);
    cursor.setAttribute("x1", x(PAST.seconds[index]));
    cursor.setAttribute("x2", x(PAST.seconds[index]));
    cursor.setAttribute("visibility", "visible");
    $("past-readout").textContent = pastReadout(series, index);
  });
  svg.addEventListener("pointerleave", () => {
    cursor.setAttribute("visibility", "hidden");
    $("past-readout").textContent = pastReadout(series, PAST.seconds.length - 1);
  });
  $("past-chart").replaceChildren(svg);
  $("past-readout").textContent = pastReadout(series, PAST.seconds.length - 1);
}

function pastAreas(series, x, y) {
  const below = PAST.seconds.map(() => 0);
  return series.map((counts, stage) => {
    const lower = below.map((count, index) => `${x(PAST.seconds[index]).toFixed(1)},${y(count).toFixed(1)}`);
    counts.forEach((count, index) => { below[index] += count; });
    const upper = below.map((count, index) => `${x(PAST.seconds[index]).toFixed(1)},${y(count).toFixed(1)}`);
    const dimmed = state.stage !== undefined && state.stage !== STAGES[stage] ? " dimmed" : "";
    return s("polygon", { class: `area ${STAGES[stage]}${dimmed}`, points: [...lower, ...upper.reverse()].join(" ") });
  });
}

function pastGrid(top, width, { x, y }) {
  const step = 10 ** Math.floor(Math.log10(top));
  const counts = [];
  for (let count = 0; count <= top; count += top / step < 2.5 ? step / 2 : step) counts.push(count);
  const lines = counts.map((count) => [
    s("line", { class: count ? "grid" : "axis", x1: PAST_MARGIN.left, x2: width - PAST_MARGIN.right, y1: y(count), y2: y(count) }),
    s("text", { class: "tick", x: PAST_MARGIN.left - 6, y: y(count) + 4, "text-anchor": "end" }, number(count)),
  ]);
  const ends = [[PAST.seconds[0], "start"], [PAST.seconds[PAST.seconds.length - 1], "end"]];
  return [lines, ends.map(([seconds, anchor]) =>
    s("text", { class: "tick", x: x(seconds), y: PAST_HEIGHT - 4, "text-anchor": anchor }, pastDay(seconds)))];
}

function pastSteps(x, y) {
  const first = PAST.seconds[0];
  return PAST.steps.filter(([seconds]) => seconds >= first).map(([seconds, step]) => {
    const [cx, cy] = [x(seconds), y(0)];
    return s("path", { class: "step-mark", d: `M${cx - 3.5},${cy} L${cx},${cy - 6} L${cx + 3.5},${cy} L${cx},${cy + 6} Z` },
      s("title", {}, `${pastDay(seconds)}: ${step}`));
  });
}

function nearestPoint(place, x) {
  let best = 0;
  PAST.seconds.forEach((seconds, index) => {
    if (Math.abs(x(seconds) - place) < Math.abs(x(PAST.seconds[best]) - place)) best = index;
  });
  return best;
}

function pastReadout(series, index) {
  const counts = series.map((each, stage) => `${STAGES[stage]} ${number(each[index])}`).join(", ");
  return `${pastDay(PAST.seconds[index])} (${PAST.commits[index]}): ${counts}`;
}

const pastDay = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
