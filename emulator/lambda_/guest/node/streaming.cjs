// `awslambda.streamifyResponse`: what such a handler writes is gathered, and answered when the stream is finished.
"use strict";

const { PassThrough } = require("node:stream");

const STREAMS = Symbol.for("aws.lambda.runtime.handler.streaming");
const SEPARATOR = Buffer.alloc(8);

/** Make the global that handlers use. */
function offer() {
  globalThis.awslambda = {
    streamifyResponse(handler) {
      handler[STREAMS] = "response";
      return handler;
    },
    HttpResponseStream: {
      from(stream, prelude) {
        stream.setContentType("application/vnd.awslambda.http-integration-response");
        stream.write(Buffer.concat([Buffer.from(JSON.stringify(prelude)), SEPARATOR]));
        return stream;
      },
    },
  };
}

function streams(handler) {
  return handler[STREAMS] === "response";
}

/** All that the handler writes; an error of the handler or of its stream where there is one. */
async function collected(handler, event, context) {
  const stream = new PassThrough();
  stream.setContentType = () => {};
  const parts = [];
  stream.on("data", (part) => parts.push(part));
  const finished = new Promise((resolve, reject) => stream.on("end", resolve).on("error", reject));
  await Promise.all([handler(event, stream, context), finished]);
  return Buffer.concat(parts);
}

module.exports = { offer, streams, collected };
