"""Functions on the Node.js of this machine: handlers of every form, errors in AWS's words, the log."""

import json
import shutil
from typing import Any
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.lambda_runtime.functions import Deploy, Function, wait_until

NODE = pytest.mark.skipif(shutil.which("node") is None, reason="no `node` on this machine")
RUNTIME = "nodejs20.x"


class Node:
    """Deploys files as functions on Node.js."""

    def __init__(self, deploy: Deploy) -> None:
        self._deploy = deploy

    def __call__(self, source: str, name: str = "index.js", **settings: Any) -> Function:
        files = {name: source, **settings.pop("files", {})}
        return self._deploy("", files, settings.pop("runtime", RUNTIME), handler="index.handler", **settings)


@pytest.fixture
def node(deploy: Deploy) -> Node:
    return Node(deploy)


@NODE
@pytest.mark.parametrize(
    ("source", "name", "more"),
    [
        ("exports.handler = async (event) => ({ got: event.n });", "index.js", {}),
        ("exports.handler = (event, context, callback) => callback(null, { got: event.n });", "index.cjs", {}),
        ("exports.handler = (event, context) => { context.succeed({ got: event.n }); };", "index.js", {}),
        ("export const handler = async (event) => ({ got: event.n });", "index.mjs", {}),
        (
            "import { got } from './other.js';\nconst n = await Promise.resolve(0);\n"
            "export const handler = async (event) => ({ got: got(event) + n });",
            "index.js",
            {"package.json": '{"type": "module"}', "other.js": "export const got = (event) => event.n;"},
        ),
        (
            "exports.handler = (event, context, callback) => {\n"
            "  callback(null, { got: 0 });\n  setTimeout(() => callback(null, { got: -1 }), 5);\n"
            "  context.callbackWaitsForEmptyEventLoop = false;\n  callback(null, { got: event.n });\n};",
            "index.js",
            {},
        ),
    ],
    ids=["async", "callback", "succeed", "module", "package", "at once"],
)
def test_handlers_of_every_form(node: Node, source: str, name: str, more: dict[str, str]) -> None:
    function = node(source, name, files=more)
    replies = [function({"n": number}) for number in (1, 2)]
    assert [reply.error for reply in replies] == [None, None]
    assert [reply.payload for reply in replies] == [{"got": 1}, {"got": 2}]


@NODE
def test_what_a_handler_answers_without_a_value(node: Node) -> None:
    function = node(
        "const later = [];\n"
        "exports.handler = (event) => {\n"
        "  if (event === 'nothing') return;\n"
        "  if (event === 'promise') return Promise.resolve();\n"
        "  return { not: 'answered' };\n"
        "};"
    )
    assert [function(event).payload for event in ("nothing", "promise", "value")] == [None, None, None]


@NODE
def test_the_place_is_aws_s(node: Node, clients: Clients) -> None:
    function = node(
        "const fs = require('fs');\n"
        "exports.handler = async (event, context) => {\n"
        "  fs.writeFileSync('/tmp/kept', 'x');\n"
        "  return { task: __filename, cwd: process.cwd(), layer: require('from-layer'), path: process.env.NODE_PATH,\n"
        "    runtime: process.env.AWS_EXECUTION_ENV, home: fs.existsSync('/root'), mine: process.env.MINE,\n"
        "    left: context.getRemainingTimeInMillis(), name: context.functionName, id: context.awsRequestId,\n"
        "    memory: context.memoryLimitInMB, arn: context.invokedFunctionArn, python: process.env.PYTHONPATH };\n"
        "};",
        variables={"MINE": "yes"},
        Timeout=9,
        Layers=[Deploy(clients).layer({"nodejs/node_modules/from-layer/index.js": "module.exports = 'layer';"})],
    )
    told = function().payload
    if told["task"] != "/var/task/index.js":
        pytest.skip("functions have no file system of their own here")
    assert (told["cwd"], told["layer"], told["mine"], told["home"]) == ("/var/task", "layer", "yes", False)
    assert told["path"].startswith("/opt/nodejs/node20/node_modules:/opt/nodejs/node_modules:")
    assert (told["runtime"], told.get("python")) == (f"AWS_Lambda_{RUNTIME}", None)
    assert (told["name"], told["memory"]) == (function.name, "128")
    assert 7000 < told["left"] <= 9000
    assert told["arn"] == function.configuration["FunctionArn"]


