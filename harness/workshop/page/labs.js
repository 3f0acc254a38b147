// Labs: chosen, read, begun, answered and judged.
import { act } from "./controls.js";
import { element } from "./svg.js";

const $ = (id) => document.getElementById(id);

export class Labs {
  constructor(problem) {
    this.problem = problem;
    $("lab-name").addEventListener("change", () => this.show());
    for (const [id, action] of Object.entries({ "lab-begin": "lab-begin", "lab-check": "lab-check", "lab-hint": "lab-hint" })) $(id).addEventListener("click", () => this.ask(action));
  }

  async list() {
    const answer = await fetch("ask/labs");
    if (!answer.ok) return;
    const chosen = $("lab-name").value, groups = Map.groupBy(await answer.json(), (each) => `${each.system}: ${each.about}`);
    $("lab-name").replaceChildren(element("option", { value: "" }, "choose one"), ...[...groups].map(([group, labs]) => element("optgroup", { label: group },
      ...labs.map((each) => element("option", { value: each.name }, `${each.done ? "✓ " : ""}${each.title} (${each.minutes} min)`)))));
    $("lab-name").value = chosen;
  }

  async show() {
    const name = $("lab-name").value;
    $("lab-work").hidden = !name;
    $("lab-found").replaceChildren();
    if (!name) return;
    const answer = await fetch(`ask/lab/${encodeURIComponent(name)}`), told = await answer.json();
    if (!answer.ok) { this.problem(told.problem); return; }
    $("lab-text").innerHTML = told.html; // made by the server from the lab's Markdown, in which tags are text
    $("lab-answers").replaceChildren(...told.asks.map((each) => element("label", { class: "answer" }, each, element("input", { type: "text" }))));
  }

  async ask(action) {
    const answers = [...$("lab-answers").querySelectorAll("input")].map((each) => each.value);
    try {
      this.problem(await act(action, { name: $("lab-name").value, answers }));
    } catch {
      this.problem("The page's server doesn't answer: `make workshop` brings it back, and the page goes on by itself.");
    }
  }

  found(body) {
    if (body.name !== $("lab-name").value) return;
    $("lab-found").replaceChildren(...body.checks.map((each) => element("li", { class: each.is_met ? "good" : "trouble" }, `${each.is_met ? "✓" : "✕"} ${each.title}: ${each.why}`)),
      ...(body.remember ? [element("li", {}, element("strong", {}, "Remember: "), body.remember)] : []));
    this.list();
  }
}
