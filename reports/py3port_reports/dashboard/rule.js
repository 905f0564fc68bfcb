// The chosen rule's description, and the commands that go with what is chosen.

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
const quoted = (value) => (/^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);
const shellWord = (value) => quoted(value.startsWith("-") ? `./${value}` : value);
const option = (name, value) => (value.startsWith("-") ? `--${name}=${quoted(value)}` : `--${name} ${quoted(value)}`);
const modeOption = () => (DATA.mode === "dual" ? "" : ` --mode ${DATA.mode}`);

function commandLines(total) {
  const app = state.app ? ` ${option("app", state.app)}` : "";
  if (state.rule === undefined) {
    const owner = state.owner ? ` ${option("owner", state.owner)}` : "";
    return app || owner ? [["See them in the terminal", `py3port scan${app}${owner}${modeOption()}`]] : [];
  }
  const apply = `py3port apply ${option("rule", state.rule)}${app}${modeOption()}`;
  const [safe, unsafe] = total.fixes;
  return [
    ...(safe ? [["Look at the changes", `${apply} --diff`], ["Make them", apply]] : []),
    ...(unsafe ? [["With the fixes that want a second look", `${apply} --unsafe --diff`]] : []),
    ["Read about the rule", `py3port rules ${quoted(state.rule)}`],
  ];
}

function drawCommands(total) {
  const lines = commandLines(total);
  $("commands").replaceChildren(...(lines.length ? [commandList(lines)] : []));
}

const commandList = (lines) => h("dl", { class: "commands" }, lines.map(([what, command]) =>
  h("div", {}, h("dt", {}, what), h("dd", {}, commandText(command), copyButton(command, `Copy: ${command}`)))));
