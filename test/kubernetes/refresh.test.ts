import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readSnapshot } from "../../src/snapshots/read.ts";
import { startBundle, workspace } from "../dist/bundle.ts";
import { startRefresh } from "../refresh/runner.ts";
import { BRANCH, fileOf, type World, world } from "../refresh/world.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { install, objectsPath, prune } from "./crd-client.ts";
import { crd, GROUP, kindOf, version } from "./lanes.ts";
import { type ApiServer, type KubeconfigName, startApiServer } from "./server.ts";

const LANES = `lanes.${GROUP}`;
const OLD = [version("v1alpha2", { storage: true })];
const BOTH = [version("v1", { storage: true }), version("v1alpha2", { storage: false })];
/** Drops v1alpha2: refused as long as the cluster stores it. */
const MANIFEST = JSON.stringify(crd("lanes", [version("v1", { storage: true })]));

describe.skipIf(kubernetesBinaries === undefined)(`a real cluster, refreshed${skippedWithoutBinaries}`, () => {
  let server: ApiServer;
  let github: World;
  let work: ReturnType<typeof workspace>;
  beforeAll(async () => {
    server = await startApiServer();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    github = await world();
    github.repo.commit({ "lanes.json": MANIFEST });
    work = workspace({ "lanes.json": MANIFEST });
  });
  afterEach(async () => {
    await github.close();
    work.remove();
  });

  const run = (clusters: Readonly<Record<string, KubeconfigName>>, inputs: Readonly<Record<string, string>> = {}) => {
    // One kubeconfig a file, as the server's are; KUBECONFIG joins them as kubectl does.
    const files = [...new Set(Object.values(clusters))].map((name) => server.kubeconfig(name));
    const contexts = Object.entries(clusters).map(([cluster, context]) => `${cluster}=${context}`);
    return startRefresh({
      root: work.root,
      server: github.server,
      inputs: { contexts: contexts.join("\n"), ...inputs },
      env: { KUBECONFIG: files.join(":") },
    });
  };
  const recorded = (ref: string) => {
    const reading = readSnapshot(
      "prod.json",
      Buffer.from(github.repo.git("show", `${ref}:${fileOf("prod")}`)),
      "0.1.0",
    );
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    return reading.value.loaded.snapshot;
  };
  const changedLines = (range: string) =>
    github.repo
      .git("diff", "-U0", range, "--", fileOf("prod"))
      .split("\n")
      .filter((line) => /^[-+] /.test(line) && !line.includes("capturedAt"))
      .map((line) => line.replace(/"sha256:[0-9a-f]+"/, "DIGEST").replace(/ {2,}/, " "));

  it("keeps one pull request: opened, brought up to date with one line, merged, and then silent", async () => {
    await install(server, crd("lanes", OLD));
    const first = await run({ prod: "reader" });
    expect([first.status, first.outputs.operation], first.log).toEqual([0, "created"]);
    expect(recorded(BRANCH).crds[LANES]?.storedVersions).toEqual(["v1alpha2"]);
    expect(recorded(BRANCH).origin.identity).toMatch(/^ca:[0-9a-f]{8}$/);
    github.merge(1, "squash");

    await install(server, crd("lanes", BOTH));
    const second = await run({ prod: "reader-exec" });
    expect([second.status, second.outputs], second.log).toEqual([
      0,
      {
        operation: "created",
        "pull-request-number": "2",
        "pull-request-url": "https://github.com/example/fleet/pull/2",
        "changed-clusters": '["prod"]',
      },
    ]);
    expect(recorded(BRANCH).crds[LANES]?.storedVersions).toEqual(["v1alpha2", "v1"]);
    expect(github.pulls.all[1]?.body.split("<!--")[0]).toMatchInlineSnapshot(`
      "This records what has changed on prod.

      ⚠️ What this means for the manifests of the repository is not told: the job has no checkout. Put \`actions/checkout\` before this step.

      ### What changed

      - **prod**: \`lanes.traffic.example.com\` has the new stored version \`v1\` (storedVersions: \`v1alpha2\`, \`v1\`): a manifest without it is refused from now on.
      - **prod**: \`lanes.traffic.example.com\` now writes objects at \`v1\` (before: \`v1alpha2\`).
      - **prod**: \`lanes.traffic.example.com\` has the new version \`v1\`.

      Housekeeping, new with this: 1 CRD still lists an old version as stored (\`lanes.traffic.example.com\`; [how to clear it](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/migration-pending.md)).

      A commit of yours on this branch stays while nothing else changes. The next change rebuilds the branch and this text without it, and the run names what it dropped. Merge this to let the checks judge by it, or close it: the next refresh opens another one while the clusters differ from what is recorded.

      "
    `);
    const before = github.branch();

    await prune(server, "lanes", ["v1alpha2", "v1"], ["v1"]);
    const third = await run({ prod: "reader" });
    expect([third.status, third.outputs.operation, third.outputs["pull-request-number"]]).toEqual([0, "updated", "2"]);
    expect(changedLines(`${before}..${BRANCH}`)).toEqual([
      '- "storedVersions": ["v1alpha2", "v1"],',
      '+ "storedVersions": ["v1"],',
    ]);
    github.merge(2, "merge");
    github.writes();

    const last = await run({ prod: "reader" });
    expect([last.status, last.outputs.operation, github.writes()]).toEqual([0, "none", []]);
  });

  it("delivers the clusters that can be read, and fails naming what the others lack", async () => {
    await install(server, crd("ramps", OLD));
    const done = await run({ prod: "reader", staging: "nobody", dev: "bad-token" });
    expect([done.status, done.outputs.operation, done.outputs["changed-clusters"]]).toEqual([2, "created", '["prod"]']);
    expect(github.repo.git("diff", "--name-only", `main...${BRANCH}`)).toBe(fileOf("prod"));
    const errors = done.log.split("\n").filter((line) => line.startsWith("::error"));
    expect(errors.map((line) => /::([a-z]+): /.exec(line)?.[1])).toEqual(["dev", "staging"]);
    expect(errors[1]).toContain("customresourcedefinitions");
  });

  it("profiles objects when asked, and a check tells what a schema does to them once that is merged", async () => {
    const barns = (members: readonly string[]) => {
      const tier = { type: "string", enum: members };
      const spec = { type: "object", properties: { tier } };
      const schema = { type: "object", properties: { spec } };
      return crd("barns", [version("v1", { storage: true, schema })]);
    };
    const live = barns(["gold", "legacy", "silver"]);
    await install(server, live);
    const barn = {
      apiVersion: `${GROUP}/v1`,
      kind: kindOf("barns"),
      metadata: { name: "one" },
      spec: { tier: "legacy" },
    };
    expect((await server.request("POST", objectsPath("barns", "v1", "default"), barn)).status).toBe(201);
    const done = await run({ prod: "admin" }, { "profile-objects": "true" });
    expect([done.status, done.outputs.operation], done.log).toEqual([0, "created"]);
    const profile = fileOf("prod").replace("/clusters/", "/profiles/");
    expect(github.repo.git("diff", "--name-only", `main...${BRANCH}`).split("\n")).toEqual([fileOf("prod"), profile]);
    expect(github.pulls.all[0]?.body).toContain("**prod**: first field-use profile: how ");
    github.merge(1, "squash");
    const again = await run({ prod: "admin" }, { "profile-objects": "true" });
    expect([again.status, again.outputs.operation], again.log).toEqual([0, "none"]);

    github.repo.commit({ "lanes.json": null, "barns.json": JSON.stringify(live) });
    github.repo.write({ "barns.json": JSON.stringify(barns(["gold", "silver"])) });
    const check = await startBundle("cli.cjs", ["check", "--base", "main"], { cwd: github.repo.root });
    expect(check.stdout.replaceAll(/\s+/g, " ").replace(/\(as of \d{4}-\d\d-\d\d\)/, "(as of today)")).toContain(
      `\`spec.tier: legacy\` is no longer allowed by \`v1\` of \`barns.${GROUP}\`; in use in prod (as of today): `,
    );
    github.repo.write({ "barns.json": JSON.stringify(barns(["legacy", "silver"])) });
    const unused = await startBundle("cli.cjs", ["check", "--base", "main"], { cwd: github.repo.root });
    expect([unused.status, unused.stdout.includes("live-objects")], unused.stdout).toEqual([0, false]);
  });

  it("counts objects only when asked, and says where it may not", async () => {
    await install(server, crd("docks", OLD));
    const done = await run({ prod: "admin" }, { "count-objects": "true", delivery: "file" });
    expect(done.status, done.log).toBe(0);
    const refused = await run({ staging: "reader" }, { "count-objects": "true", delivery: "file" });
    expect(refused.status, refused.log).toBe(0);
    expect(refused.log).toContain("warning: ");
  });
});
