// The map of the repository: apps, folders, files. Area is lines, colour is what is left to do.

const HEADER = 19;
const DENSITIES = [2, 5, 10]; // findings in 100 lines: the limits between the four shades

function buildTree(counts) {
  const root = node(state.app === undefined ? DATA.root : state.app || "no app", {});
  const byApp = state.app === undefined && DATA.apps.length > 1;
  const apps = new Map();
  FILES.path.forEach((path, file) => {
    if (counts.misses[file] & ~PATH) return;
    const app = FILES.app[file];
    let at = root;
    if (byApp) {
      if (!apps.has(app)) apps.set(app, addChild(root, node(appName(app), { app: DATA.apps[app] })));
      at = apps.get(app);
    }
    addPath(at, path, file);
  });
  finish(root, counts);
  return root;
}

const node = (name, link) => ({ name, link, folders: new Map(), children: [], size: 0, lines: 0, findings: 0, files: 0, ported: 0, file: -1 });

function addChild(parent, child) {
  parent.children.push(child);
  return child;
}

function addPath(parent, path, file) {
  let at = parent;
  let slash = path.indexOf("/");
  let from = 0;
  for (; slash >= 0; from = slash + 1, slash = path.indexOf("/", from)) {
    const folder = path.slice(0, slash + 1);
    if (!at.folders.has(folder)) {
      at.folders.set(folder, addChild(at, node(path.slice(from, slash + 1), { ...parent.link, path: folder })));
    }
    at = at.folders.get(folder);
  }
  const leaf = addChild(at, node(path.slice(from), { ...parent.link, path }));
  leaf.file = file;
}

// Sums up, sorts, and joins a folder that holds nothing but one folder with it.
function finish(tree, counts) {
  if (tree.file >= 0) {
    tree.lines = FILES.lines[tree.file];
    tree.findings = counts.perFile[tree.file];
    tree.ported = FILES.ported[tree.file] ? tree.lines : 0;
    tree.files = 1;
    tree.size = Math.max(tree.lines, 1);
    return;
  }
  for (const child of tree.children) {
    finish(child, counts);
    for (const key of ["lines", "findings", "ported", "files", "size"]) tree[key] += child[key];
  }
  const [only] = tree.children;
  if (tree.children.length === 1 && only.file < 0 && tree.link.path === undefined) tree.children = only.children;
  else if (tree.children.length === 1 && only.file < 0) Object.assign(tree, { name: tree.name + only.name, link: only.link, children: only.children });
  tree.children.sort((one, other) => other.size - one.size);
}

// The node that the filter on path chose, or the folder of the chosen file; the root where there is none.
function zoomTo(tree) {
  if (!state.path) return tree;
  let at = tree;
  for (;;) {
    const holding = at.children.filter((child) => child.file < 0 && holds(child, state.path));
    if (holding.length !== 1) return at;
    [at] = holding;
  }
}

// An app has no path: it holds what its folders and files hold, and a folder that they lie in.
const holds = ({ link, children }, path) => (link.path !== undefined ? path.startsWith(link.path)
  : children.some((child) => path.startsWith(child.link.path) || child.link.path.startsWith(path)));

function drawTreemap(counts) {
  const holder = $("treemap");
  const width = Math.max(240, holder.clientWidth);
  const height = Math.round(Math.min(520, Math.max(320, width * 0.5)));
  const top = zoomTo(buildTree(counts));
  const picture = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-labelledby": "map-title" });
  // The labels repeat what the links are called, so they are kept out of them and from assistive technology.
  const labels = s("g", { class: "labels", "aria-hidden": "true" });
  if (top.size) squarify(top.children, { x: 0, y: 0, width, height }, (child, box) => picture.append(drawGroup(child, box, labels)));
  picture.append(labels);
  holder.replaceChildren(picture);
  drawCrumbs();
  $("readout").textContent = describe(top);
  $("readout").dataset.rest = describe(top);
}

// A child of the shown node: a link with its name, and everything below it.
function drawGroup(group, box, labels) {
  const chosen = group.file >= 0 && state.path === group.link.path;
  const link = s("a", { href: linkTo(chosen ? { path: null } : group.link), "aria-label": describe(group), class: chosen ? "group chosen" : "group" });
  const inner = inset(box, 1);
  if (group.file >= 0) {
    link.append(leafRect(group, inner));
    labels.append(...leafLabel(group, inner));
    return link;
  }
  const hasHeader = inner.width > 42 && inner.height > 40;
  link.append(s("rect", { class: "group-back", ...inner }));
  if (hasHeader) labels.append(groupLabel(group, inner));
  const body = hasHeader ? { ...inner, y: inner.y + HEADER, height: inner.height - HEADER } : inner;
  drawInside(group, body, { target: link, labels });
  return link;
}

