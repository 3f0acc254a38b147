// From `dir/file.handler` to a function: CommonJS and ES modules, found as AWS's client for Node.js finds them.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { isError, named } = require("./errors.cjs");

const EXPRESSION = /^([^.]*)\.(.*)$/;
const NOT_FOUND = new Set(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"]);

/** The handler of a function; an error of the runtime's, by name, where there is none. */
async function load(root, text) {
  if (text.includes("..")) {
    throw named("Runtime.MalformedHandlerName", `'${text}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const last = path.basename(text);
  const folder = text.slice(0, text.length - last.length);
  const found = EXPRESSION.exec(last);
  if (!found) throw named("Runtime.MalformedHandlerName", "Bad handler");
  const [, module, names] = found;
  const handler = names.split(".").reduce((nested, name) => nested && nested[name], await imported(root, folder, module));
  if (!handler) throw named("Runtime.HandlerNotFound", `${text} is undefined or not exported`);
  if (typeof handler !== "function") throw named("Runtime.HandlerNotFound", `${text} is not a function`);
  return handler;
}

async function imported(root, folder, module) {
  try {
    return await moduleOf(root, folder, module);
  } catch (error) {
    if (error instanceof SyntaxError) throw as("Runtime.UserCodeSyntaxError", error);
    if (isError(error) && NOT_FOUND.has(error.code)) throw as("Runtime.ImportModuleError", error);
    throw error;
  }
}

function as(name, error) {
  const found = named(name, String(error));
  found.stack = String(error.stack).replace(/^[^\n]*/, `${name}: ${found.message}`);
  return found;
}

async function moduleOf(root, folder, module) {
  const place = path.resolve(root, folder, module);
  if (fs.existsSync(place) && fs.statSync(place).isFile()) return require(place);
  if (fs.existsSync(`${place}.js`)) return isModule(place) ? viaImport(`${place}.js`) : require(`${place}.js`);
  if (fs.existsSync(`${place}.mjs`)) return viaImport(`${place}.mjs`);
  if (fs.existsSync(`${place}.cjs`)) return require(`${place}.cjs`);
  return require(require.resolve(module, { paths: [root, path.resolve(root, folder)] }));
}

function viaImport(file) {
  return import(pathToFileURL(file).href);
}

/** Whether the nearest package.json above a file makes `.js` an ES module. */
function isModule(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const description = path.join(folder, "package.json");
    if (fs.existsSync(description)) {
      try {
        return JSON.parse(fs.readFileSync(description, "utf8")).type === "module";
      } catch {
        return false;
      }
    }
    if (folder === path.dirname(folder)) return false;
  }
}

module.exports = { load };
