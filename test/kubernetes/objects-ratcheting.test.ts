import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { patientCompiler } from "../cel-compiler.ts";
import {
  APPLIED,
  applied,
  CREATED,
  created,
  installStricter,
  predictedOf,
  REPLACED,
  replaced,
  STATUSES,
  saidBy,
  statusReplaced,
} from "./ratcheted-lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

/* A real server of before ratcheting was there for good, with it and without it: `build-former.sh`. */

const TIMEOUT_MS = 60_000;

const cel = patientCompiler();
const program = join(
  execFileSync("bash", [join(import.meta.dirname, "build-former.sh"), "--where"], { encoding: "utf8" }).trim(),
  "apiserver",
);
const isBuilt = existsSync(program);
const skipped = isBuilt ? "" : " (skipped: run test/kubernetes/build-former.sh first)";

/** What `build-former.sh` builds. */
const FORMER = parseServerVersion("v1.31.14");
/** The last that has no ratcheting unless it is asked for: a later one whose ratcheting is off answers as it does. */
const UNRATCHETED = parseServerVersion("v1.29.15");

describe.skipIf(!isBuilt).each([
  [true, FORMER],
  [false, UNRATCHETED],
] as const)(`custom resources of a server whose ratcheting is %s${skipped}`, (isOn, likeServer) => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer({ program, featureGates: `CRDValidationRatcheting=${isOn}` });
    await installStricter(server);
  }, TIMEOUT_MS);
  afterAll(() => server?.stop());

  it.each(CREATED)("that are created are answered as predicted: %s", async (name, body) => {
    const { answer, write } = await created(server, name, body);
    expect(saidBy(answer)).toEqual(predictedOf(write, likeServer, cel));
  });

  it.each(REPLACED)("that are replaced are answered as predicted: %s", async (_name, spec) => {
    const { answer, write } = await replaced(server, spec);
    expect(saidBy(answer)).toEqual(predictedOf(write, likeServer, cel));
  });

  it.each(STATUSES)("whose status is written are answered as predicted: %s", async (_name, status) => {
    const { answer, write } = await statusReplaced(server, status);
    expect(saidBy(answer)).toEqual(predictedOf(write, likeServer, cel));
  });

  it.each(APPLIED)("that are applied by server-side apply are answered as predicted: %s", async (_name, spec) => {
    const { answer, write } = await applied(server, spec);
    expect(saidBy(answer)).toEqual(predictedOf(write, likeServer, cel));
  });

  it(`and an update that leaves what is invalid alone is ${isOn ? "taken" : "refused"}`, async () => {
    const { answer } = await replaced(server, { tier: "legacy", size: 2 });
    expect(answer.status).toBe(isOn ? 200 : 422);
  });
});
