// console, with AWS's words before each line: time, request id and level; or, where the function says so, JSON.
// Records go to the emulator in frames, one event of the log each, however many lines they have.
"use strict";

const fs = require("node:fs");
const util = require("node:util");
const { isError, toldOf } = require("./errors.cjs");

const MARK = 0xa55a0003;
const HEADER_BYTES = 16;
const LEVELS = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, FATAL: 5 };
const METHODS = { trace: "TRACE", debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR", fatal: "FATAL" };

let requestId = "undefined";
const descriptor = Number(process.env._LAMBDA_TELEMETRY_LOG_FD) || 1;
delete process.env._LAMBDA_TELEMETRY_LOG_FD;
const inJson = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";
const least = inJson ? (LEVELS[process.env.AWS_LAMBDA_LOG_LEVEL] ?? LEVELS.INFO) : LEVELS.TRACE;

/** From now on records are about this request. */
function invoking(id) {
  requestId = id;
}

/** Give console AWS's words; what is answered logs at a level, for the runtime itself. */
function patchConsole() {
  for (const [method, level] of Object.entries(METHODS)) {
    console[method] = (...values) => {
      if (LEVELS[level] >= least) write(inJson ? asJson(level, values) : asText(level, util.format(...values)));
    };
  }
  return (level, what, error) => {
    if (LEVELS[level] < least) return;
    write(inJson ? asJson(level, [error], true) : asText(level, `${what}\t${JSON.stringify(error)}`));
  };
}

function asText(level, message) {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${message}\n`;
}

function asJson(level, values, isTold = false) {
  const record = { timestamp: new Date().toISOString(), level, requestId };
  if (requestId === "undefined") delete record.requestId;
  const [first] = values;
  record.message = values.length === 1 && first !== null && typeof first === "object" && !isError(first) ? first : util.format(...values);
  const error = isTold ? undefined : values.find(isError);
  if (error !== undefined) {
    const { errorType, errorMessage, stack } = toldOf(error);
    Object.assign(record, { errorType, errorMessage, stackTrace: stack.slice(1) });
  }
  try {
    return `${JSON.stringify(record)}\n`;
  } catch {
    return `${JSON.stringify({ ...record, message: util.format(...values) })}\n`;
  }
}

function write(text) {
  const message = Buffer.from(text);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(MARK, 0);
  header.writeUInt32BE(message.length, 4);
  header.writeBigInt64BE(BigInt(Date.now()) * 1000n, 8);
  const whole = Buffer.concat([header, message]);
  for (let at = 0; at < whole.length; ) {
    try {
      at += fs.writeSync(descriptor, whole, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

module.exports = { invoking, patchConsole };
