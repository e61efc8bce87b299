import { expect, it } from "vitest";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { objectAnswer } from "../../../src/crd/objects/answer.ts";
import { servedVersion } from "../../../src/crd/objects/version.ts";
import { generatedObject } from "../../conformance/generator-objects.ts";

/** More: `PLAIN_CASES=50000 npm run unit -- test/crd/objects/plainly-valid`. */
const CASES = Number(process.env.PLAIN_CASES ?? 2000);
const SERVERS = ["v1.27.0", "v1.30.0", "v1.33.0", "v1.37.0"].map((version) => parseServerVersion(version));

it("answers by the short way what it answers by the long one, and most objects that are accepted go it", {
  timeout: 300_000,
}, () => {
  const count = { accepted: 0, short: 0 };
  for (let i = 0; i < CASES; i++) {
    const { crd, version: name, object, id } = generatedObject(5, i);
    const server = SERVERS[i % SERVERS.length];
    const version = server === undefined ? null : servedVersion(crd, name, server);
    if (version === null) throw new Error(`${id} has no version ${name}`);
    const answer = objectAnswer({ object }, version);
    const long = objectAnswer({ object }, { ...version, findNeed: null });
    // One branch of anyOf that is surely right is enough, whatever is in doubt of another.
    const isAnyEnough = JSON.stringify(crd).includes('"anyOf"');
    const undecided = long.undecided.filter(
      ({ reason }) => !isAnyEnough || answer.undecided.some((one) => one.reason === reason),
    );
    const outcome = long.errors.length > 0 ? "rejected" : undecided.length > 0 ? "undecided" : "accepted";
    expect({ id, ...answer }).toEqual({ id, ...long, undecided, outcome });
    if (long.outcome !== "accepted" || long.dropped.length > 0 || long.object === null) continue;
    count.accepted++;
    if (version.findNeed?.(long.object) === "nothing") count.short++;
  }
  expect({ ...count, isMost: count.short > count.accepted / 2 }).toMatchObject({ isMost: true });
});
