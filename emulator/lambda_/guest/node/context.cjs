// The context object of an invocation, from the headers of its event and the function's variables.
"use strict";

/** `callback` is what the old forms of an answer (`done`, `succeed`, `fail`) hand on to. */
function contextOf(headers, callback) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const immediately = (error, value) => {
    context.callbackWaitsForEmptyEventLoop = false;
    callback(error, value);
  };
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parsed(headers["lambda-runtime-client-context"]),
    identity: parsed(headers["lambda-runtime-cognito-identity"]),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: immediately,
    succeed: (value) => immediately(null, value),
    fail: (error) => immediately(error === undefined || error === null ? "handled" : error),
  };
  return context;
}

function parsed(header) {
  return header ? JSON.parse(header) : undefined;
}

module.exports = { contextOf };
