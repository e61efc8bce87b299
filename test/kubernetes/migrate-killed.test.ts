import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleFile, workspace } from "../dist/bundle.ts";
import { between } from "./between.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { contents, storedVersions, versionsInEtcd } from "./crd-client.ts";
import { GROUP } from "./lanes.ts";
import { managerVersions, seeded, state } from "./migrating.ts";
import { type ApiServer, startApiServer } from "./server.ts";

/** By hand: MIGRATE_OBJECTS=5000 MIGRATE_NAMESPACES=200 MIGRATE_KILLS=50. */
const OBJECTS = Number(process.env.MIGRATE_OBJECTS ?? 400);
const NAMESPACES = Number(process.env.MIGRATE_NAMESPACES ?? 20);
const KILLS = Number(process.env.MIGRATE_KILLS ?? 4);

describe.skipIf(kubernetesBinaries === undefined)(`migrate, killed${skippedWithoutBinaries}`, () => {
  let server: ApiServer;
  const { root, remove } = workspace({});
  beforeAll(async () => {
    server = await startApiServer();
  });
  afterAll(async () => {
    remove();
    await server?.stop();
  });

  it(`goes on wherever it is killed: ${OBJECTS} objects, ${KILLS} kills`, { timeout: 1_800_000 }, async () => {
    await seeded(server, "lanes", OBJECTS, { namespaces: NAMESPACES });
    const before = await contents(server, "lanes", "v1");
    let puts = 0;
    const written = new Map<string, number>();
    // After so many writes of a run it is killed, while others are under way; the dice are a seed's.
    let seed = 7;
    const die = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let kill = () => {};
    let deadly = Number.POSITIVE_INFINITY;
    const way = await between(server, async ({ method, path }) => {
      if (method !== "PUT") return null;
      puts += 1;
      written.set(path, (written.get(path) ?? 0) + 1);
      if (puts >= deadly) kill();
      return null;
    });
    const folder = state(server);
    const run = async (killAfter: number) => {
      [puts, deadly] = [0, killAfter];
      const args = [
        "migrate",
        `lanes.${GROUP}`,
        "--kubeconfig",
        way.kubeconfig,
        "--context",
        "between",
        "--yes",
        "--settle",
        "1s",
        "--qps",
        "5000",
        "--state",
        folder,
      ];
      const child = spawn(process.execPath, [bundleFile("cli.cjs"), ...args], {
        cwd: root,
        env: { PATH: process.env.PATH, HOME: root },
      });
      kill = () => child.kill("SIGKILL");
      const closed = once(child, "close");
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
      return { code: child.exitCode, signal: child.signalCode, stdout, stderr };
    };
    const share = Math.ceil((OBJECTS * 0.9) / KILLS);
    for (let index = 0; index < KILLS; index++) {
      expect(await run(1 + Math.floor(die() * share))).toEqual({
        code: null,
        signal: "SIGKILL",
        stdout: "",
        stderr: expect.any(String),
      });
      expect(await storedVersions(server, "lanes")).toEqual(["v1alpha2", "v1"]);
    }
    const last = await run(Number.POSITIVE_INFINITY);
    expect(last).toMatchObject({ code: 0, signal: null });
    expect(last.stderr).toMatch(/^Going on with the run of /);
    expect(last.stdout.replace(/\s+/g, " ")).toMatch(
      new RegExp(
        `Done: \\d+ objects rewritten, \\d+ by earlier runs, ${OBJECTS} before and ${OBJECTS} after; .v1alpha2. taken off the list\\.`,
      ),
    );
    expect(await contents(server, "lanes", "v1")).toEqual(before);
    expect(await versionsInEtcd(server, "lanes")).toEqual([`${GROUP}/v1`]);
    expect(await managerVersions(server, "lanes")).toEqual([`${GROUP}/v1`]);
    expect(await storedVersions(server, "lanes")).toEqual(["v1"]);
    // Each kill finds at most as many under way as there are workers, and only those are written again.
    const again = [...written.values()].reduce((sum, times) => sum + times - 1, 0);
    expect(written.size).toBe(OBJECTS);
    expect(again).toBeLessThanOrEqual(KILLS * 8 * 2);
    await way.close();
  });
});
