/**
 * Builds the page: `node build.mjs` writes built/ (or the folder after `--out`), `--check` says whether built/ is what the sources give,
 * `--test` runs the tests beside the sources.
 */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const BUILT = join(HERE, "built");
const SOURCES = ["package.json", "package-lock.json", "tsconfig.json", "build.mjs"];
const SHARED = {
  absWorkingDir: HERE,
  bundle: true,
  charset: "utf8",
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  target: "es2022",
  alias: { react: "preact/compat", "react-dom": "preact/compat", "react/jsx-runtime": "preact/jsx-runtime" },
  logLevel: "warning",
};

/** Every file below a folder, as paths from here, in order. */
function below(folder) {
  return readdirSync(join(HERE, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(HERE, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

/** A digest of what the page is built from; tests compare it without Node. */
function digest() {
  const lines = [...SOURCES, ...below("src")].sort().map((name) => {
    const sum = createHash("sha256").update(readFileSync(join(HERE, name))).digest("hex");
    return `${sum}  ${name}\n`;
  });
  return lines.join("");
}

/** The files of built/ by name. */
async function page() {
  const result = await build({
    ...SHARED,
    entryPoints: { page: "src/main.tsx" },
    outdir: "built",
    minify: true,
    legalComments: "eof",
    write: false,
  });
  const files = Object.fromEntries(result.outputFiles.map((file) => [relative(BUILT, file.path), Buffer.from(file.contents)]));
  return { ...files, "index.html": readFileSync(join(HERE, "src/index.html")), "sources.sha256": Buffer.from(digest()) };
}

async function check() {
  const wanted = await page();
  const present = Object.fromEntries(below("built").map((name) => [name.slice("built/".length), readFileSync(join(HERE, name))]));
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(present)])];
  const different = names.filter((name) => !wanted[name] || !present[name] || Buffer.compare(wanted[name], present[name]) !== 0);
  if (different.length > 0) {
    console.error(`built/ is not what the sources give (${different.join(", ")}): run make page and commit built/`);
    process.exit(1);
  }
  console.log("built/ is what the sources give");
}

async function write() {
  const named = process.argv.indexOf("--out");
  const folder = named < 0 ? BUILT : process.argv[named + 1];
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(await page())) writeFileSync(join(folder, name), content);
}

async function test() {
  const folder = mkdtempSync(join(tmpdir(), "page-tests-"));
  try {
    const names = below("test").filter((name) => /\.test\.tsx?$/.test(name));
    await build({ ...SHARED, entryPoints: names, outdir: folder, platform: "node", outExtension: { ".js": ".mjs" } });
    const built = readdirSync(folder).map((name) => join(folder, name));
    process.exitCode = spawnSync(process.execPath, ["--test", ...built], { stdio: "inherit" }).status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv.includes("--check")) await check();
else if (process.argv.includes("--test")) await test();
else await write();
