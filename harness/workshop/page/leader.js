// The leader's page: everybody's progress as it comes, and what is done for everybody.
import { act } from "./controls.js";
import { element } from "./svg.js";

const $ = (id) => document.getElementById(id);
const MARKS = { passed: "✓", found: "✓", failed: "✕", "given up": "■" };
const STATES = { "going on": "…", done: "✓", failed: "✕", ended: "■" };

function problem(text) {
  $("notice").hidden = !text;
  $("notice").textContent = text || "";
}

async function ask(button, action, parameters) {
  button.disabled = true;
  try {
    problem(await act(action, parameters));
  } catch {
    problem("The page's server doesn't answer: `make workshop` brings it back, and the page goes on by itself.");
  }
  button.disabled = false;
}

// What was done of one kind, as `✓ name`; how often is told when it was more than once.
function done(person, kind) {
  return Object.entries(person.done).filter(([what]) => what.split(" ")[0] === kind).map(([what, each]) => {
    const name = what.slice(kind.length + 1) || each.verdict;
    return element("span", { class: `done ${MARKS[each.verdict] === "✓" ? "good" : "open"}` }, `${MARKS[each.verdict] || "○"} ${name}${each.times > 1 ? ` × ${each.times}` : ""}`);
  });
}

function row(person) {
  const task = person.task.name ? `${STATES[person.task.state]} ${person.task.name}${person.waits ? ", waits for a step" : ""}` : "";
  const cells = [element("a", { href: person.page, target: "_blank", title: `account ${person.account}` }, person.name), person.pages ? "✓ open" : "–", person.system, task,
    person.broken.length ? element("span", { class: "bad" }, `✕ ${person.broken.join("; ")}`) : "", ...["scenario", "lab", "mystery"].map((kind) => element("span", {}, ...done(person, kind)))];
  return element("tr", {}, ...cells.map((each) => element("td", {}, each)));
}

function people(body) {
  const table = $("people").tBodies[0], rows = body.people.map(row);
  const at = [...table.rows].findIndex((each) => each.contains(document.activeElement));
  table.replaceChildren(...rows);
  if (at >= 0) table.rows[at]?.querySelector("a")?.focus();
  const open = body.people.filter((each) => each.pages).length, busy = body.people.filter((each) => each.task.state === "going on").length;
  $("summary").textContent = `${body.people.length} participants, ${open} with an open page, ${busy} at work`;
}

function task(body) {
  $("task").textContent = body.name ? `${STATES[body.state]} ${body.name}${body.text ? `: ${body.text}` : ""}` : "";
}

function connected(up) {
  $("connection").textContent = up ? "live" : "the page's server doesn't answer; `make workshop` brings it back";
  $("connection").classList.toggle("away", !up);
}

for (const button of document.querySelectorAll("[data-everybody]")) {
  button.addEventListener("click", () => {
    const action = button.dataset.everybody;
    if (action !== "teardown" || confirm("Take down everybody's system?")) ask(button, "everybody", { action });
  });
}
$("mystery").addEventListener("click", () => ask($("mystery"), "mystery", { seed: Number($("seed").value) }));
const told = await (await fetch("told")).json();
$("sheets").replaceChildren(...told.sheets.map((name) => element("a", { href: `sheet/${name}`, target: "_blank" }, name)));
const source = new EventSource("events");
for (const [kind, part] of Object.entries({ hello: () => connected(true), people, task })) source.addEventListener(kind, (event) => part(JSON.parse(event.data)));
source.onerror = () => connected(false);
