// A metric against its alarm's threshold: each datapoint as it came, CloudWatch's windows behind, the alarm's states below.
import { clock, svg } from "./svg.js";

const WIDTH = 900, HEIGHT = 190, LEFT = 44, RIGHT = 16, TOP = 22, BOTTOM = 62, MOST = 40;

export class Chart {
  constructor(place, words) {
    this.place = place;
    this.words = words;
    this.clear();
  }

  clear() {
    this.happened = [];
    this.alarms = [];
    this.place.replaceChildren("No datapoint yet.");
    this.words.textContent = "";
  }

  gauges(nodes) {
    this.alarms = Object.entries(nodes).filter(([, found]) => found.threshold !== undefined).map(([id, found]) => ({ id, ...found }));
    this.draw();
  }

  moved(moves) {
    const mine = moves.filter((move) => move.what === "datapoint" || ["OK", "ALARM", "INSUFFICIENT_DATA"].includes(move.what));
    if (!mine.length) return;
    this.happened.push(...mine);
    this.happened.splice(0, Math.max(0, this.happened.length - 400));
    this.draw();
  }

  draw() {
    const alarm = this.alarms.find((each) => this.happened.some((move) => move.node === each.metric)) || this.alarms[0];
    if (!alarm) return;
    const mine = this.happened.filter((move) => move.node === alarm.metric || move.node === alarm.id);
    const points = mine.filter((move) => move.what === "datapoint").slice(-MOST).map((move) => ({ number: move.number, at_s: move.cloudwatch_s, value: Number(move.detail.split(" to ").at(-1)) }));
    this.words.textContent = `${alarm.id}: ${alarm.statistic} ${compared(alarm.comparison)} ${alarm.threshold}, in windows of ${alarm.period_s} s. Shaded: every second window of CloudWatch's clock.`;
    if (!points.length) return;
    const scale = new Scale(points, alarm);
    this.place.replaceChildren(svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "drawing", role: "img", "aria-label": spoken(alarm, points) },
      patterns(), ...windows(scale, points, alarm), ...axis(scale, alarm), ...curve(scale, points, alarm), ...states(scale, points, mine, alarm)));
  }
}

class Scale {
  constructor(points, alarm) {
    this.step = (WIDTH - LEFT - RIGHT) / Math.max(points.length + 1, 6);
    this.top = Math.max(alarm.threshold, ...points.map((point) => point.value)) * 1.15 || 1;
  }

  x(index) { return LEFT + (index + 0.5) * this.step; }

  y(value) { return HEIGHT - BOTTOM - (value / this.top) * (HEIGHT - TOP - BOTTOM); }
}

function windows(scale, points, alarm) {
  const made = [];
  let from = 0;
  points.forEach((point, index) => {
    const last = index === points.length - 1 || windowOf(points[index + 1], alarm) !== windowOf(point, alarm);
    if (!last) return;
    const x = LEFT + from * scale.step, width = (index + 1 - from) * scale.step, number = windowOf(point, alarm) / alarm.period_s;
    if (number % 2 === 0) made.push(svg("rect", { x, y: TOP - 8, width, height: HEIGHT - TOP - BOTTOM + 8, class: "window" }));
    made.push(svg("text", { x: x + width / 2, y: HEIGHT - BOTTOM + 14, class: "axis", "text-anchor": "middle" }, document.createTextNode(clock(windowOf(point, alarm)).slice(0, alarm.period_s < 60 ? 8 : 5))));
    from = index + 1;
  });
  return made;
}

function axis(scale, alarm) {
  const y = scale.y(alarm.threshold);
  return [
    svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y, class: "threshold" }),
    svg("text", { x: LEFT - 6, y: y + 4, class: "axis", "text-anchor": "end" }, document.createTextNode(String(alarm.threshold))),
    svg("text", { x: LEFT - 6, y: scale.y(0) + 4, class: "axis", "text-anchor": "end" }, document.createTextNode("0")),
    svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: scale.y(0), y2: scale.y(0), stroke: "#d5dae0" }),
  ];
}

function curve(scale, points, alarm) {
  const path = points.map((point, index) => `${index ? "L" : "M"}${scale.x(index)} ${scale.y(point.value)}`).join("");
  return [svg("path", { d: path, class: "curve" }), ...points.flatMap((point, index) => {
    const bad = breaches(alarm, point.value), x = scale.x(index), y = scale.y(point.value);
    const mark = bad ? svg("rect", { x: x - 5, y: y - 5, width: 10, height: 10, class: "point breach" }) : svg("circle", { cx: x, cy: y, r: 5, class: "point" });
    return [mark, svg("text", { x, y: y - 9, class: "value", "text-anchor": "middle" }, document.createTextNode(String(point.value)))];
  })];
}

// The alarm's states, each from the datapoint after which it was entered until the next.
function states(scale, points, mine, alarm) {
  const place = (number) => points.filter((point) => point.number < number).length;
  const changes = mine.filter((move) => move.node === alarm.id).map((move) => ({ state: move.what, from: place(move.number) }));
  const spans = [{ state: changes.length && changes[0].from > 0 ? "INSUFFICIENT_DATA" : changes[0]?.state || alarm.state, from: 0 }, ...changes];
  return spans.flatMap((span, index) => {
    const to = spans[index + 1]?.from ?? Math.max(points.length, span.from + 1), x = LEFT + span.from * scale.step, width = (to - span.from) * scale.step, y = HEIGHT - BOTTOM + 26;
    if (width <= 0) return [];
    const word = width > 120 || span.state !== "INSUFFICIENT_DATA" ? span.state : "?";
    return [svg("rect", { x, y, width: width - 1, height: 18, class: `state ${span.state}` }), svg("rect", { x, y, width: width - 1, height: 18, fill: `url(#${span.state})` }),
      svg("text", { x: x + width / 2, y: y + 13, class: "state-word", "text-anchor": "middle" }, document.createTextNode(width > 40 ? word : { ALARM: "!", OK: "✓" }[span.state] || "?"))];
  });
}

function patterns() {
  return svg("defs", {}, svg("pattern", { id: "ALARM", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("line", { x1: 0, y1: 0, x2: 0, y2: 6, stroke: "#8f0d16", "stroke-width": 2 })),
    svg("pattern", { id: "INSUFFICIENT_DATA", width: 6, height: 6, patternUnits: "userSpaceOnUse" }, svg("circle", { cx: 2, cy: 2, r: 1, fill: "#3c444c" })));
}

function spoken(alarm, points) {
  return `Datapoints of ${alarm.metric}: ${points.map((point) => point.value).join(", ")}; threshold ${alarm.threshold}; the alarm is in ${alarm.state}`;
}

function windowOf(point, alarm) { return Math.floor(point.at_s / alarm.period_s) * alarm.period_s; }

function compared(operator) {
  return { GreaterThanOrEqualToThreshold: "≥", GreaterThanThreshold: ">", LessThanThreshold: "<", LessThanOrEqualToThreshold: "≤" }[operator] || operator;
}

function breaches(alarm, value) {
  return { "≥": value >= alarm.threshold, ">": value > alarm.threshold, "<": value < alarm.threshold, "≤": value <= alarm.threshold }[compared(alarm.comparison)] ?? false;
}
