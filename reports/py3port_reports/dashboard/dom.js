// Makes elements. Text only ever becomes text nodes and attribute values, never markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const $ = (id) => document.getElementById(id);

const grouped = new Intl.NumberFormat("en-US");
const number = (value) => grouped.format(value);
// Rounded down: 100% is said only when nothing is left.
const percent = (part, whole) => `${whole ? Math.floor((100 * part) / whole) : 100}%`;
const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

// A stacked bar; parts are [class, count], `whole` is the count that fills the width.
function bar(parts, whole) {
  let x = 0;
  const rects = parts.filter(([, count]) => count && whole).map(([name, count]) => {
    const width = (100 * count) / whole;
    x += width;
    return s("rect", { class: name, x: `${(x - width).toFixed(2)}%`, width: `${width.toFixed(2)}%`, height: "100%" });
  });
  return s("svg", { class: "bar", "aria-hidden": "true", focusable: "false" }, rects);
}

function onWidthChange(element, draw) {
  let width = element.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(element.clientWidth - width) < 2) return;
    width = element.clientWidth;
    draw();
  }).observe(element);
}

// A command that breaks between its words only.
const commandText = (command) => h("code", {}, command.split(" ").flatMap((word, index) => [index ? " " : null, h("span", { class: "word" }, word)]));

function copyButton(text, label, content = "Copy") {
  const button = h("button", { type: "button", class: "copy", "aria-label": label, title: label }, content);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.classList.add("copied");
      announce("Copied");
      setTimeout(() => button.classList.remove("copied"), 1200);
    } catch {
      announce("This browser does not let the page copy; select the text instead");
    }
  });
  return button;
}

function announce(text) {
  $("announcer").textContent = text;
}
