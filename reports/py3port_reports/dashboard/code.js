// Colours Python, 2 and 3 alike, by a tokenizer that needs no whole file: strings may end where an excerpt ends.

const TOKENS = new RegExp([
  String.raw`(?<comment>#.*)`,
  String.raw`(?<string>\b[uUbBfF]?[rR]?(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?)|(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?))`,
  String.raw`(?<decorator>(?<=^|\n)[ ]*@[\w.]+)`,
  String.raw`(?<keyword>\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|exec|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|print|raise|return|try|while|with|yield|None|True|False)\b)`,
  String.raw`(?<number>\b(?:0[xXoObB])?[0-9][0-9a-fA-F_.]*[lLjJ]?\b)`,
].join("|"), "g");

// What is to be shown of each line: strings and coloured elements.
function highlightLines(lines) {
  const shown = [[]];
  const add = (text, kind) => text.split("\n").forEach((part, index) => {
    if (index) shown.push([]);
    if (part) shown.at(-1).push(kind ? h("span", { class: `token-${kind}` }, part) : part);
  });
  const text = lines.join("\n");
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    add(text.slice(end, match.index));
    add(match[0], kind);
    end = match.index + match[0].length;
  }
  add(text.slice(end));
  return shown;
}

const SIGNS = { gone: "−", come: "+", kept: " ", hit: " " };

// Rows are [number, kind, text]; a null row stands for lines left out.
function codeBlock(rows) {
  const blocks = { old: [], new: [] };
  for (const row of rows) if (row) blocks[row[1] === "come" ? "new" : "old"].push(row[2]);
  const coloured = { old: highlightLines(blocks.old), new: highlightLines(blocks.new) };
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
