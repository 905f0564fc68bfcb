// What is chosen, kept in the URL fragment: `#app=checkout&rule=print-statement&page=2`.
// A key that is present and empty means "none" (no app, no owner); an absent one means "all".

const FILTERS = ["app", "owner", "path", "status", "rule", "stage", "fix", "q"];

const PAGES = ["page", "files-page", "tests-page"];
const firstPages = Object.fromEntries(PAGES.map((key) => [key, null]));
const samePages = () => Object.fromEntries(PAGES.map((key) => [key, state[key]]));

let state = readState();

function readState() {
  const fragment = location.hash.slice(1);
  return fragment.includes("=") ? Object.fromEntries(new URLSearchParams(fragment)) : {};
}

function fragment(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return `#${new URLSearchParams(kept)}`;
}

// The address of this page with some of the state changed; null takes a key out. A new choice starts at page one,
// and goes to the section named by `show`, if any.
const linkTo = (changes) => fragment({ ...state, ...firstPages, show: null, ...changes });
// Another app leaves the folder of the last one.
const toggleLink = (key, value) =>
  linkTo({ [key]: state[key] === value ? null : value, ...(key === "app" ? { path: null } : {}) });

// Changes the state; `quietly` (typing, sorting, turning pages) leaves no entry in the browser's history.
function change(changes, quietly = false) {
  const target = linkTo(changes);
  const same = target === location.hash || (target === "#" && !location.hash);
  if (same) return;
  history[quietly ? "replaceState" : "pushState"](null, "", target === "#" ? location.pathname + location.search : target);
  state = readState();
  update();
}
