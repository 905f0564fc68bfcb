// Draws series over time by uPlot: drag to zoom, a cursor for pointer and keyboard, steps as marks, the forecast dashed.

const CHART_HEIGHT = 270;
const PLOT_FONT = `11px ${getComputedStyle(document.body).fontFamily}`;
const DAY = 86400;
const WHOLE_STEPS = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power)); // no half findings
let chart = null;
let cursorAt = -1;

const tone = (name, alpha = "") => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() + alpha;

function drawChart(holder, picture) {
  const data = [PAST.seconds, ...chartData(picture)];
  chart?.destroy();
  chart = new uPlot(chartOptions(holder, picture), data, holder);
  cursorAt = PAST.seconds.length - 1;
  holder.setAttribute("aria-label", `${picture.label}: a point in time`);
  holder.setAttribute("aria-valuemax", String(cursorAt));
  readPoint(picture, cursorAt);
  $("past-zoom").hidden = state.from === undefined && state.to === undefined;
  holder.picture = picture;
}

// Stacked series are drawn as sums; what is fixed hangs below the axis.
function chartData({ kind, series }) {
  if (kind === "bars") return series.map(({ name, values }) => (name === "fixed" ? values.map((value) => (value === null ? null : -value)) : values));
  if (kind === "lines") return series.map(({ values }) => values);
  const sums = PAST.seconds.map(() => 0);
  return series.map(({ values }) => values.map((value, index) => (sums[index] += value)));
}

function chartOptions(holder, picture) {
  const { kind, series } = picture;
  const axis = { stroke: () => tone("soft"), font: PLOT_FONT, grid: { stroke: () => tone("rule"), width: 1 }, ticks: { show: false } };
  return {
    width: Math.max(240, holder.clientWidth), height: CHART_HEIGHT, padding: [10, 6, 0, 0],
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
    scales: { x: { time: true, range: () => timeRange(picture) }, y: { range: (_, low, high) => countRange(kind, low, high, picture.share) } },
    axes: [
      { ...axis, grid: { show: false }, space: 70, size: 32, gap: 9, values: (_, splits, __, ___, step) => splits.map((at, index) => dateLabel(at, step, splits[index - 1])) },
      { ...axis, size: 54, gap: 6, incrs: WHOLE_STEPS, values: (_, splits) => splits.map((value) => number(Math.abs(value)) + (picture.share ? "%" : "")) },
    ],
    series: [{}, ...series.map((each) => seriesOptions(each, picture))],
    bands: kind === "stack" ? series.slice(1).map((_, index) => ({ series: [index + 2, index + 1] })) : [],
    hooks: {
      draw: [(plot) => drawForecast(plot, picture), drawSteps],
      setCursor: [({ cursor }) => { if (cursor.idx !== null && cursor.idx !== undefined) readPoint(picture, cursor.idx); }],
      setSelect: [zoomToSelection],
    },
  };
}

function seriesOptions({ name, color }, { kind, filled }) {
  const common = { label: name, points: { show: false }, stroke: () => tone(color), spanGaps: true };
  if (kind === "stack") return { ...common, width: 0, fill: () => tone(color) };
  if (kind === "bars") return { ...common, width: 0, fill: () => tone(color), paths: uPlot.paths.bars({ size: [0.7, 14], align: 0 }) };
  if (color === "soft") return { ...common, width: 1.25, dash: [4, 4] };
  return { ...common, width: 2, fill: filled ? () => tone(color, "55") : undefined };
}

// The whole past and the forecast, as far as that takes no more than a third of the chart; or what was zoomed to.
function timeRange({ kind, end }) {
  const [first, last] = [PAST.seconds[0], PAST.seconds.at(-1)];
  const span = Math.max(DAY, last - first);
  const ahead = kind === "stack" && end ? Math.min(span / 2, (end[2] || end[0]) - last) : kind === "bars" ? span / 60 : 0;
  const from = readDay(state.from) ?? (kind === "bars" ? first - span / 60 : first);
  const to = readDay(state.to) ?? last + ahead;
  return from < to ? [from, to] : [first, last];
}

