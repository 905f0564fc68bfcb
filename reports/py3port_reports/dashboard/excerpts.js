// Source lines and suggested fixes, unpacked part by part when they are to be seen.

const CONTEXT = 2;
let packedParts = null;
const openParts = new Map();

async function openPart(part) {
  packedParts ??= JSON.parse($("excerpts").textContent);
  const bytes = Uint8Array.from(atob(packedParts[part]), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

// Resolves to the lines by number and the fixes by the finding's place in its file; to null where there are none.
async function sourceOf(file) {
  const part = FILES.part[file];
  if (part < 0 || !("DecompressionStream" in window)) return null;
  if (!openParts.has(part)) openParts.set(part, openPart(part));
  const [runs, fixes] = (await openParts.get(part))[file];
  const lines = new Map();
  for (const [first, ...texts] of runs) texts.forEach((text, index) => lines.set(first + index, text));
  return { lines, fixes };
}

// The rows of a finding's code block: its lines with some around, and what the fix would take and put.
function excerptRows({ lines, fixes }, { line, height, place }) {
  const changes = new Map((fixes[place] || []).map(([start, old, fresh]) => [start, { old, fresh }]));
  const wanted = new Set();
  const show = (from, to) => { for (let at = from; at <= to; at++) if (lines.has(at)) wanted.add(at); };
  show(line - CONTEXT, line + height + CONTEXT);
  for (const [start, { old }] of changes) {
    show(start - 1, start + old.length);
    wanted.add(start);
  }
  const rows = [];
  let last = 0;
  for (const at of [...wanted].sort((one, other) => one - other)) {
    if (at < last) continue; // it went with a change
    if (rows.length && at > last) rows.push(null);
    const change = changes.get(at);
    change?.old.forEach((text, index) => rows.push([at + index, "gone", text]));
    change?.fresh.forEach((text) => rows.push([0, "come", text]));
    last = at + (change?.old.length || 0);
    if (change?.old.length || !lines.has(at)) continue;
    rows.push([at, at === line ? "hit" : "kept", lines.get(at)]);
    last = at + 1;
  }
  return rows;
}

function sourceUrl(path, line) {
  const { sourceUrl: template, commit } = DATA.attached;
  const values = { path: path.split("/").map(encodeURIComponent).join("/"), line: String(line), commit: commit || "HEAD" };
  return template.replace(/\{(path|line|commit)\}/g, (_, name) => values[name]);
}
