// What all tables share: sorting by a column's button, a first part until one asks for all, pages.

const FIRST_ROWS = 12;
const LISTS = {};

// `keys` maps a column to what its entries are sorted by; `order` is the column to begin with, falling with a dash.
function addList(id, keys, order) {
  LISTS[id] = { keys, order };
  for (const cell of $(`${id}-table`).querySelectorAll("th[data-sort]")) {
    const label = cell.textContent;
    cell.replaceChildren(h("button", { type: "button", onclick: () => sortBy(id, cell.dataset.sort) }, label));
  }
}

// Anything unknown falls back to the list's own order.
function readSort(id) {
  const { keys, order } = LISTS[id];
  const asked = state[`${id}-sort`] || order;
  const value = Object.hasOwn(keys, asked.replace(/^-/, "")) ? asked : order;
  return [value.replace(/^-/, ""), !value.startsWith("-")];
}

function sortBy(id, column) {
  const [order, ascending] = readSort(id);
  const cell = $(`${id}-table`).querySelector(`th[data-sort="${CSS.escape(column)}"]`);
  const rising = order === column ? !ascending : !cell.classList.contains("number");
  change({ ...samePages(), [`${id}-sort`]: (rising ? "" : "-") + column }, true);
}

function inOrder(id, entries) {
  const [order, ascending] = readSort(id);
  const by = LISTS[id].keys[order];
  const keyed = entries.map((entry, index) => ({ entry, index, key: by(entry) }));
  const compare = (one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0);
  keyed.sort((one, other) => (ascending ? compare(one, other) : compare(other, one)) || one.index - other.index);
  markSort(id, order, ascending);
  return keyed.map(({ entry }) => entry);
}

function markSort(id, order, ascending) {
  for (const cell of $(`${id}-table`).tHead.rows[0].cells) {
    if (cell.dataset.sort === order) cell.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    else cell.removeAttribute("aria-sort");
  }
}

function showRows(id, rows, nothing) {
  const table = $(`${id}-table`);
  const columns = table.tHead.rows[0].cells.length;
  table.tBodies[0].replaceChildren(...(rows.length ? rows : [h("tr", {}, h("td", { colspan: String(columns), class: "note" }, nothing))]));
}

// The first rows, or all; below the table stands a button for the other.
function firstRows(id, entries) {
  const all = state[`${id}-all`] !== undefined;
  const label = all ? "Show fewer" : `Show all ${number(entries.length)}`;
  const toggle = () => change({ ...samePages(), [`${id}-all`]: all ? null : "1" }, true);
  $(`${id}-more`).replaceChildren(...(entries.length > FIRST_ROWS ? [h("button", { type: "button", class: "plain", onclick: toggle }, label)] : []));
  return all ? entries : entries.slice(0, FIRST_ROWS);
}

// One page of the entries, by the number in the state; below stand the buttons to turn pages.
function onePage(id, entries, size) {
  const key = id === "findings" ? "page" : `${id}-page`;
  const pages = Math.max(1, Math.ceil(entries.length / size));
  const page = Math.min(pages, Math.max(1, Number.parseInt(state[key], 10) || 1));
  const go = (to, label, enabled) => h("button", { type: "button", disabled: !enabled, onclick: () => {
    change({ ...samePages(), [key]: to === 1 ? null : String(to) }, true);
    focusSection(id);
  } }, label);
  $(`${id}-pages`).replaceChildren(...(pages > 1 ? [
    go(1, "First", page > 1), go(page - 1, "Previous", page > 1),
    h("span", {}, `Page ${number(page)} of ${number(pages)}`),
    go(page + 1, "Next", page < pages), go(pages, "Last", page < pages)] : []));
  return { start: (page - 1) * size, shown: entries.slice((page - 1) * size, page * size) };
}

const count = (value, href) => h("td", { class: value ? "number" : "number nil" },
  value && href ? h("a", { class: "count", href, tabindex: "-1" }, number(value)) : number(value));