const readDay = (text) => {
  const at = Date.parse(text || "") / 1000;
  return Number.isFinite(at) ? at : undefined;
};

function countRange(kind, low, high, share) {
  if (share) return [0, 100];
  const most = Math.max(1, high ?? 1);
  return [kind === "bars" ? Math.min(-1, (low ?? 0) * 1.08) : 0, most * 1.06];
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// The year stands where it begins, and at the first label.
function dateLabel(at, step, before) {
  const date = new Date(at * 1000);
  const year = date.getUTCFullYear();
  if (step >= 300 * DAY) return String(year);
  const day = `${step < 27 * DAY ? `${date.getUTCDate()} ` : ""}${MONTHS[date.getUTCMonth()]}`;
  return before !== undefined && new Date(before * 1000).getUTCFullYear() === year ? day : `${day} ${year}`;
}

function zoomToSelection(plot) {
  if (plot.select.width < 4) return;
  const day = (x) => pastDay(plot.posToVal(x, "x"));
  const [from, to] = [day(plot.select.left), day(plot.select.left + plot.select.width)];
  if (from < to) change({ ...samePages(), from, to });
}

function readPoint(picture, index) {
  cursorAt = index;
  const text = pastReadout(picture, index);
  $("past-readout").textContent = text;
  showInLegend(picture, index);
  $("past-chart").setAttribute("aria-valuenow", String(index));
  $("past-chart").setAttribute("aria-valuetext", text);
}

// From what is left today to nothing, with the wedge in which the end lies.
function drawForecast(plot, { kind, end, series }) {
  if (kind !== "stack" || !end || !series.length) return;
  const { ctx, bbox } = plot;
  const last = PAST.seconds.length - 1;
  const gates = series.filter(({ name }) => name !== "cleanup");
  const top = gates.reduce((sum, { values }) => sum + values[last], 0);
  const x = (at) => plot.valToPos(at, "x", true);
  const y = (value) => plot.valToPos(value, "y", true);
  const start = [x(PAST.seconds[last]), y(top)];
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = tone("soft", "22");
  ctx.beginPath();
  ctx.moveTo(...start);
  ctx.lineTo(x(end[1]), y(0));
  ctx.lineTo(end[2] ? x(end[2]) : bbox.left + bbox.width, end[2] ? y(0) : start[1]);
  ctx.fill();
  ctx.strokeStyle = tone("ink");
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(...start);
  ctx.lineTo(x(end[0]), y(0));
  ctx.stroke();
  ctx.restore();
}

// A diamond on the axis for each step that was done.
function drawSteps(plot) {
  const { ctx, bbox } = plot;
  const size = 4 * devicePixelRatio;
  const base = bbox.top + bbox.height;
  ctx.save();
  ctx.fillStyle = tone("ink");
  ctx.strokeStyle = tone("paper");
  for (const [at] of PAST.steps) {
    const x = plot.valToPos(at, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x - size, base);
    ctx.lineTo(x, base - size * 1.5);
    ctx.lineTo(x + size, base);
    ctx.lineTo(x, base + size * 1.5);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

const CURSOR_KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

function wireChart() {
  const holder = $("past-chart");
  if (!holder) return;
  holder.addEventListener("keydown", (event) => {
    const by = CURSOR_KEYS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const index = Math.min(PAST.seconds.length - 1, Math.max(0, cursorAt + by));
    chart.setCursor({ left: chart.valToPos(PAST.seconds[index], "x"), top: 0 });
    readPoint(holder.picture, index);
  });
  holder.addEventListener("pointerleave", () => readPoint(holder.picture, PAST.seconds.length - 1));
  holder.addEventListener("dblclick", () => change({ ...samePages(), from: null, to: null }));
  $("past-zoom").addEventListener("click", () => change({ ...samePages(), from: null, to: null }));
  $("past-details").addEventListener("toggle", () => { if ($("past-details").open) drawPastTable(pastPicture()); });
  onWidthChange(holder, drawPast);
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", drawPast);
}