@NODE
def test_the_log(node: Node) -> None:
    function = node(
        "exports.handler = async () => {\n"
        "  console.log('hello', { a: 1 });\n  console.error(new Error('told'));\n  console.warn('two\\nlines');\n"
        "  process.stdout.write('plain\\n');\n};"
    )
    reply = function()
    events = [text for _, text in function.log_with("REPORT")]
    request_id = events[-1].split()[2]
    by_level = {text.split("\t")[2]: text for text in events if text.count("\t") >= 3 and "REPORT" not in text}
    assert by_level["INFO"].split("\t")[1:] == [request_id, "INFO", "hello { a: 1 }\n"]
    assert "Error: told\n    at " in by_level["ERROR"]
    assert by_level["WARN"].endswith("\ttwo\nlines\n")
    assert "plain\n" in events
    assert "START RequestId" in reply.tail


@NODE
def test_the_log_in_json(node: Node) -> None:
    function = node(
        "exports.handler = async () => {\n  console.debug('unseen');\n  console.log('said', 1);\n"
        "  console.info({ order: 7 });\n  console.error('bad', new TypeError('told'));\n};",
        LoggingConfig={"LogFormat": "JSON"},
    )
    function()
    found = [json.loads(text) for _, text in function.log_with("bad") if text.startswith("{")]
    records = [record for record in found if "message" in record]
    assert [(record["level"], record["message"]) for record in records[:2]] == [
        ("INFO", "said 1"), ("INFO", {"order": 7}),
    ]  # fmt: skip
    assert records[2]["errorType"] == "TypeError"
    assert records[2]["errorMessage"] == "told"
    assert all(record["requestId"] and record["timestamp"] for record in records)


@NODE
@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("exports.handler = async () => { throw new RangeError('why'); };", "RangeError", "why"),
        ("exports.handler = (e, c, callback) => callback(new Error('why'));", "Error", "why"),
        ("exports.handler = (e, c, callback) => callback('why');", "string", "why"),
        ("exports.handler = () => { throw new TypeError('why'); };", "TypeError", "why"),
        ("exports.handler = async () => { const a = {}; a.a = a; return a; };", "Error", "Unable to stringify"),
        ("exports.other = 1;", "Runtime.HandlerNotFound", "index.handler is undefined or not exported"),
        ("exports.handler = 1;", "Runtime.HandlerNotFound", "index.handler is not a function"),
        ("require('absent');", "Runtime.ImportModuleError", "Error: Cannot find module 'absent'"),
        ("exports.handler = (;", "Runtime.UserCodeSyntaxError", "SyntaxError: "),
        ("throw new RangeError('at once');", "RangeError", "at once"),
        (
            "exports.handler = () => {\n  Promise.reject(new Error('lost'));\n"
            "  return new Promise((done) => setTimeout(done, 9000));\n};",
            "Runtime.UnhandledPromiseRejection",
            "Error: lost",
        ),
        ("exports.handler = () => { setTimeout(() => { throw new RangeError('late'); }, 1); };", "RangeError", "late"),
    ],
)  # fmt: skip
def test_errors_are_in_aws_s_words(node: Node, source: str, kind: str, message: str) -> None:
    function = node(source)
    for _ in range(2):
        reply = function()
        assert reply.error == "Unhandled"
        assert (reply.payload["errorType"], reply.payload["errorMessage"][: len(message)]) == (kind, message)
        assert isinstance(reply.payload["trace"], list)


