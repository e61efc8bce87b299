import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { member, valueAt } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { type ObjectWrite, objectAnswer } from "../../src/crd/objects/answer.ts";
import { servedVersion } from "../../src/crd/objects/version.ts";
import { patientCompiler } from "../cel-compiler.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { APPLY } from "./crd-client.ts";
import {
  APPLIED,
  applied,
  CREATED,
  created,
  installStricter,
  LANES,
  lane,
  predictedOf,
  REPLACED,
  replaced,
  STATUSES,
  STRICT_LANES,
  saidBy,
  statusReplaced,
} from "./ratcheted-lanes.ts";
import { type ApiServer, objectOf, startApiServer } from "./server.ts";

const TIMEOUT_MS = 60_000;

const cel = patientCompiler();

describe.skipIf(kubernetesBinaries === undefined)(`custom resources${skippedWithoutBinaries}`, () => {
  let server: ApiServer;
  let gitVersion: string;

  beforeAll(async () => {
    server = await startApiServer();
    gitVersion = String(valueAt(objectOf(await server.request("GET", "/version")), ["gitVersion"]));
    await installStricter(server);
  }, TIMEOUT_MS);
  afterAll(() => server?.stop());

  const predicted = (write: ObjectWrite) => predictedOf(write, parseServerVersion(gitVersion), cel);

  it.each(CREATED)("that are created are answered as predicted: %s", async (name, body) => {
    const { answer, write } = await created(server, name, body);
    expect(saidBy(answer)).toEqual(predicted(write));
    if (answer.status >= 300) return;
    const stored = objectOf(await server.request("GET", `${LANES}/${name.replaceAll(" ", "-")}`));
    const served = servedVersion(STRICT_LANES, "v1", parseServerVersion(gitVersion));
    const ours = served === null ? null : objectAnswer({ ...write, cel }, served).object;
    expect({ spec: stored.spec, status: stored.status }).toEqual({ spec: ours?.spec, status: ours?.status });
  });

  it.each(REPLACED)("that are replaced are answered as predicted: %s", async (_name, spec) => {
    const { answer, write } = await replaced(server, spec);
    expect(saidBy(answer)).toEqual(predicted(write));
  });

  it.each(STATUSES)("whose status is written are answered as predicted: %s", async (_name, status) => {
    const { answer, write } = await statusReplaced(server, status);
    expect(saidBy(answer)).toEqual(predicted(write));
  });

  it.each(APPLIED)("that are applied by server-side apply are answered as predicted: %s", async (_name, spec) => {
    const { answer, write } = await applied(server, spec);
    expect(saidBy(answer)).toEqual(predicted(write));
  });

  it("are refused by server-side apply and by clients that validate for a field that is dropped else", async () => {
    const object = lane("applied", { spec: { tier: "gold", gone: "x" } });
    const applied = await server.request("PATCH", `${LANES}/applied?fieldManager=test`, object, APPLY);
    expect([applied.status, member(applied.body, "message")]).toEqual([
      500,
      "failed to create typed patch object (/applied; traffic.example.com/v1, Kind=Lane): .spec.gone: field not declared in schema",
    ]);
    const strict = await server.request("POST", `${LANES}?fieldValidation=Strict`, object);
    expect([strict.status, member(strict.body, "message")]).toEqual([
      400,
      'Lane in version "v1" cannot be handled as a Lane: strict decoding error: unknown field "spec.gone"',
    ]);
    const dropped = await server.request("POST", LANES, object);
    expect([dropped.status, valueAt(dropped.body ?? null, ["spec"])]).toEqual([201, { tier: "gold", size: 3 }]);
  });
});
