import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import { type Handler, json, kubeconfig, liveItem, page, testServer, wellServer } from "./api-server.ts";
import { readWith } from "./reading.ts";

const NAME = "routes.example.com";
const OBJECTS = "/apis/example.com/v1/routes";

function objectPage(items: readonly JsonObject[], token = "", more: JsonObject = {}): JsonObject {
  return { apiVersion: "example.com/v1", kind: "RouteList", metadata: { continue: token }, items, ...more };
}

function route(spec: JsonObject): JsonObject {
  return { apiVersion: "example.com/v1", kind: "Route", metadata: { name: "a" }, spec };
}

/** A server with one CRD, whose objects are as `objects` answers them. */
async function profiled(objects: Handler, crd = liveItem(NAME)) {
  const well = wellServer();
  const server = await testServer((path, request, response) => {
    if (path.startsWith(`${OBJECTS}?`)) return objects(path, request, response);
    if (path.endsWith(`/customresourcedefinitions/${NAME}`)) return json(response, 200, crd);
    if (path.includes("/customresourcedefinitions?")) return json(response, 200, { ...page([]), items: [crd] });
    return well(path, request, response);
  });
  try {
    const { reading } = await readWith(kubeconfig({ server: server.url }), { profileObjects: true });
    if (!reading.ok) throw new Error(reading.message);
    const { profile, warnings } = reading.value;
    const asked = server.paths.filter((path) => path.startsWith(OBJECTS)).length;
    return { crd: profile?.crds[NAME], warnings: warnings.map((one) => one.replaceAll(server.host, "HOST")), asked };
  } finally {
    await server.close();
  }
}

const UNKNOWN = `How objects of ${NAME} use their fields is unknown:`;

it("counts an empty list, and pages", async () => {
  const none = await profiled((_, __, response) => json(response, 200, objectPage([])));
  expect([none.crd, none.warnings]).toMatchObject([{ version: "v1", objects: 0, paths: {} }, []]);
  const pages = await profiled((path, _, response) =>
    json(
      response,
      200,
      path.includes("continue=") ? objectPage([route({})]) : objectPage([route({}), route({})], "next"),
    ),
  );
  expect([pages.crd, pages.warnings, pages.asked]).toMatchObject([{ objects: 3 }, [], 2]);
});

it.each<[string, Handler, string, string, number]>([
  [
    "forbidden",
    (_, __, response) => json(response, 403, { message: "no" }),
    "forbidden",
    "the right to list them is missing; docs/snapshot.md has a ClusterRole for it.",
    1,
  ],
  [
    "gone",
    (_, __, response) => json(response, 404, { message: "the server could not find it" }),
    "failed",
    "hOST does not have what was asked for",
    1,
  ],
  [
    "a page of HTML",
    (_, __, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
    "failed",
    "hOST answered text/html, not JSON",
    1,
  ],
  [
    "another list",
    (_, __, response) => json(response, 200, { ...objectPage([]), apiVersion: "v1" }),
    "failed",
    `hOST answered no list of ${NAME}.`,
    1,
  ],
  [
    "no items",
    (_, __, response) => json(response, 200, objectPage([], "", { items: null })),
    "failed",
    `hOST answered no list of ${NAME}.`,
    1,
  ],
  [
    "another's object",
    (_, __, response) => json(response, 200, objectPage([{ ...route({}), apiVersion: "v1" }])),
    "failed",
    `hOST answered an object that is none of ${NAME}.`,
    1,
  ],
  [
    "a list without end",
    (_, __, response) => json(response, 200, objectPage([], "again")),
    "failed",
    `hOST answered a list of ${NAME} without end.`,
    2,
  ],
  [
    "an error that stays",
    (_, __, response) => json(response, 500, { message: "conversion webhook failed" }),
    "failed",
    "hOST cannot answer at the moment",
    4,
  ],
  [
    "a list that always expires",
    (path, _, response) =>
      path.includes("continue=")
        ? json(response, 410, { message: "too old" })
        : json(response, 200, objectPage([route({})], "next")),
    "failed",
    "410: too old",
    8,
  ],
  [
    "a page that always ends in the middle",
    (_, __, response) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify(objectPage([route({})])).slice(0, -2)),
    "failed",
    "a page of the list ended in the middle, several times",
    8,
  ],
])("says why it is not profiled: %s", async (_, objects, why, words, asked) => {
  const found = await profiled(objects);
  expect(found.crd).toEqual({ notProfiled: why });
  expect(found.warnings.map((one) => one.replace("HOST", "hOST"))).toEqual([
    expect.stringContaining(`${UNKNOWN} ${words}`),
  ]);
  expect(found.asked).toBe(asked);
});

const ONE_VERSION = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } };

it.each<[string, JsonObject, JsonObject, string, string]>([
  [
    "its stored version is not served",
    { versions: [{ ...ONE_VERSION, served: false }] },
    {},
    "not-served",
    "the version that they are stored at is not served.",
  ],
  [
    "it has no schema",
    { versions: [{ name: "v1", served: true, storage: true }] },
    {},
    "no-schema",
    "there is no schema that can be looked into.",
  ],
  [
    "its names are another CRD's",
    {},
    { acceptedNames: { plural: "", kind: "" } },
    "no-names",
    "its names are another CRD's.",
  ],
])("asks for no objects where %s", async (_, spec, status, why, words) => {
  const live = liveItem(NAME);
  const crd = { ...live, spec: { ...Object(live.spec), ...spec }, status: { ...Object(live.status), ...status } };
  const found = await profiled((_path, _request, response) => json(response, 500, {}), crd);
  expect([found.crd, found.warnings, found.asked]).toEqual([{ notProfiled: why }, [`${UNKNOWN} ${words}`], 0]);
});
