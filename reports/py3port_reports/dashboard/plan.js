// The plan: what comes next, the steps with their states, what they wait for and the command of each.

const STEP_STATES = { partly: "begun", todo: "to do", blocked: "waits", done: "done" };

const PLAN_KEYS = {
  order: (step) => step.index,
  name: (step) => step.id,
  stage: (step) => step.stage,
  state: (step) => Object.keys(STEP_STATES).indexOf(step.state),
  findings: (step) => step.found.findings,
  files: (step) => step.found.files,
  risk: (step) => ["low", "medium", "high"].indexOf(step.risk),
};

DATA.attached.plan.forEach((step, index) => { step.index = index; });

// What each step has of the findings that are chosen; a step without an app is for the whole repository.
function countSteps({ matching }) {
  const cells = DATA.rules.map(() => DATA.apps.map(() => ({ findings: 0, files: 0, last: -1 })));
  for (const index of matching) {
    const file = FINDINGS.file[index];
    const cell = cells[DATA.kinds[FINDINGS.kind[index]][0]][FILES.app[file]];
    cell.findings++;
    if (cell.last !== file) cell.files++;
    cell.last = file;
  }
  for (const step of DATA.attached.plan) {
    const own = (cells[RULE_NAMES.indexOf(step.rule)] || []).filter((_, app) => step.app === "" || DATA.apps[app] === step.app);
    step.found = { findings: own.reduce((sum, { findings }) => sum + findings, 0), files: own.reduce((sum, { files }) => sum + files, 0) };
  }
}

// The steps of what is chosen: those with findings of it, and those that are done.
const chosenSteps = () => DATA.attached.plan.filter((step) => step.found.findings || step.state === "done" && wasFor(step));

function wasFor(step) {
  const { app, owner, rule, stage } = state;
  return (app === undefined || step.app === app || step.app === "") &&
    (owner === undefined || (owner === "" ? !step.owners.length : step.owners.includes(owner))) &&
    (rule === undefined || step.rule === rule) &&
    (stage === undefined || STAGES[step.stage] === stage);
}

const isNext = (step) => step.state === "partly" || step.state === "todo";

function drawPlan() {
  const steps = chosenSteps();
  drawNext(steps);
  if (!$("plan")) return;
  const wanted = state.step || "open";
  const shown = steps.filter(({ state: each }) => wanted === "all" || (wanted === "open" ? each !== "done" : each === wanted));
  const counted = (name) => steps.filter((step) => step.state === name).length;
  drawChoices("plan-choices", "step", [
    [null, `open ${number(steps.length - counted("done"))}`], ["blocked", `waiting ${number(counted("blocked"))}`],
    ["done", `done ${number(counted("done"))}`], ["all", `all ${number(steps.length)}`]]);
  const next = steps.find(isNext);
  showRows("plan", firstRows("plan", inOrder("plan", shown)).map((step) => stepRow(step, step === next)), "No step here.");
}

const stepFilters = (step) => ({ rule: step.rule, app: step.app || state.app || null });
const stepName = (step) => [h("code", {}, step.rule), step.app ? [" in ", h("code", {}, step.app)] : null];

function stepRow(step, isFirst) {
  const where = stepFilters(step);
  return h("tr", { class: isFirst ? "next" : null },
    h("td", { class: "number" }, number(step.index + 1)),
    h("th", { scope: "row" }, h("a", { href: linkTo({ ...where, show: "findings" }) }, stepName(step)),
      h("span", { class: "note" }, inlineCode(step.title), step.waits.length ? [" · waits for ", waitsFor(step.waits)] : null)),
    h("td", { class: "stage" }, h("span", { class: `key ${STAGES[step.stage]}` }), STAGES[step.stage]),
    h("td", { class: "stage" }, h("span", { class: `state ${step.state}` }), isFirst ? "next" : STEP_STATES[step.state]),
    count(PLAN_KEYS.findings(step), linkTo({ ...where, show: "findings" })),
    count(step.found.files, linkTo({ ...where, show: "findings" })),
    h("td", {}, step.risk),
    h("td", { class: "action" }, step.state === "done" ? doneBy(step) : copyButton(step.command, `Copy: ${step.command}`, "copy command")));
}

const doneBy = (step) => (step.commits.length ? h("code", { class: "note" }, step.commits[0].slice(0, 8)) : "");

const MOST_NAMED = 3;

function waitsFor(names) {
  const named = names.slice(0, MOST_NAMED).map((name, index) => [index ? ", " : null, h("code", {}, name)]);
  return names.length > MOST_NAMED ? [named, ` and ${number(names.length - MOST_NAMED)} more`] : named;
}

function drawNext(steps) {
  const holder = $("next-step");
  const next = steps.find(isNext);
  if (!next) {
    holder.replaceChildren();
    return;
  }
  const findings = PLAN_KEYS.findings(next);
  holder.replaceChildren(h("h3", {}, "Next step"),
    h("p", {}, h("a", { href: linkTo({ ...stepFilters(next), show: "findings" }) }, stepName(next)),
      h("span", { class: "note" }, ` ${plural(findings, "finding")} in ${plural(next.found.files, "file")}`)),
    h("p", { class: "command" }, commandText(next.command), copyButton(next.command, `Copy: ${next.command}`)));
}
