// The list of findings, a page at a time, with the chosen rule's description and the commands that go with it.

const PAGE = 50;

function drawFindings(counts) {
  const { matching } = counts;
  const pages = Math.max(1, Math.ceil(matching.length / PAGE));
  const page = Math.min(pages, Math.max(1, Number.parseInt(state.page, 10) || 1));
  const shown = matching.slice((page - 1) * PAGE, page * PAGE);
  drawRule();
  drawCommands(counts.total);
  $("finding-status").textContent = matching.length
    ? `${number((page - 1) * PAGE + 1)} to ${number((page - 1) * PAGE + shown.length)} of ${plural(matching.length, "finding")}`
    : "No finding matches. Remove a filter to see more.";
  $("finding-list").replaceChildren(...byFile(shown).map(drawFile));
  drawPages(page, pages);
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
  const app = FILES.app[file];
  return h("article", { class: "file" },
    h("header", {},
      h("h3", {}, h("a", { href: linkTo({ path }) }, h("code", {}, breakable(path)))),
      h("p", { class: "note" }, h("a", { href: linkTo({ app: DATA.apps[app] }) }, appName(app)),
        ownersOf(file).map((owner) => [h("span", { class: "dot" }, "·"), h("a", { href: linkTo({ owner: owner < 0 ? "" : DATA.owners[owner] }) }, ownerName(owner))]))),
    h("ol", {}, findings.map((index) => drawFinding(index, path))));
}

function drawFinding(index, path) {
  const [rule, stage, fix] = DATA.kinds[FINDINGS.kind[index]];
  const place = `${path}:${FINDINGS.line[index]}`;
  const scope = DATA.scopes[FINDINGS.scope[index]];
  return h("li", {},
    copyButton(place, `Copy ${place}`, String(FINDINGS.line[index])),
    h("div", {},
      h("p", { class: "message" }, DATA.messages[FINDINGS.message[index]],
        h("span", { class: "tags" }, h("a", { href: linkTo({ rule: RULE_NAMES[rule] }) }, RULE_NAMES[rule]),
          h("span", { class: "tag" }, h("span", { class: `key ${STAGES[stage]}` }), STAGES[stage]),
          h("span", { class: "tag" }, h("span", { class: `key ${FIXES[fix]}` }), FIXES[fix]),
          scope ? h("span", { class: "tag scope" }, "in ", h("code", {}, scope)) : null)),
      h("pre", { class: "code" }, h("code", {}, highlight(DATA.texts[FINDINGS.text[index]])))));
}

// A path may break after each slash.
const breakable = (path) => path.split(/(?<=\/)/).flatMap((part, index) => (index ? [h("wbr"), part] : [part]));

const TOKENS = new RegExp([
  String.raw`(?<comment>#.*)`,
  String.raw`(?<string>[uUbB]?[rR]?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))`,
  String.raw`(?<keyword>\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|exec|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|print|raise|return|try|while|with|yield)\b)`,
  String.raw`(?<number>\b(?:0[xXoObB])?[0-9][0-9a-fA-F_.]*[lLjJ]?\b)`,
].join("|"), "g");

function highlight(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    parts.push(text.slice(end, match.index), h("span", { class: `token-${kind}` }, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

function drawRule() {
  const rule = DATA.rules.find(({ name }) => name === state.rule);
  if (!rule) {
    $("rule-panel").replaceChildren();
    return;
  }
  const facts = [rule.since && `since Python ${rule.since}`, rule.aliases.length && `also called ${rule.aliases.join(", ")}`].filter(Boolean);
  $("rule-panel").replaceChildren(h("div", { class: "panel" },
    h("h3", {}, h("code", {}, rule.name), " ", inlineCode(rule.title)),
    rule.description.split("\n\n").filter(Boolean).map((paragraph) => h("p", {}, inlineCode(paragraph))),
    facts.length ? h("p", { class: "note" }, facts.join("; ")) : null,
    rule.references.length ? h("ul", { class: "references" }, rule.references.map((url) => h("li", {}, h("a", { href: url, rel: "noreferrer noopener" }, url)))) : null));
}

const inlineCode = (text) => text.split(/(``?[^`]+``?)/).map((part) => (part.startsWith("`") ? h("code", {}, part.replaceAll("`", "")) : part));

// Quoted for a POSIX shell; a value that begins with a dash must not look like an option.
function option(name, value) {
  const quoted = /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
  return value.startsWith("-") ? `--${name}=${quoted}` : `--${name} ${quoted}`;
}

function commandLines(total) {
  const app = state.app ? ` ${option("app", state.app)}` : "";
  const mode = DATA.mode === "dual" ? "" : ` --mode ${DATA.mode}`;
  if (state.rule === undefined) {
    const owner = state.owner ? ` ${option("owner", state.owner)}` : "";
    return app || owner ? [["See them in the terminal", `py3port scan${app}${owner}${mode}`]] : [];
  }
  const apply = `py3port apply ${option("rule", state.rule)}${app}${mode}`;
  const [safe, unsafe] = total.fixes;
  return [
    ...(safe ? [["Look at the changes", `${apply} --diff`], ["Make them", apply]] : []),
    ...(unsafe ? [["With the fixes that want a second look", `${apply} --unsafe --diff`]] : []),
  ];
}

function drawCommands(total) {
  const lines = commandLines(total);
  $("commands").replaceChildren(...(lines.length ? [h("dl", { class: "commands" }, lines.map(([what, command]) =>
    h("div", {}, h("dt", {}, what), h("dd", {}, h("code", {}, command), copyButton(command, `Copy: ${command}`)))))] : []));
}

function drawPages(page, pages) {
  const go = (to, label, enabled) => h("button", { type: "button", disabled: !enabled, onclick: () => {
    change({ page: to === 1 ? null : String(to) }, true);
    focusSection("findings");
  } }, label);
  $("pages").replaceChildren(...(pages > 1 ? [
    go(1, "First", page > 1), go(page - 1, "Previous", page > 1),
    h("span", {}, `Page ${number(page)} of ${number(pages)}`),
    go(page + 1, "Next", page < pages), go(pages, "Last", page < pages)] : []));
}

function wireFindings() {
  const search = $("search");
  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => change({ q: search.value || null }, true), 120);
  });
}
