// Starts the page: theme, links within it, and drawing everything again when the state changes.

const THEMES = ["automatic", "light", "dark"];

let lastCounts = null;

function update() {
  lastCounts = countAll();
  drawFilters(lastCounts);
  drawOverview(lastCounts);
  drawPast();
  drawTreemap(lastCounts);
  drawBlockers(lastCounts);
  for (const id of Object.keys(TABLES)) drawTable(id, lastCounts[id]);
  drawFindings(lastCounts);
  const search = $("search");
  if (document.activeElement !== search) search.value = state.q || "";
}

function focusSection(id) {
  const title = $(`${id}-title`);
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
    place?.();
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
for (const id of ["map", "findings"]) $(id).hidden = false;
wireTheme();
for (const id of ["blockers", ...Object.keys(TABLES)]) addMore(id);
for (const id of Object.keys(TABLES)) wireTable(id);
wireFindings();
drawMapLegend();
update();
wireTreemap();
wireLinks();
document.documentElement.dataset.ready = "yes";