@NODE
def test_an_error_is_in_the_log(node: Node) -> None:
    function = node("exports.handler = async () => { const e = new Error('why'); e.code = 'E1'; throw e; };")
    reply = function()
    assert reply.payload["trace"][0] == "Error: why"
    (line,) = [text for _, text in function.log_with("Invoke Error") if "Invoke Error" in text]
    told = json.loads(line.split("\t")[-1])
    assert (told["errorType"], told["errorMessage"], told["code"]) == ("Error", "why", "E1")
    assert line.split("\t")[2:4] == ["ERROR", "Invoke Error "]


@NODE
def test_a_process_that_ends_and_one_that_takes_too_long(node: Node) -> None:
    ends = node("exports.handler = async () => process.exit(3);")()
    assert ends.payload["errorType"] == "Runtime.ExitError"
    assert ends.payload["errorMessage"].endswith("Error: Runtime exited with error: exit status 3")
    late = node("exports.handler = () => new Promise((done) => setTimeout(done, 60000));", Timeout=1)()
    assert "Task timed out after 1.00 seconds" in late.payload["errorMessage"]


@NODE
def test_more_memory_than_it_has(node: Node) -> None:
    reply = node(
        "exports.handler = async () => { const all = []; for (;;) all.push(Buffer.alloc(1 << 22, 1)); };", Timeout=30
    )()
    assert reply.payload["errorType"] == "Runtime.OutOfMemory"


@NODE
def test_what_a_handler_streams_is_answered_whole(node: Node, clients: Clients) -> None:
    function = node(
        "exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {\n"
        "  const metadata = { statusCode: 201, headers: { 'X-Mine': 'yes' } };\n"
        "  stream = awslambda.HttpResponseStream.from(stream, metadata);\n"
        "  stream.write('one, ');\n  await new Promise((done) => setTimeout(done, 5));\n"
        "  stream.write('two');\n  stream.end();\n});"
    )
    url = clients.lambda_.create_function_url_config(
        FunctionName=function.name, AuthType="NONE", InvokeMode="RESPONSE_STREAM"
    )["FunctionUrl"]
    with urlopen(url, timeout=20) as answer:
        assert (answer.status, answer.headers["X-Mine"], answer.read()) == (201, "yes", b"one, two")


@NODE
def test_it_reaches_the_emulator(node: Node) -> None:
    function = node(
        "const net = require('net');\n"
        "exports.handler = () => new Promise((done) => {\n"
        "  const socket = net.connect(Number(process.env.AWS_ENDPOINT_URL.split(':').pop()), '127.0.0.1');\n"
        "  socket.on('connect', () => { socket.destroy(); done('connected'); });\n"
        "  socket.on('error', (error) => done(error.code));\n"
        "});"
    )
    assert function().payload == "connected"


@pytest.mark.parametrize("runtime", ["nodejs16.x", "nodejs18.x", "nodejs22.x"])
def test_other_versions_are_told_or_refused(clients: Clients, deploy: Deploy, runtime: str) -> None:
    if runtime != "nodejs16.x" and shutil.which("node") is not None:
        function = deploy("", {"index.js": "exports.handler = async () => 1;"}, runtime, handler="index.handler")
        assert function().payload == 1
        return
    reason = "declare nodejs18.x, nodejs20.x, nodejs22.x" if runtime == "nodejs16.x" else "there is no `node`"
    with pytest.raises(ClientError, match=f"runtime {runtime} can't be run here: {reason}"):
        deploy.begin("", {"index.js": ""}, runtime, handler="index.handler")
    assert clients.lambda_.list_functions()["Functions"] == []


def test_a_function_is_not_changed_to_what_cannot_run(clients: Clients, deploy: Deploy) -> None:
    function = deploy("def handler(event, context): return 1")
    with pytest.raises(ClientError, match="can't be run here"):
        clients.lambda_.update_function_configuration(FunctionName=function.name, Runtime="nodejs16.x")
    wait_until(lambda: function.configuration["Runtime"] == "python3.11", "what it was")
    assert function().payload == 1
