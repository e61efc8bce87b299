import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterEach, beforeEach, expect, it } from "vitest";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import { runBundle, workspace } from "./bundle.ts";

const CONFIG = ".github/crd-upgrade-guard/config.yaml";

const SNAPSHOT = freshSnapshot({
  "routes.example.com": live({ versions: "v2* v1! v1beta1!" }, ["v1beta1", "v1", "v2"]),
});

let folder: ReturnType<typeof workspace>;
beforeEach(() => {
  folder = workspace({
    "crd.yaml": dump(crd({ versions: "v2*" })),
    ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT,
    [CONFIG]: "# ours\napply: server-side\n",
  });
});
afterEach(() => folder.remove());

function run(...args: string[]) {
  return runBundle("cli.cjs", args, { cwd: folder.root });
}

function waive(fingerprint: string, expires = "2099-12-31") {
  return run("waive", fingerprint, "--reason", "rebuilt every night", "--owner", "@platform", "--expires", expires);
}

function fingerprint(): string {
  return /fp1:[0-9a-f]{12}$/m.exec(run("check").stdout)?.[0] ?? "";
}

it("turns a refusal that is accepted into a pass, by what the check printed", () => {
  expect(run("check").status).toBe(1);
  const waived = waive(fingerprint());
  expect(waived).toEqual({
    status: 0,
    stdout: `Added to ${CONFIG}, until 2099-12-31: stored-version-removed routes.example.com v1beta1; stored-version-removed routes.example.com v1\n`,
    stderr: "",
  });
  const waiver = (version: string) => `  - rule: stored-version-removed
    crd: "routes.example.com"
    version: "${version}"
    clusters: ["prod"]
    reason: "rebuilt every night"
    owner: "@platform"
    expires: 2099-12-31
`;
  const text = fs.readFileSync(path.join(folder.root, CONFIG), "utf8");
  expect(text).toBe(`# ours\napply: server-side\nwaivers:\n${waiver("v1beta1")}${waiver("v1")}`);
  expect(run("check").status).toBe(0);
});

it.each([
  [
    "a fingerprint of nothing",
    "fp1:000000000000",
    "2099-12-31",
    "error: No finding has the fingerprint `fp1:000000000000`.",
  ],
  [
    "what is no fingerprint",
    "stored-version-removed",
    "2099-12-31",
    "error: `stored-version-removed` is no fingerprint.",
  ],
  ["a day that has passed", null, "2020-01-01", "error: --expires 2020-01-01 is a day that has passed."],
  ["a day that does not exist", null, "2099-02-30", `error: ${CONFIG}:10: \`waivers[0].expires\` is "2099-02-30"`],
])("refuses %s, and writes nothing", (_, given, expires, says) => {
  const before = fs.readFileSync(path.join(folder.root, CONFIG), "utf8");
  const refused = waive(given ?? fingerprint(), expires);
  expect([refused.status, refused.stdout, refused.stderr.startsWith(says)]).toEqual([2, "", true]);
  expect(fs.readFileSync(path.join(folder.root, CONFIG), "utf8")).toBe(before);
});

it("wants reason, owner and day", () => {
  expect(run("waive", "fp1:000000000000", "--reason", "r", "--owner", "o")).toEqual({
    status: 2,
    stdout: "",
    stderr: "error: required option '--expires <day>' not specified\n(--help lists what there is)\n",
  });
});

it("says what happened where the file cannot be written, and leaves it as it was", () => {
  // As long as a name may be: there is no room for that of the neighbour that is written first.
  const long = `${"c".repeat(250)}.yaml`;
  fs.writeFileSync(path.join(folder.root, long), "apply: server-side\n");
  const { status, stdout, stderr } = run(
    ...["waive", fingerprint(), "--config", long],
    ...["--reason", "rebuilt every night", "--owner", "@platform", "--expires", "2099-12-31"],
  );
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(
    /^error: c{250}\.yaml: The waiver could not be written \(ENAMETOOLONG.*\)\. The file is as it was before\.\n$/,
  );
  expect(fs.readFileSync(path.join(folder.root, long), "utf8")).toBe("apply: server-side\n");
  expect(fs.readdirSync(folder.root).sort()).toEqual([".github", long, "crd.yaml"]);
});

it("writes through no link out of the repository", () => {
  const outside = workspace({ "kept.yaml": "theirs\n" });
  try {
    const print = fingerprint();
    fs.mkdirSync(path.join(folder.root, ".git"));
    fs.symlinkSync(outside.root, path.join(folder.root, "out"));
    const { status, stdout, stderr } = run(
      ...["waive", print, "--config", "out/new.yaml", "--reason", "r", "--owner", "o", "--expires", "2099-12-31"],
    );
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("out/new.yaml");
    expect(fs.readdirSync(outside.root)).toEqual(["kept.yaml"]);
  } finally {
    outside.remove();
  }
});
