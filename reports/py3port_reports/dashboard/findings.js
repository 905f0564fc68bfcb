// The list of findings, a page at a time, each with its source and the fix that a codemod would make.

const PAGE = 25;

function drawFindings(counts) {
  const { matching } = counts;
  drawRule();
  drawCommands(counts.total);
  const { start, shown } = onePage("findings", matching, PAGE);
  $("findings-status").textContent = matching.length
    ? `${number(start + 1)} to ${number(start + shown.length)} of ${plural(matching.length, "finding")} in ${plural(counts.perFile.filter(Boolean).length, "file")}`
    : "No finding matches. Remove a filter to see more.";
  $("finding-list").replaceChildren(...byFile(shown).map(drawFile));
}

function byFile(indexes) {
  const groups = [];
  for (const index of indexes) {
    const file = FINDINGS.file[index];
    if (groups.at(-1)?.file !== file) groups.push({ file, findings: [] });
    groups.at(-1).findings.push(index);
  }
  return groups;
}

function drawFile({ file, findings }) {
  const path = FILES.path[file];
  const source = sourceOf(file);
  return h("article", { class: "file" },
    h("header", {},
      h("h3", {}, h("a", { href: linkTo({ path }) }, h("code", {}, breakable(path)))),
      h("p", { class: "note" }, h("a", { href: linkTo({ app: DATA.apps[FILES.app[file]] }) }, appName(FILES.app[file])),
        ownersOf(file).map((owner) => [h("span", { class: "dot" }, "·"), ownerLink(owner)]))),
    h("ol", {}, findings.map((index) => drawFinding(index, path, source))));
}

const ownerLink = (owner) => h("a", { href: linkTo({ owner: owner < 0 ? "" : DATA.owners[owner] }) }, ownerName(owner));

function drawFinding(index, path, source) {
  const [rule, stage, fix] = DATA.kinds[FINDINGS.kind[index]];
  const line = FINDINGS.line[index];
  const scope = DATA.scopes[FINDINGS.scope[index]];
  const holder = h("div", { class: "source" }, codeBlock([[line, "hit", DATA.texts[FINDINGS.text[index]]]]));
  const where = { line, height: FINDINGS.height[index], place: index - FINDINGS.first[FINDINGS.file[index]] };
  source.then((found) => {
    const rows = found ? excerptRows(found, where) : [];
    if (rows.length) holder.replaceChildren(codeBlock(rows));
  });
  return h("li", {},
    placeLink(path, line),
    h("div", {},
      h("p", { class: "message" }, h("span", {}, inlineCode(DATA.messages[FINDINGS.message[index]])),
        h("span", { class: "tags" }, h("a", { href: linkTo({ rule: RULE_NAMES[rule] }) }, RULE_NAMES[rule]),
          h("span", { class: "tag" }, h("span", { class: `key ${STAGES[stage]}` }), STAGES[stage]),
          h("span", { class: "tag" }, h("span", { class: `key ${FIXES[fix]}` }), FIXES[fix]),
          scope ? h("span", { class: "tag scope" }, "in ", h("code", {}, scope)) : null,
          commandButton(RULE_NAMES[rule], path, FIXES[fix]))),
      holder));
}

// Leads to the forge where one is configured; copies the place else.
function placeLink(path, line) {
  const place = `${path}:${line}`;
  if (!DATA.attached.sourceUrl) return copyButton(place, `Copy ${place}`, String(line));
  return h("a", { class: "place", href: sourceUrl(path, line), rel: "noreferrer noopener", "aria-label": `${place} in the repository` }, String(line));
}

function commandButton(rule, path, fix) {
  const words = fix === "manual" ? `py3port rules ${shellWord(rule)}`
    : `py3port apply ${shellWord(path)} ${option("rule", rule)}${modeOption()}${fix === "unsafe" ? " --unsafe" : ""} --diff`;
  return copyButton(words, `Copy: ${words}`, "copy command");
}

// A path may break after each slash.
const breakable = (path) => path.split(/(?<=\/)/).flatMap((part, index) => (index ? [h("wbr"), part] : [part]));

function wireFindings() {
  const search = $("search");
  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => change({ q: search.value || null }, true), 120);
  });
}
