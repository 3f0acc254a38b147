// The graph: nodes in columns along which events travel, edges between them, and what moves along an edge.
import { svg } from "./svg.js";

const WIDTH = 160, HEIGHT = 78, ACROSS = 196, DOWN = 98, EDGE = 16, TOP = 44;
const MOST_DOTS = 60, MOVES_MS = 900, SHINES_MS = 1600, LONGEST = 20;
const ICONS = {
  s3: "M1 2h12l-2 10H3z M1 2c0 2 12 2 12 0", sns: "M1 7h5l5-5v10l-5-5 M13 5v4", sqs: "M1 3h12v8H1z M5 3v8 M9 3v8",
  lambda: "M2 12L6.5 4 M4 1h2.5l5 11h2", dynamodb: "M2 3c0-2 10-2 10 0v8c0 2-10 2-10 0z M2 3c0 2 10 2 10 0 M2 7c0 2 10 2 10 0",
  metric: "M1 12h12 M2 10l3-5 3 3 4-6", alarm: "M7 2a5 5 0 0 1 5 6v3H2V8a5 5 0 0 1 5-6z M5 13h4", api: "M4 3L1 7l3 4 M10 3l3 4-3 4 M8 2L6 12",
  rule: "M7 1v6l4 3 M7 1a6 6 0 1 0 .1 0",
};
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Graph {
  constructor(place, choose) {
    this.place = place;
    this.choose = choose;
    this.nodes = new Map();
    this.edges = new Map();
    this.timers = new Map();
    this.dots = 0;
  }

  draw(graph) {
    this.nodes.clear();
    this.edges.clear();
    const columns = Math.max(0, ...graph.nodes.map((node) => node.column)) + 1;
    const rows = Math.max(0, ...graph.nodes.map((node) => node.row)) + 1;
    const width = columns * ACROSS - (ACROSS - WIDTH) + 2 * EDGE, height = rows * DOWN - (DOWN - HEIGHT) + TOP + 14;
    if (!graph.nodes.length) {
      this.place.replaceChildren("Nothing stands here yet: set the system up, or run a scenario.");
      return;
    }
    this.place.classList.toggle("gone", Boolean(graph.gone));
    this.layer = svg("g");
    const places = new Map(graph.nodes.map((node) => [node.id, { x: EDGE + node.column * ACROSS, y: TOP + node.row * DOWN, ...node }]));
    const drawn = graph.edges.filter((edge) => places.has(edge.source) && places.has(edge.target));
    const edges = drawn.map((edge) => this.edge(edge, places.get(edge.source), places.get(edge.target)));
    const nodes = [...places.values()].map((node) => this.node(node));
    this.place.replaceChildren(svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "drawing", role: "group", "aria-label": "Graph of the system" },
      svg("defs", {}, ...["muted", "line", "breach"].map(arrow)), ...edges, ...nodes, this.layer));
  }

  edge(edge, from, to) {
    const back = to.x <= from.x;
    const path = back ? over(from, to) : across(from, to);
    const kind = { access: "access", redrive: "redrive" }[edge.kind] || "";
    const line = svg("path", { d: path, class: `edge ${kind}`, "marker-end": "url(#muted)" }, svg("title", {}, document.createTextNode(`${edge.link} (${edge.kind})`)));
    this.edges.set(edge.id, line);
    return line;
  }

  node(node) {
    const names = wrapped(node.name.includes("/") ? node.name.split("/").pop() : node.name);
    const gauge = svg("text", { x: node.x + 10, y: node.y + HEIGHT - 9, class: "gauge" });
    const group = svg("g", { class: "node", tabindex: 0, role: "button", "aria-label": `${node.kind} ${node.name}`,
      onclick: () => this.choose(node), onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.choose(node); } } },
      svg("title", {}, document.createTextNode(`${node.kind} ${node.name}`)),
      svg("rect", { x: node.x, y: node.y, width: WIDTH, height: HEIGHT, rx: 8, class: "box" }),
      svg("path", { d: ICONS[node.service] || "M2 2h10v10H2z", class: "icon", transform: `translate(${node.x + WIDTH - 22} ${node.y + 7})` }),
      svg("text", { x: node.x + 10, y: node.y + 16, class: "kind" }, document.createTextNode(node.kind)),
      ...names.map((text, index) => svg("text", { x: node.x + 10, y: node.y + 33 + index * 15, class: "name" }, document.createTextNode(text))), gauge);
    this.nodes.set(node.id, { group, gauge, node });
    return group;
  }

  // What stands at the nodes: a line of text each, and a class for the state that is told by it.
  gauges(nodes) {
    for (const [id, { group, gauge, node }] of this.nodes) {
      const found = nodes[id];
      const [text, state] = found ? said(node, found) : ["", ""];
      gauge.textContent = text;
      group.classList.remove("busy", "failing", "OK", "ALARM", "INSUFFICIENT_DATA");
      if (state) group.classList.add(state);
      group.setAttribute("aria-label", `${node.kind} ${node.name}${text ? `, ${text}` : ""}`);
    }
  }

  diagnose(links) {
    for (const { group } of this.nodes.values()) group.classList.remove("stuck");
    for (const line of this.edges.values()) { line.classList.remove("stuck"); line.setAttribute("marker-end", "url(#muted)"); }
    if (this.crosses) this.crosses.remove();
    this.crosses = svg("g");
    for (const link of links.filter((each) => each.flow === "stuck")) {
      this.nodes.get(link.on)?.group.classList.add("stuck");
      const line = this.edges.get(link.on);
      if (!line) continue;
      line.classList.add("stuck");
      line.setAttribute("marker-end", "url(#breach)");
      const middle = line.getPointAtLength(line.getTotalLength() / 2);
      this.crosses.append(svg("text", { x: middle.x, y: middle.y + 5, class: "cross" }, document.createTextNode("✕")));
    }
    this.layer?.before(this.crosses);
  }

  // Something moved: a dot along its edge, and the node that it came to shines for a moment.
  moved(moves, animated = true) {
    for (const move of moves) {
      if (move.edge) this.shine(move.edge, this.edges.get(move.edge));
      this.shine(move.node, this.nodes.get(move.node)?.group);
      if (animated && move.edge && !still.matches && this.dots < MOST_DOTS && document.visibilityState === "visible") this.travel(move);
    }
  }

  shine(key, what) {
    if (!what) return;
    what.classList.add("moved");
    clearTimeout(this.timers.get(key));
    this.timers.set(key, setTimeout(() => what.classList.remove("moved"), SHINES_MS));
  }

  travel(move) {
    const line = this.edges.get(move.edge);
    if (!line?.isConnected) return;
    const dot = svg("circle", { r: move.count > 1 ? 8 : 6, class: move.refused ? "dot refused" : "dot" });
    const many = move.count > 1 ? svg("text", { class: "many" }, document.createTextNode(`× ${move.count}`)) : null;
    this.layer.append(dot, ...(many ? [many] : []));
    this.dots += 1;
    const length = line.getTotalLength();
    let began = 0;
    const frame = (now) => {
      began ||= now;
      const share = Math.min(1, (now - began) / MOVES_MS);
      const at = line.getPointAtLength(length * share);
      dot.setAttribute("cx", at.x);
      dot.setAttribute("cy", at.y);
      if (many) { many.setAttribute("x", at.x + 10); many.setAttribute("y", at.y - 6); }
      if (share < 1 && line.isConnected) requestAnimationFrame(frame);
      else { dot.remove(); many?.remove(); this.dots -= 1; }
    };
    requestAnimationFrame(frame);
  }
}

