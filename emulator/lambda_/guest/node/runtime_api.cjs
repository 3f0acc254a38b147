// The Runtime API, over one connection that is kept.
"use strict";

const http = require("node:http");

const VERSION = "2018-06-01";

class RuntimeApi {
  /** `address` is a host with its port, and may end in a path. */
  constructor(address) {
    const [host, ...below] = address.split("/");
    const [hostname, port] = host.split(":");
    this._place = { hostname, port, agent: new http.Agent({ keepAlive: true, maxSockets: 1 }) };
    this._below = below.length ? `/${below.join("/")}` : "";
  }

  /** Wait for an event: its body, its headers by lower-case name. */
  async next() {
    const answer = await this._ask("GET", "/invocation/next");
    return { ...answer, requestId: answer.headers["lambda-runtime-aws-request-id"] };
  }

  /** Answer an event. */
  async respond(requestId, body) {
    await this._ask("POST", `/invocation/${requestId}/response`, body);
  }

  /** Say that an event came to an error. */
  async fail(requestId, error) {
    await this._ask("POST", `/invocation/${requestId}/error`, JSON.stringify(error), error.errorType);
  }

  /** Say that no event can be taken. */
  async failInit(error) {
    await this._ask("POST", "/init/error", JSON.stringify(error), error.errorType);
  }

  _ask(method, path, body = "", errorType = "") {
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    if (errorType) headers["Lambda-Runtime-Function-Error-Type"] = encodeURIComponent(errorType);
    return new Promise((resolve, reject) => {
      const asked = { ...this._place, method, path: `${this._below}/${VERSION}/runtime${path}`, headers };
      const request = http.request(asked, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => resolve({ headers: answer.headers, body: Buffer.concat(parts).toString() }));
        answer.on("error", reject);
      });
      request.on("error", reject);
      request.end(body);
    });
  }
}

module.exports = { RuntimeApi };
