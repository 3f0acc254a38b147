// A recording: the same frames, shown up to the second that the slider stands at.
const $ = (id) => document.getElementById(id);
const TICK_MS = 100;

export class Replay {
  constructor(page, told) {
    Object.assign(this, { page, told, shown: 0, playing: null });
  }

  begin() {
    document.body.classList.add("replaying");
    $("replay").hidden = false;
    $("title").textContent = this.told.title;
    $("place").textContent = `account ${this.told.account}, a saved run`;
    $("connection").textContent = "replay";
    document.title = `${this.told.title} – replay`;
    const slider = $("slider");
    slider.max = this.told.ends_s;
    slider.addEventListener("input", () => { this.stop(); this.seek(Number(slider.value)); });
    $("play").addEventListener("click", () => (this.playing ? this.stop() : this.play()));
    $("back").addEventListener("click", () => this.by(-1));
    $("forth").addEventListener("click", () => this.by(1));
    this.seek(0);
  }

  get second() { return Number($("slider").value); }

  seek(second, animated = false) {
    const until = this.told.frames.filter((frame) => frame.at_s <= second + 1e-6).length;
    if (until < this.shown) { this.page.forget(); this.shown = 0; }
    this.page.animated = animated;
    for (const frame of this.told.frames.slice(this.shown, until)) this.page.show(frame.kind, frame.body);
    this.shown = until;
    $("slider").value = second;
    $("slider").setAttribute("aria-valuetext", `${second.toFixed(1)} seconds`);
    $("second").textContent = `${second.toFixed(1)} s`;
  }

  by(steps) {
    this.stop();
    const times = [...new Set(this.told.frames.map((frame) => frame.at_s))];
    const at = steps > 0 ? times.find((time) => time > this.second + 1e-6) : times.findLast((time) => time < this.second - 1e-6);
    if (at !== undefined) this.seek(at, steps > 0);
  }

  play() {
    if (this.second >= this.told.ends_s) this.seek(0);
    $("play").textContent = "Pause";
    this.playing = setInterval(() => {
      this.seek(Math.min(this.told.ends_s, this.second + TICK_MS / 1000), true);
      if (this.second >= this.told.ends_s) this.stop();
    }, TICK_MS);
  }

  stop() {
    clearInterval(this.playing);
    this.playing = null;
    $("play").textContent = "Play";
  }
}