function said(node, found) {
  if (node.service === "sqs") {
    if (found.waiting === undefined) return ["", ""];
    const text = found.dead_letters ? `${found.waiting} dead letters` : `${found.waiting} waiting, ${found.in_flight} in flight`;
    return [text, found.dead_letters && found.waiting ? "failing" : found.waiting || found.in_flight ? "busy" : ""];
  }
  if (node.service === "lambda") {
    if (!found.invocations) return ["not invoked yet", ""];
    const failed = found.errors ? `, ${found.errors} failed` : "";
    return [found.running ? `runs (${found.running})${failed}` : `${found.invocations} invoked${failed}`, found.running ? "busy" : found.errors ? "failing" : ""];
  }
  if (node.service === "alarm") return [`${found.state === "ALARM" ? "! " : found.state === "OK" ? "✓ " : "? "}${found.state}`, found.state];
  return ["", ""];
}

function across(from, to) {
  const x1 = from.x + WIDTH, y1 = from.y + HEIGHT / 2, x2 = to.x - 3, y2 = to.y + HEIGHT / 2, bend = Math.max(24, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

// Back to an earlier column, or within one: over the boxes.
function over(from, to) {
  const x1 = from.x + WIDTH / 2 + 16, y1 = from.y, x2 = to.x + WIDTH / 2 - 16, y2 = to.y - 3;
  if (from.x === to.x) {
    const side = from.x + WIDTH + 18, a = from.y + HEIGHT / 2, b = to.y + HEIGHT / 2;
    return `M${from.x + WIDTH} ${a}C${side} ${a} ${side} ${b} ${to.x + WIDTH + 3} ${b}`;
  }
  const rise = Math.min(y1, y2) - 34;
  return `M${x1} ${y1}C${x1} ${rise} ${x1 - 40} ${rise} ${(x1 + x2) / 2} ${rise}S${x2} ${rise} ${x2} ${y2}`;
}

function arrow(colour) {
  return svg("marker", { id: colour, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" },
    svg("path", { d: "M0 0L8 4L0 8z", fill: `var(--${colour})` }));
}

function wrapped(name) {
  const lines = [""];
  for (const part of name.split(/(?<=[-_. /])/)) {
    if ((lines.at(-1) + part).length > LONGEST && lines.at(-1)) lines.push("");
    lines[lines.length - 1] += part;
  }
  return lines.length > 2 ? [lines[0], `${lines.slice(1).join("").slice(0, LONGEST - 1)}…`] : lines;
}
