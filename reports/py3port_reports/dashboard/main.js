// Starts the page: theme, links within it, and drawing everything again when the state changes.

const THEMES = ["automatic", "light", "dark"];

let lastCounts = null;

function update() {
  lastCounts = countAll();
  countSteps(lastCounts);
  drawHeading(lastCounts);
  drawFilters(lastCounts);
  drawOverview(lastCounts);
  drawTrends(lastCounts);
  drawPast();
  drawTreemap(lastCounts);
  drawPlan();
  for (const id of Object.keys(TABLES)) drawTable(id, lastCounts[id]);
  drawBlockers(lastCounts);
  drawRequirements();
  drawVerification();
  drawFiles(lastCounts);
  drawFindings(lastCounts);
  const search = $("search");
  if (document.activeElement !== search) search.value = state.q || "";
}

function focusSection(id) {
  const title = $(`${id}-title`);
  if (!title) return;
  $(id).scrollIntoView();
  title.focus({ preventScroll: true });
}

// Links to sections must not throw the state in the fragment away; links that change the state must not jump.
function wireLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = link.getAttribute("href");
    event.preventDefault();
    if (target !== "#" && !target.includes("=")) {
      focusSection(target.slice(1));
      return;
    }
    const place = focusedPlace(link);
    history.pushState(null, "", target === "#" ? location.pathname + location.search : target);
    state = readState();
    update();
    if (state.show) focusSection(state.show);
    else place?.();
  });
  addEventListener("popstate", () => {
    state = readState();
    update();
  });
}

// Drawing replaces the link that was followed: gives the focus back to the one in its place.
function focusedPlace(link) {
  const holder = link.closest("tbody, ul, nav, #treemap, #filters");
  if (!holder || !holder.id && holder.tagName !== "TBODY") return null;
  const label = link.getAttribute("aria-label") || link.textContent;
  return () => {
    const links = [...holder.querySelectorAll("a")];
    const same = links.find((each) => (each.getAttribute("aria-label") || each.textContent) === label);
    (same || links[0])?.focus({ preventScroll: true });
  };
}

function wireLists() {
  addList("files", FILE_KEYS, "-lines");
  if ($("plan")) addList("plan", PLAN_KEYS, "order");
  if ($("requirements-table")) addList("requirements", REQUIREMENT_KEYS, "verdict");
  if (!$("tests-table")) return;
  addList("tests", TEST_KEYS, "outcome");
  addFind("tests");
}

// A help text opens below what it explains.
function wireHelp() {
  for (const help of document.querySelectorAll("[popover]")) {
    help.addEventListener("toggle", ({ newState }) => {
      if (newState !== "open") return;
      const box = document.querySelector(`[popovertarget="${help.id}"]`).getBoundingClientRect();
      help.style.left = `${Math.max(8, Math.min(box.left, innerWidth - help.offsetWidth - 8))}px`;
      help.style.top = `${Math.max(8, Math.min(box.bottom + 6, innerHeight - help.offsetHeight - 8))}px`;
    });
    help.addEventListener("click", ({ target }) => { if (target.closest("a")) help.hidePopover(); });
  }
}

function stored(value) {
  try {
    if (value !== undefined) localStorage.setItem("py3port-theme", value);
    return localStorage.getItem("py3port-theme");
  } catch {
    return value; // no storage for pages from disk in this browser
  }
}

function showTheme(theme) {
  if (theme === "automatic") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $("theme").textContent = `Theme: ${theme}`;
  if (lastCounts) drawPast(); // canvas does not take part in the cascade
}

function wireTheme() {
  let theme = THEMES.includes(stored()) ? stored() : "automatic";
  const button = $("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    stored(theme);
    showTheme(theme);
  });
  showTheme(theme);
}

document.body.append(h("p", { id: "announcer", class: "visually-hidden", role: "status" }));
for (const drawn of document.querySelectorAll(".drawn")) drawn.hidden = false;
wireTheme();
for (const id of Object.keys(TABLES)) wireTable(id);
wireLists();
wireFindings();
wireHelp();
drawMapLegend();
update();
wireTreemap();
wireChart();
wireLinks();
if (state.show) focusSection(state.show);
document.documentElement.dataset.ready = "yes";
