// What led to a thing that happened, and what it led to; what happened last at a node, and a function's last log lines.
import { clock, element } from "./svg.js";

export class Detail {
  constructor(dialog) {
    this.dialog = dialog;
    this.title = dialog.querySelector("h2");
    this.body = dialog.querySelector("#detail-body");
  }

  async ofMove(move) {
    const chain = await asked(`ask/chain/${move.number}`);
    const before = chain.before || [], after = chain.after || [];
    const steps = [...before.map((each) => this.step(each)), this.step(chain.move || move, "this"), ...after.map((each) => this.step(each))];
    const said = !chain.move ? "It happened too long ago: what led to it isn't kept." : before.length ? `${before.length} things led to it, ${after.length} came of it.` : `Nothing known led to it: it is a beginning. ${after.length} things came of it.`;
    this.open(move.text, element("p", { class: "muted" }, `${move.node}, ${clock(move.at_s)}, by ${move.by || "nobody known"}`), element("p", {}, said), element("ol", { class: "chain" }, ...steps),
      move.detail ? element("pre", {}, move.detail) : null, ...(await this.lines(move.node)), element("p", { class: "muted small" }, `known by: ${move.marks.join(", ") || "no mark"}`));
  }

  async ofNode(node, moves) {
    const last = moves.slice(-15).toReversed();
    this.open(`${node.kind || node.service} ${node.name}`, element("h3", {}, "Happened here"),
      last.length ? element("ol", { class: "chain" }, ...last.map((each) => this.step(each))) : element("p", { class: "muted" }, "Nothing yet."), ...(await this.lines(node.id)), ...(await this.holds(node)));
  }

  // What a bucket or a table holds now; of a picture, where else it is found: before and after.
  async holds(node) {
    if (node.service !== "s3" && node.service !== "dynamodb") return [];
    const found = await asked(`ask/holds/${node.service}/${encodeURIComponent(node.name)}`);
    if (!found.rows) return [];
    if (!found.rows.length) return [element("h3", {}, "Holds"), element("p", { class: "muted" }, "Nothing.")];
    const head = element("tr", {}, ...found.columns.map((each) => element("th", { scope: "col" }, each)));
    const rows = found.rows.flatMap((row) => [element("tr", {}, ...row.cells.map((each) => element("td", {}, String(each)))),
      row.pictures.length ? element("tr", {}, element("td", { colspan: found.columns.length }, ...row.pictures.map((each) => this.picture(...each)))) : null]);
    return [element("h3", {}, found.more ? `Holds, the first ${found.rows.length}` : "Holds"),
      element("div", { class: "scroll" }, element("table", { class: "holds" }, element("thead", {}, head), element("tbody", {}, ...rows.filter(Boolean))))];
  }

  picture(bucket, key) {
    const image = element("img", { alt: `${key} of ${bucket}` });
    asked(`ask/picture/${encodeURIComponent(bucket)}/${key.split("/").map(encodeURIComponent).join("/")}`).then((found) => { if (found.data) image.src = found.data; });
    return element("figure", {}, image, element("figcaption", { class: "muted small" }, bucket));
  }

  step(move, how) {
    const text = element("span", {}, move.refused ? "✕ " : "", move.text, move.count > 1 ? ` × ${move.count}` : "", element("span", { class: "where" }, `${move.node}, ${clock(move.at_s)}`));
    return element("li", { class: how }, how ? text : element("button", { onclick: () => this.ofMove(move) }, text));
  }

  async lines(node) {
    if (!node.startsWith("lambda ")) return [];
    const found = await asked(`ask/lines/${encodeURIComponent(node.slice(7))}`).catch(() => []);
    return Array.isArray(found) && found.length ? [element("h3", {}, "Last log lines"), element("pre", {}, found.join("\n"))] : [];
  }

  open(title, ...parts) {
    this.title.textContent = title;
    this.body.replaceChildren(...parts.filter(Boolean));
    if (!this.dialog.open) this.dialog.showModal();
  }
}

async function asked(what) {
  const answer = await fetch(what);
  return answer.ok ? answer.json() : {};
}
