// Colours Python, 2 and 3 alike, by a tokenizer that needs no whole file: strings may end where an excerpt ends.

const TRIPLE = String.raw`"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)`;
const SINGLE = String.raw`"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?`;
const TOKENS = new RegExp([
  String.raw`(?<comment>#.*)`,
  `(?<string>(?:\\b(?:[uUbB]?[rR]|[uUbBfF]))?(?:${TRIPLE}|${SINGLE}))`,
  String.raw`(?<decorator>(?<=^|\n)[ ]*@[\w.]+)`,
  String.raw`(?<keyword>\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|exec|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|print|raise|return|try|while|with|yield|None|True|False)\b)`,
  String.raw`(?<number>\b(?:0[xXoObB])?[0-9][0-9a-fA-F_.]*[lLjJ]?\b)`,
].join("|"), "g");

// Where the string ends in which an excerpt begins, 0 for none: `code`, a place known to be no string, would be in one.
function endOfString(text, code) {
  for (const { groups, index } of text.matchAll(TOKENS)) {
    const found = groups.string || "";
    const quotes = found.search(/"""|'''/);
    if (quotes >= 0 && index < code && code < index + found.length) return index + quotes + 3;
  }
  return 0;
}

// Pairs of text and kind.
function tokens(text, code) {
  const begin = endOfString(text, code);
  const found = [[text.slice(0, begin), "string"]];
  let end = begin;
  for (const match of text.slice(begin).matchAll(TOKENS)) {
    const [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    const start = begin + match.index;
    found.push([text.slice(end, start)], [match[0], kind]);
    end = start + match[0].length;
  }
  return [...found, [text.slice(end)]];
}

// What is to be shown of each line: strings and coloured elements. The line `code` is no part of a string.
function highlightLines(lines, code) {
  const shown = [[]];
  const add = (text, kind) => text.split("\n").forEach((part, index) => {
    if (index) shown.push([]);
    if (part) shown.at(-1).push(kind ? h("span", { class: `token-${kind}` }, part) : part);
  });
  const before = lines.slice(0, code).join("\n");
  for (const [text, kind] of tokens(lines.join("\n"), code ? before.length + 1 : 0)) add(text, kind);
  return shown;
}

const SIGNS = { gone: "−", come: "+", kept: " ", hit: " " };

// Rows are [number, kind, text]; a null row stands for lines left out.
function codeBlock(rows) {
  const blocks = { old: [], new: [] };
  for (const row of rows) if (row) blocks[row[1] === "come" ? "new" : "old"].push(row[2]);
  const code = rows.filter((row) => row && row[1] !== "come").findIndex(([, kind]) => kind !== "kept");
  const coloured = { old: highlightLines(blocks.old, Math.max(0, code)), new: highlightLines(blocks.new, 0) };
  const next = { old: 0, new: 0 };
  return h("pre", { class: "code" }, h("code", {}, rows.map((row) => {
    if (!row) return h("span", { class: "line gap" }, "⋯\n");
    const [line, kind] = row;
    const block = kind === "come" ? "new" : "old";
    return h("span", { class: `line ${kind}` },
      h("span", { class: "gutter", "aria-hidden": "true" }, line ? String(line) : ""),
      h("span", { class: "sign" }, SIGNS[kind]), h("span", { class: "text" }, coloured[block][next[block]++], "\n"));
  })));
}
