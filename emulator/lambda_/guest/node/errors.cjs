// Errors as AWS's client for Node.js tells them: to whoever invoked, and to the log.
"use strict";

const util = require("node:util");

/** An error of the runtime's own, by its name. */
function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** What is answered: `errorType`, `errorMessage` and `trace`, a line each. */
function told(error) {
  if (!isError(error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack || "").split("\n") };
}

/** What is logged: the same with the error's own fields. */
function toldOf(error) {
  if (!isError(error)) {
    return { errorType: typeof error, errorMessage: String(error), stack: [] };
  }
  const { errorType, errorMessage, trace } = told(error);
  return { errorType, errorMessage, ...error, stack: trace };
}

function isError(value) {
  return value instanceof Error || util.types.isNativeError(value);
}

module.exports = { named, told, toldOf, isError };
