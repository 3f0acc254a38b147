// The program of a Node.js function: load the handler, then ask the Runtime API for events until the process is ended.
// Paths and headers are those of AWS's guide "Using the Lambda runtime API"; what goes wrong in the function's code is
// named and told as AWS's own client for Node.js does it.
"use strict";

const { RuntimeApi } = require("./runtime_api.cjs");
const { contextOf } = require("./context.cjs");
const { load } = require("./loading.cjs");
const { named, told, toldOf } = require("./errors.cjs");
const logging = require("./logging.cjs");
const streaming = require("./streaming.cjs");

const INIT_FAILED = 129;
const REJECTED = 128;
const api = new RuntimeApi(process.env.AWS_LAMBDA_RUNTIME_API);
const log = logging.patchConsole();
let current = null;

async function main() {
  streaming.offer();
  process.on("uncaughtException", (error) => fail("Uncaught Exception", error, INIT_FAILED));
  process.on("unhandledRejection", (reason) => {
    const error = named("Runtime.UnhandledPromiseRejection", String(reason));
    error.reason = reason;
    fail("Unhandled Promise Rejection", error, REJECTED);
  });
  let handler;
  try {
    handler = await load(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  } catch (error) {
    await fail("Uncaught Exception", error, INIT_FAILED);
    return;
  }
  for (;;) {
    await one(handler, await api.next());
  }
}

/** Hand one event to the handler and answer for it. */
async function one(handler, invocation) {
  current = invocation.requestId;
  logging.invoking(invocation.requestId);
  if (invocation.headers["lambda-runtime-trace-id"]) {
    process.env._X_AMZN_TRACE_ID = invocation.headers["lambda-runtime-trace-id"];
  }
  try {
    const answer = await result(handler, JSON.parse(invocation.body), invocation.headers);
    await api.respond(invocation.requestId, answer);
  } catch (error) {
    log("ERROR", "Invoke Error ", toldOf(error));
    await api.fail(invocation.requestId, told(error));
  }
  current = null;
}

async function result(handler, event, headers) {
  if (streaming.streams(handler)) {
    return streaming.collected(handler, event, contextOf(headers, () => {}));
  }
  const value = await answered(handler, event, headers);
  let text;
  try {
    text = JSON.stringify(value === undefined ? null : value);
  } catch {
    throw new Error("Unable to stringify response body");
  }
  return Buffer.from(text === undefined ? "null" : text);
}

/** What the handler's promise comes to, or what its callback is given: then, unless told otherwise, once all is idle. */
function answered(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const idle = [];
    const atRest = () => settle(idle.length ? idle[0] : () => resolve(null));
    const settle = (how) => {
      process.removeListener("beforeExit", atRest);
      how();
    };
    const callback = (error, value) => {
      const how = () => (error === undefined || error === null ? resolve(value) : reject(error));
      if (context.callbackWaitsForEmptyEventLoop) idle.push(how);
      else setImmediate(() => settle(how));
    };
    const context = contextOf(headers, callback);
    process.on("beforeExit", atRest);
    const returned = handler(event, context, callback);
    if (returned !== null && returned !== undefined && typeof returned.then === "function") {
      returned.then(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    }
  });
}

/** Say why the process ends, to the log and to whoever waits, and end it. */
async function fail(what, error, status) {
  log("ERROR", what, toldOf(error));
  try {
    await (current === null ? api.failInit(told(error)) : api.fail(current, told(error)));
  } finally {
    process.exit(status);
  }
}

main();
