// The page: frames come from the server, live or as a recording, and each is shown by the part that it is for.
import { Chart } from "./chart.js";
import { Controls } from "./controls.js";
import { Detail } from "./detail.js";
import { Graph } from "./graph.js";
import { Labs } from "./labs.js";
import { Replay } from "./replay.js";
import { clock, element } from "./svg.js";

const SHOWN = 120;
const $ = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.detail = new Detail($("detail"));
    this.graph = new Graph($("graph"), (node) => this.detail.ofNode(node, this.recent.filter((move) => move.node === node.id)));
    this.chart = new Chart($("chart"), $("chart-text"));
    this.controls = new Controls((text) => this.problem(text));
    this.labs = new Labs((text) => this.problem(text));
    this.recent = [];
    this.spokenAt = 0;
    this.parts = {
      hello: (body) => this.hello(body), clear: (body) => this.clear(body.kinds), desk: (body) => this.desk(body), graph: (body) => this.drawn(body),
      gauges: (body) => this.gauges(body), moves: (body) => this.moved(body), entry: (body) => this.entry(body), verdict: (body) => this.verdict(body),
      diagnosis: (body) => this.diagnosis(body), task: (body) => this.controls.task(body), lab: (body) => this.labs.found(body), gate: (body) => this.controls.gate(body),
      now: (body) => { $("now").textContent = body.text; }, emulator: (body) => this.emulator(body), notice: (body) => this.problem(body.text),
    };
    this.animated = true;
  }

  show(kind, body) { this.parts[kind]?.(body); }

  hello(body) {
    if (this.epoch && this.epoch !== body.epoch) this.clear(["moves", "entry"]);
    this.epoch = body.epoch;
    this.connected(true);
  }

  clear(kinds) {
    if (kinds.includes("moves")) { this.recent = []; $("happened").replaceChildren(); this.chart.clear(); }
    if (kinds.includes("entry")) $("story").replaceChildren();
  }

  desk(body) {
    $("title").textContent = body.system;
    $("place").textContent = `account ${body.account}`;
    document.title = `${body.system} – workshop`;
    this.controls.desk(body);
  }

  drawn(body) {
    this.graph.draw(body);
    this.controls.buckets(body.nodes.filter((node) => node.service === "s3").map((node) => node.name));
    if (this.lastGauges) this.graph.gauges(this.lastGauges);
    if (this.lastDiagnosis) this.graph.diagnose(this.lastDiagnosis.links);
    this.controls.links(body.edges.map((edge) => edge.link));
    this.nodes = body.nodes;
    const kinds = Object.groupBy ? Object.groupBy(body.nodes, (node) => node.kind) : { everything: body.nodes };
    $("stands").replaceChildren(...Object.keys(kinds).sort().map((kind) => element("li", {}, element("span", { class: "when" }, kind), element("span", {},
      ...kinds[kind].map((node) => element("button", { class: "where", onclick: () => this.detail.ofNode(node, this.recent.filter((move) => move.node === node.id)) }, node.name))))));
  }

  gauges(body) {
    this.lastGauges = body.nodes;
    this.graph.gauges(body.nodes);
    this.chart.gauges(body.nodes);
    $("clock-time").textContent = clock(body.clock.now_s);
    $("clock-mode").textContent = body.clock.mode === "stepped" ? "CloudWatch's clock stands still" : "CloudWatch's clock is the wall's";
    const rows = (service, cells) => Object.entries(body.nodes).filter(([id]) => id.startsWith(`${service} `)).map(([id, found]) => element("tr", {},
      element("td", {}, element("button", { onclick: () => this.detail.ofNode({ id, name: id.slice(service.length + 1), service }, this.recent.filter((move) => move.node === id)) }, id.slice(service.length + 1))),
      ...cells(found).map(([value, bad]) => element("td", { class: bad && value ? "bad" : null }, String(value)))));
    replaced($("functions").tBodies[0], rows("lambda", (found) => [[found.running], [found.invocations], [found.errors, true]]));
    replaced($("queues").tBodies[0], rows("sqs", (found) => found.waiting === undefined ? [["–"], ["–"]] : [[found.waiting, found.dead_letters], [found.in_flight]]));
  }

  moved(body) {
    this.recent.push(...body.moves);
    this.recent.splice(0, Math.max(0, this.recent.length - 600));
    this.graph.moved(body.moves, this.animated);
    this.chart.moved(body.moves);
    const list = $("happened");
    list.prepend(...body.moves.toReversed().map((move) => this.line(move)));
    while (list.childElementCount > SHOWN) list.lastElementChild.remove();
    this.speak(body);
  }

  line(move) {
    const many = move.count > 1 ? element("span", { class: "count" }, ` × ${move.count}`) : null;
    return element("li", {}, element("span", { class: "when" }, clock(move.at_s)),
      element("button", { class: move.refused ? "trouble" : null, onclick: () => this.detail.ofMove(move) }, move.refused ? "✕ " : "", move.text, many, element("span", { class: "where" }, move.node)));
  }

  // Screen readers are told every few seconds at most, and of a burst how much it was.
  speak(body) {
    if (Date.now() - this.spokenAt < 3000) return;
    this.spokenAt = Date.now();
    const last = body.moves.at(-1);
    $("spoken").textContent = body.count > 3 ? `${body.count} things happened; last: ${last.text}, ${last.node}` : `${last.text}, ${last.node}`;
  }

  entry(line) {
    const when = line.at_s === null ? "" : `${line.at_s.toFixed(1)} s`;
    const made = element("li", {}, element("span", { class: "when" }, when), element("span", { class: line.how === "trouble" ? "trouble" : null },
      line.how ? element("span", { class: "how" }, `${line.how} `) : null, line.text));
    const list = $("story");
    list.append(made);
    list.scrollTop = list.scrollHeight;
  }

  verdict(body) {
    const place = $("verdict");
    if (!body.verdict) { place.replaceChildren(); return; }
    const bad = body.checks.filter((each) => each.verdict !== "passed");
    place.replaceChildren(element("p", { class: `verdict ${body.verdict}` }, element("strong", {}, `${body.verdict === "passed" ? "✓" : "✕"} ${body.verdict}`), ` – ${body.scenario}: ${body.checks.length} checks, ${bad.length} not passed`),
      element("ul", { class: "small" }, ...bad.map((each) => element("li", {}, `✕ ${each.check}: ${each.why}`))),
      element("details", { class: "small" }, element("summary", {}, "What was checked"), element("ul", {}, ...body.checks.map((each) => element("li", {}, `${each.verdict === "passed" ? "✓" : "✕"} ${each.check}: ${each.why}`)))));
  }

  diagnosis(body) {
    this.lastDiagnosis = body;
    this.graph.diagnose(body.links);
    const place = $("diagnosis"), stuck = body.links.find((each) => each.link === body.stuck);
    place.hidden = !body.links.length;
    place.className = `verdict ${stuck ? "stuck" : "passed"}`;
    place.replaceChildren(...(stuck ? [element("strong", {}, `✕ first stuck link: ${stuck.link}`), element("br"), `${stuck.why}. ${stuck.cause || ""}`] : [element("strong", {}, "✓ no link is stuck")]));
  }

  emulator(body) {
    this.away = !body.up;
    if (!body.up) this.problem(body.text);
    else if ($("notice").dataset.of === "away") this.problem("");
    if (!body.up) $("notice").dataset.of = "away";
    this.connected(true);
  }

  connected(up) {
    const pill = $("connection");
    pill.textContent = !up ? "the page's server doesn't answer; `make workshop` brings it back" : this.away ? "the emulator doesn't answer" : "live";
    pill.classList.toggle("away", !up || Boolean(this.away));
  }

  problem(text) {
    const notice = $("notice");
    notice.hidden = !text;
    notice.textContent = text || "";
    delete notice.dataset.of;
  }

  // Everything as it was before the first frame: a recording is shown anew from there.
  forget() {
    this.clear(["moves", "entry"]);
    this.lastGauges = this.lastDiagnosis = undefined;
    $("verdict").replaceChildren();
  }
}

// A table whose rows are the same is left alone, so that what has the focus keeps it.
function replaced(body, rows) {
  const text = (each) => [...each].map((row) => row.textContent).join("|");
  if (text(body.rows) !== text(rows)) {
    const at = [...body.rows].findIndex((row) => row.contains(document.activeElement));
    body.replaceChildren(...rows);
    if (at >= 0) body.rows[at]?.querySelector("button")?.focus();
  }
}

function live(page) {
  const source = new EventSource("events");
  for (const kind of Object.keys(page.parts)) source.addEventListener(kind, (event) => page.show(kind, JSON.parse(event.data)));
  source.onerror = () => page.connected(false);
}

const page = new Page();
const answer = await fetch("told");
const told = await answer.json();
if (!answer.ok) page.problem(told.problem);
else if (told.live) { page.controls.tools(told.sheets); live(page); page.labs.list(); }
else new Replay(page, told).begin();
