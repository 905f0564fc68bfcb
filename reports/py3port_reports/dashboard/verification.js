// What `py3port verify` found: what each interpreter's compiler rejects, and how each test does on both.

const OUTCOMES = ["broke", "only on 2", "fails on both", "fixed", "only on 3", "skipped", "passes on both"];
const TESTS_PAGE = 25;
const MOST_REJECTED = 200;

const TEST_KEYS = {
  name: ([name]) => name,
  outcome: ([, outcome]) => OUTCOMES.indexOf(outcome),
  seconds2: ([, , seconds]) => seconds ?? -1,
  seconds3: ([, , , seconds]) => seconds ?? -1,
};

const outcomeClass = (outcome) => outcome.replaceAll(" ", "-");

function drawVerification() {
  if (!$("tests-table")) return;
  drawCompiled();
  const { tests } = DATA.attached.verification;
  const counts = OUTCOMES.map((outcome) => tests.filter((test) => test[1] === outcome).length);
  $("tests-bar").replaceChildren(bar(OUTCOMES.map((outcome, index) => [outcomeClass(outcome), counts[index]]), tests.length));
  const label = (outcome, index) => [h("span", { class: `key ${outcomeClass(outcome)}` }), `${outcome} ${number(counts[index])}`];
  const choices = OUTCOMES.map((outcome, index) => [outcome, label(outcome, index)]).filter((_, index) => counts[index]);
  drawChoices("tests-choices", "outcome", [[null, `all ${number(tests.length)}`], ...choices]);
  const wanted = (state["tests-find"] || "").toLowerCase();
  const rows = tests.filter(([name, outcome]) => (state.outcome === undefined || outcome === state.outcome) && name.toLowerCase().includes(wanted));
  showRows("tests", onePage("tests", inOrder("tests", rows), TESTS_PAGE).shown.map(testRow), "No test here.");
}

const seconds = (value) => h("td", { class: "number" }, value === null ? "–" : value.toFixed(3));

function testRow([name, outcome, seconds2, seconds3, output]) {
  return h("tr", {},
    h("th", { scope: "row" }, output
      ? h("details", { class: "output" }, h("summary", {}, h("code", {}, name)), h("pre", { class: "code" }, h("code", {}, output)))
      : h("code", {}, name)),
    h("td", { class: "stage" }, h("span", { class: `key ${outcomeClass(outcome)}` }), outcome),
    seconds(seconds2), seconds(seconds3));
}

// Of the files that are chosen; one that is not there any more counts only where nothing is chosen.
function drawCompiled() {
  const isChosen = ([file]) => (file < 0 ? FILTERS.every((key) => state[key] === undefined) : !lastCounts.misses[file]);
  $("compiled").replaceChildren(...DATA.attached.verification.compiled.map(({ python, files, rejected }) => {
    const shown = rejected.filter(isChosen);
    const rows = shown.slice(0, MOST_REJECTED).map(([, path, complaint]) => h("li", {},
      h("a", { href: linkTo({ path }) }, h("code", {}, breakable(path))), h("span", { class: "note" }, ` ${complaint}`)));
    const result = shown.length ? `rejects ${plural(shown.length, "file")}` : "compiles every file";
    return h("li", {}, h("span", { class: `key ${shown.length ? "broke" : "passes-on-both"}` }), h("strong", {}, `Python ${python}`), ` ${result}`,
      h("span", { class: "note" }, ` of ${number(files)} looked at`),
      shown.length ? h("details", {}, h("summary", {}, "Which, and why"), h("ul", { class: "rejected" }, rows)) : null);
  }));
}
