// What the release workflow does, a step a command, each of which can be run again and then changes nothing:
// docs/releasing.md. Rehearsed by test/examples/release.test.ts.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
const [command, tag = "", folder = "release"] = process.argv.slice(2);
const STEPS = { verify, pack, publish, release, major };
const CHECKSUMS = "checksums.txt";

class Refusal extends Error {}

try {
  const step = Object.hasOwn(STEPS, command ?? "") ? STEPS[command] : null;
  if (step === null) throw new Refusal(`usage: node scripts/release.mjs ${Object.keys(STEPS).join("|")} TAG [FOLDER]`);
  verify();
  step();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`release: ${error.message}`);
  process.exitCode = 1;
}

/** The tag is the version, the changelog tells of it, and what is built is what is committed at the tag. */
function verify() {
  if (tag !== `v${manifest.version}`)
    throw new Refusal(`the tag is ${tag || "not given"}, and package.json has version ${manifest.version}`);
  if (notes() === "") throw new Refusal(`CHANGELOG.md has no section "## ${manifest.version}", or nothing in it`);
  const at = (rev) => git("rev-parse", "--verify", "--quiet", `${rev}^{commit}`);
  if (at("HEAD") !== at(`refs/tags/${tag}`)) throw new Refusal(`the checkout is not what ${tag} names`);
  const changed = git("status", "--porcelain", "--untracked-files=no");
  if (changed !== "") throw new Refusal(`files are not as they are committed:\n${changed}`);
}

/** The package, what is in it (CycloneDX), the notes, and the digests of the first two: the same bytes in each run. */
function pack() {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  execFileSync("npm", ["pack", root, "--ignore-scripts", "--silent", "--pack-destination", folder], {
    stdio: "ignore",
  });
  fs.writeFileSync(path.join(folder, "sbom.cdx.json"), billOfMaterials());
  fs.writeFileSync(path.join(folder, CHECKSUMS), digests());
  fs.writeFileSync(path.join(folder, "notes.md"), `${notes()}\n`);
  process.stdout.write(fs.readFileSync(path.join(folder, CHECKSUMS)));
}

/** By trusted publishing: npm asks GitHub for who runs it, adds the provenance, and no token is stored anywhere. */
function publish() {
  const file = path.resolve(folder, tarball());
  const known = spawnSync("npm", ["view", `${manifest.name}@${manifest.version}`, "dist.integrity", "--json"], {
    encoding: "utf8",
  });
  const there = known.stdout.trim();
  if (known.status !== 0 && !/E404/.test(known.stdout + known.stderr))
    throw new Refusal(`the registry cannot be asked for ${manifest.version}: ${known.stderr.trim()}`);
  if (known.status === 0 && there !== "") {
    const integrity = `sha512-${createHash("sha512").update(fs.readFileSync(file)).digest("base64")}`;
    if (JSON.parse(there) !== integrity)
      throw new Refusal(`the registry has another ${manifest.version}: its versions cannot be replaced`);
    console.log(`${manifest.name} ${manifest.version} is published already, with the same bytes`);
    return;
  }
  execFileSync("npm", ["publish", file, "--access", "public"], { stdio: "inherit" });
}

/** Everything is uploaded to a draft, and only that is made public: an immutable release takes nothing afterwards. */
function release() {
  const assets = [tarball(), "sbom.cdx.json", CHECKSUMS].map((name) => path.join(folder, name));
  const known = spawnSync("gh", ["release", "view", tag, "--json", "isDraft"], { encoding: "utf8" });
  if (known.status === 0 && JSON.parse(known.stdout).isDraft !== true) {
    const copy = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-release-"));
    try {
      execFileSync("gh", ["release", "download", tag, "--dir", copy], { stdio: "inherit" });
      const differs = assets.filter((file) => !same(file, path.join(copy, path.basename(file))));
      if (differs.length > 0) throw new Refusal(`the release ${tag} has other files: ${differs.join(", ")}`);
    } finally {
      fs.rmSync(copy, { recursive: true, force: true });
    }
    console.log(`the release ${tag} is there already, with the same files`);
    return;
  }
  if (known.status !== 0 && !/not found/.test(known.stderr))
    throw new Refusal(`GitHub cannot be asked for the release ${tag}: ${known.stderr.trim()}`);
  // A draft is what a run that broke off left; nobody has seen it.
  if (known.status === 0) execFileSync("gh", ["release", "delete", tag, "--yes"], { stdio: "inherit" });
  const options = ["--draft", "--verify-tag", "--title", tag, "--notes-file", path.join(folder, "notes.md")];
  execFileSync("gh", ["release", "create", tag, ...options, ...assets], { stdio: "inherit" });
  execFileSync("gh", ["release", "edit", tag, "--draft=false"], { stdio: "inherit" });
}

/** Workflows name `v0`: it goes to the newest release of its major, never back. */
function major() {
  const name = tag.replace(/\..*/, "");
  const newest = git("tag", "--list", `${name}.*`, "--sort=-version:refname")
    .split("\n")
    .find((one) => /^v\d+\.\d+\.\d+$/.test(one));
  if (newest !== tag) {
    console.log(`${name} stays at ${newest}: ${tag} is not the newest release`);
    return;
  }
  const commit = git("rev-parse", `refs/tags/${tag}^{commit}`);
  const [there = ""] = git("ls-remote", "origin", `refs/tags/${name}`).split("\t");
  if (there === commit) console.log(`${name} is at ${tag} already`);
  else git("push", "origin", `+${commit}:refs/tags/${name}`);
}

function notes() {
  const text = fs.readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
  const sections = text.split(/^## /m).map((section) => section.split("\n"));
  const own = sections.find(([title]) => title === manifest.version || title.startsWith(`${manifest.version} `));
  return own === undefined ? "" : own.slice(1).join("\n").trim();
}

/** npm's own list, without what differs from run to run. */
function billOfMaterials() {
  const text = execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const { serialNumber: _, metadata, ...rest } = JSON.parse(text);
  const { timestamp: __, ...stays } = metadata;
  const named = { ...stays, component: { ...stays.component, name: manifest.name } };
  return `${JSON.stringify({ ...rest, metadata: named }, null, 2)}\n`;
}

/** As `sha256sum --check` reads them. */
function digests() {
  return [tarball(), "sbom.cdx.json"]
    .map(
      (name) =>
        `${createHash("sha256")
          .update(fs.readFileSync(path.join(folder, name)))
          .digest("hex")}  ${name}\n`,
    )
    .join("");
}

function tarball() {
  return `${manifest.name}-${manifest.version}.tgz`;
}

function same(a, b) {
  return fs.existsSync(b) && fs.readFileSync(a).equals(fs.readFileSync(b));
}

function git(...args) {
  const run = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  if (run.status !== 0 && run.stderr !== "") throw new Refusal(`git ${args[0]}: ${run.stderr.trim()}`);
  return run.stdout.trim();
}