function drawInside(tree, box, { target, labels }) {
  if (box.width * box.height < 14) {
    target.append(leafRect(tree, box));
    return;
  }
  squarify(tree.children, box, (child, childBox) => {
    if (child.file < 0) {
      drawInside(child, inset(childBox, Math.min(1, childBox.width / 8, childBox.height / 8)), { target, labels });
      return;
    }
    target.append(leafRect(child, inset(childBox, 0.4)));
    labels.append(...leafLabel(child, childBox, true));
  });
}

const inset = ({ x, y, width, height }, by) =>
  ({ x: round(x + by), y: round(y + by), width: round(Math.max(0.3, width - 2 * by)), height: round(Math.max(0.3, height - 2 * by)) });
const round = (value) => Math.round(value * 10) / 10;

function leafRect(leaf, { x, y, width, height }) {
  const rect = s("rect", { class: shade(leaf), x: round(x), y: round(y), width: round(width), height: round(height) });
  rect.leaf = leaf;
  return rect;
}

function shade(tree) {
  if (tree.file >= 0 && BLOCKED.has(tree.file)) return "leaf blocked";
  if (tree.lines === tree.ported && !tree.findings) return "leaf ported";
  if (!tree.findings) return "leaf quiet";
  const density = (100 * tree.findings) / Math.max(tree.lines, 1);
  return `leaf density-${DENSITIES.filter((limit) => density >= limit).length}`;
}

function groupLabel(group, { x, y, width }) {
  const share = ` ${percent(group.ported, group.lines)}`;
  const room = Math.floor((width - 10) / 6.6);
  const withShare = room >= group.name.length + share.length;
  return s("text", { class: "group-label", x: x + 5, y: y + 13.5 }, shorten(group.name, room),
    withShare ? s("tspan", { class: "group-share" }, share) : null);
}

// Deep inside a group a cut name says nothing; there it is shown whole or not at all.
function leafLabel(leaf, { x, y, width, height }, whole = false) {
  const room = Math.floor((width - 8) / 6.7);
  if (room < (whole ? leaf.name.length : 6) || height < 18) return [];
  return [s("text", { class: `leaf-label on-${shade(leaf).split(" ")[1]}`, x: x + 4, y: y + 12.5 }, shorten(leaf.name, room))];
}

const shorten = (text, room) => (text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`);

function describe(tree) {
  const name = tree.file >= 0 ? FILES.path[tree.file] : tree.link.path || tree.name;
  const left = plural(tree.findings, "finding");
  if (tree.file < 0) return `${name}: ${plural(tree.files, "file")}, ${plural(tree.lines, "line")}, ${percent(tree.ported, tree.lines)} ported, ${left}`;
  const condition = BLOCKED.has(tree.file) ? "cannot be parsed" : FILES.ported[tree.file] ? "ported" : "not ported";
  return `${name}: ${plural(tree.lines, "line")}, ${condition}, ${left}`;
}

function drawCrumbs() {
  const steps = [[DATA.root, { app: null, path: null }]];
  if (state.app !== undefined) steps.push([state.app || "no app", { path: null }]);
  const folders = (state.path || "").split("/").slice(0, -1);
  folders.forEach((folder, index) => {
    const path = `${folders.slice(0, index + 1).join("/")}/`;
    if (folder !== state.app || index) steps.push([folder, { path }]);
  });
  $("crumbs").replaceChildren(h("ol", {}, steps.map(([name, link], index) => h("li", {},
    index < steps.length - 1 ? h("a", { href: linkTo(link) }, name) : h("span", { "aria-current": "location" }, name)))));
}

function drawMapLegend() {
  const key = (name, text) => h("li", {}, h("span", { class: `key ${name}` }), text);
  const [low, middle, high] = DENSITIES;
  $("map-legend").replaceChildren(
    h("li", { class: "note" }, "Area: lines. Colour: findings in 100 lines."),
    key("ported", "ported"), key("density-0", `under ${low}`), key("density-1", `${low} to ${middle}`),
    key("density-2", `${middle} to ${high}`), key("density-3", `${high} and more`), key("blocked", "cannot be parsed"), key("quiet", "nothing shown"));
}

function wireTreemap() {
  const holder = $("treemap");
  const readout = $("readout");
  holder.addEventListener("pointerover", ({ target }) => {
    readout.textContent = target.leaf ? describe(target.leaf) : readout.dataset.rest;
  });
  holder.addEventListener("pointerleave", () => { readout.textContent = readout.dataset.rest; });
  holder.addEventListener("focusin", ({ target }) => { readout.textContent = target.getAttribute("aria-label"); });
  onWidthChange(holder, () => drawTreemap(lastCounts));
}
