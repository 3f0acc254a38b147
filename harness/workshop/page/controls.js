// What can be done: each button asks the server, and what comes of it comes back as frames.
import { element } from "./svg.js";

const $ = (id) => document.getElementById(id);

export async function act(action, parameters = {}) {
  return problemOf(await fetch(`do/${action}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(parameters) }));
}

async function problemOf(answer) {
  return answer.ok ? "" : (await answer.json().catch(() => ({ problem: `the server answered ${answer.status}` }))).problem;
}

export class Controls {
  constructor(problem) {
    this.problem = problem;
    this.scenarios = {};
    const on = (id, action, parameters = () => ({})) => $(id).addEventListener("click", () => this.ask($(id), action, parameters()));
    on("setup", "setup");
    on("run", "run", () => ({ scenario: $("scenario").value }));
    on("step", "step");
    on("end", "end");
    on("mend", "mend");
    on("diagnose", "diagnose");
    on("reset", "reset");
    on("hint", "hint");
    on("solution", "solution");
    on("say", "guess", () => ({ link: $("guess").value }));
    on("break", "break", () => ({ label: $("break-at").value }));
    on("teardown", "teardown", () => ({ guided: $("guided").checked }));
    for (const radio of document.querySelectorAll("input[name=pace]")) radio.addEventListener("change", () => this.ask(radio, "pace", { pace: radio.value }));
    for (const button of document.querySelectorAll("[data-clock]")) button.addEventListener("click", () => this.ask(button, "clock", CLOCK[button.dataset.clock]));
    $("system").addEventListener("change", () => this.ask($("system"), "choose", { system: $("system").value }));
    $("scenario").addEventListener("change", () => this.lab());
    $("break-at").addEventListener("focus", () => this.breaks());
    $("upload").addEventListener("click", () => this.upload());
  }

  async ask(control, action, parameters) {
    control.disabled = true;
    try {
      this.problem(await act(action, parameters));
    } catch {
      this.problem("The page's server doesn't answer: `make workshop` brings it back, and the page goes on by itself.");
    }
    control.disabled = control.dataset.off === "1";
    if (action === "mend" || action === "break") this.known = "";
  }

  desk(body) {
    this.takes = body.takes;
    this.scenarios = Object.fromEntries(Object.values(body.systems).flat().map((each) => [each.name, each]));
    options($("system"), Object.keys(body.systems), body.system);
    options($("scenario"), body.systems[body.system].map((each) => each.name), $("scenario").value || body.system);
    $(`pace-${body.pace}`).checked = true;
    $("broken").textContent = body.broken.length ? `✕ broken: ${body.broken.join("; ")}` : "nothing is broken";
    $("broken").classList.toggle("bad", body.broken.length > 0);
    $("search").hidden = !body.mystery;
    this.lab();
  }

  links(names) { $("links").replaceChildren(...[...new Set(names)].map((name) => element("option", { value: name }))); }

  // The line that makes a shell's tools this account's, where there is one.
  tools(sheets) {
    $("tools").hidden = !sheets?.includes("shell");
    $("shell").textContent = `eval "$(curl -s ${location.href}sheet/shell)"`;
  }

  lab() { $("lab").textContent = this.scenarios[$("scenario").value]?.title || ""; }

  // What can be broken depends on what stands: asked for when the list is opened.
  async breaks() {
    const answer = await fetch("ask/breaks");
    if (!answer.ok) { this.problem(await problemOf(answer)); return; }
    const found = await answer.json();
    const chosen = $("break-at").value;
    const groups = Map.groupBy(found, (each) => each.way);
    $("break-at").replaceChildren(...[...groups].map(([way, each]) => element("optgroup", { label: way },
      ...each.map((one) => element("option", { value: one.label, title: one.text }, `${one.what}${one.enforced_only ? " (with IAM enforced)" : ""}`)))));
    if (found.some((each) => each.label === chosen)) $("break-at").value = chosen;
  }

  buckets(names) {
    const ways = this.takes && names.length ? ["", ...names] : names;
    options($("bucket"), ways, $("bucket").value, (name) => name || "as its users do");
    const key = ways.join();
    if (key !== this.known && !document.body.classList.contains("replaying")) { this.known = key; this.breaks(); }
  }

  task(body) {
    const going = body.state === "going on";
    $("task").textContent = body.name ? `${{ "going on": "…", done: "✓", failed: "✕", ended: "■" }[body.state]} ${body.name}${body.text ? `: ${body.text}` : ""}` : "";
    $("task").classList.toggle("trouble", body.state === "failed");
    for (const id of ["setup", "run", "reset", "teardown", "system"]) off($(id), going);
    off($("end"), !going);
    if (!going) { $("now").textContent = ""; this.gate({ waiting_at: "" }); this.breaks(); }
  }

  gate(body) {
    off($("step"), !body.waiting_at);
    if (body.waiting_at) $("gate").dataset.stops = Number($("gate").dataset.stops || 0) + 1;
    $("gate").textContent = body.waiting_at ? `It waits: ${body.waiting_at}` : "";
  }

  async upload() {
    const file = $("file").files[0];
    if (!file) { this.problem("Choose a file first."); return; }
    const query = new URLSearchParams({ bucket: $("bucket").value, key: file.name });
    this.problem(await problemOf(await fetch(`upload?${query}`, { method: "POST", body: file })));
  }
}

const CLOCK = { next: {}, minute: { by_s: 60 }, stepped: { mode: "stepped" }, real: { mode: "real" } };

function off(control, is) {
  control.disabled = is;
  control.dataset.off = is ? "1" : "";
}

function options(select, names, chosen, told = (name) => name) {
  if ([...select.options].map((each) => each.value).join() !== names.join()) select.replaceChildren(...names.map((name) => element("option", { value: name }, told(name))));
  if (names.includes(chosen)) select.value = chosen;
}
