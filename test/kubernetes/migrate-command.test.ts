import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CrdOutcome } from "../../src/migrate/outcome.ts";
import { bundleFile, startBundle, workspace } from "../dist/bundle.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { storedVersions } from "./crd-client.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { seeded } from "./migrating.ts";
import { type ApiServer, startApiServer } from "./server.ts";

/** What gives a program a terminal: util-linux. */
const withoutTerminal =
  spawnSync("script", ["--version"]).stdout?.includes("util-linux") === true
    ? ""
    : " (skipped: script of util-linux is not on PATH)";

describe.skipIf(kubernetesBinaries === undefined).concurrent(`migrate, as it is typed${skippedWithoutBinaries}`, () => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer();
  });
  afterAll(async () => {
    await server?.stop();
  });

  const run = (cwd: string, args: readonly string[]) =>
    startBundle("cli.cjs", ["migrate", ...args, "--context", "admin", "--settle", "1s", "--qps", "1000"], {
      cwd,
      env: { KUBECONFIG: server.kubeconfig("admin"), HOME: cwd },
    });

  it("reads the repository that it is started in", async () => {
    await seeded(server, "lanes", 2);
    const manifest = crd("lanes", [version("v1", { storage: false }), version("v1alpha2", { storage: true })]);
    const { root, remove } = workspace({ "crds/lanes.yaml": dump(manifest) });
    expect(spawnSync("git", ["init", "-q", root]).status).toBe(0);
    const { status, stdout, stderr } = await run(root, [`lanes.${GROUP}`, "--yes"]);
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout.split("\n").slice(0, 4)).toEqual([
      `lanes.${GROUP}`,
      "  Storage version `v1`, status.storedVersions `v1alpha2` and `v1`.",
      "  To do: take `v1alpha2` off the list, once every object is rewritten. Something stands in the way.",
      expect.stringMatching(
        /^ {2}in the way: crds\/lanes\.yaml:\d+ stores `v1alpha2`, the cluster `v1`: whoever applies that manifest$/,
      ),
    ]);
    expect(await storedVersions(server, "lanes")).toEqual(["v1alpha2", "v1"]);
    remove();
  });

  it("says of a folder that it cannot write to which CRD waits for it, and what was done of another", async () => {
    for (const plural of ["weirs", "yards"]) await seeded(server, plural, 1);
    const { root, remove } = workspace({});
    mkdirSync(join(root, "copies"));
    symlinkSync(join(root, "gone", "away"), join(root, "copies", `yards.${GROUP}`));
    const both = [`weirs.${GROUP}`, `yards.${GROUP}`, "--yes", "--backup", "copies", "--format", "json"];
    const { status, stdout } = await run(root, both);
    const { crds }: { readonly crds: readonly CrdOutcome[] } = JSON.parse(stdout);
    expect([status, crds.map(({ crd: name, outcome, pruned, error }) => [name, outcome, pruned, error])]).toEqual([
      2,
      [
        [`weirs.${GROUP}`, "migrated", ["v1alpha2"], null],
        [
          `yards.${GROUP}`,
          "error",
          [],
          {
            message: expect.stringMatching(/^A file could not be written or read \(E\w+: .*\)\.$/),
            remedy: "Mend it, and run this again: it goes on where it was, and says what is left to do.",
          },
        ],
      ],
    ]);
    expect([await storedVersions(server, "weirs"), await storedVersions(server, "yards")]).toEqual([
      ["v1"],
      ["v1alpha2", "v1"],
    ]);
    remove();
  });

  it("migrates one after the other, and tells all of it in a document", async () => {
    await seeded(server, "roads", 3);
    const { root, remove } = workspace({});
    const { status, stdout, stderr } = await run(root, [
      `nowhere.${GROUP}`,
      `roads.${GROUP}`,
      "--yes",
      "--format",
      "json",
    ]);
    const note = "This is no git repository: no manifest was looked at that may bring an old version back.";
    const host = new URL(server.url).host;
    const nothing: Omit<CrdOutcome, "crd" | "outcome" | "error"> = {
      storageVersion: null,
      storedVersions: [],
      writtenAt: null,
      before: null,
      after: null,
      rewritten: 0,
      earlier: 0,
      refused: [],
      pruned: [],
      obstacles: [],
      notes: [],
    };
    expect(JSON.parse(stdout)).toEqual({
      formatVersion: 1,
      context: "admin",
      exitCode: 2,
      crds: [
        {
          ...nothing,
          crd: `nowhere.${GROUP}`,
          outcome: "error",
          error: {
            message: `${host} has no CRD \`nowhere.${GROUP}\`.`,
            remedy: "Give its full name, plural and group: `kubectl get crd` lists them; and check the context.",
          },
        },
        {
          ...nothing,
          crd: `roads.${GROUP}`,
          outcome: "migrated",
          storageVersion: "v1",
          storedVersions: ["v1alpha2", "v1"],
          writtenAt: "v1",
          before: 3,
          after: 3,
          rewritten: 3,
          pruned: ["v1alpha2"],
          notes: [note],
          error: null,
        },
      ],
    });
    expect(status).toBe(2);
    expect(stderr.replace(/^roads\S+ was changed 0 s ago: waiting 1 s, .*\n/, "")).toBe("");
    expect(await storedVersions(server, "roads")).toEqual(["v1"]);
    expect(readdirSync(join(root, ".local/state/crd-upgrade-guard"))).toEqual([]);
    remove();
  });

  it.skipIf(withoutTerminal !== "")(`asks a person for the CRD's name${withoutTerminal}`, async () => {
    await seeded(server, "paths", 3);
    const { root, remove } = workspace({});
    const typed = async (answer: string) => {
      const command = `"${process.execPath}" "${bundleFile("cli.cjs")}" migrate paths.${GROUP} --context admin --settle 1s`;
      const child = spawn("script", ["-qec", command, "/dev/null"], {
        cwd: root,
        env: { PATH: process.env.PATH, HOME: root, TERM: "xterm", KUBECONFIG: server.kubeconfig("admin") },
      });
      child.stdout.on("data", (part: Buffer) => {
        if (part.toString().includes("or Enter to leave it: ")) child.stdin.write(`${answer}\n`);
      });
      const closed = once(child, "close");
      const [said] = await Promise.all([text(child.stdout), closed]);
      return { code: child.exitCode, said: said.replace(/\s+/g, " ") };
    };
    const left = await typed("");
    expect([left.code, await storedVersions(server, "paths")]).toEqual([0, ["v1alpha2", "v1"]]);
    expect(left.said).toContain(`Type paths.${GROUP} to do this on admin, or Enter to leave it: `);
    expect(left.said).toContain("Nothing was written: run it with --yes to do it.");
    expect((await typed("yes")).code).toBe(0);
    expect(await storedVersions(server, "paths")).toEqual(["v1alpha2", "v1"]);
    const done = await typed(`paths.${GROUP}`);
    expect(done.said).toContain("Done: 3 objects rewritten, 3 before and 3 after; `v1alpha2` taken off the list.");
    expect([done.code, await storedVersions(server, "paths")]).toEqual([0, ["v1"]]);
    expect(existsSync(join(root, ".local/state/crd-upgrade-guard"))).toBe(true);
    remove();
  });
});
