import { createHash, X509Certificate } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import {
  base64,
  fixture,
  type Handler,
  json,
  kubeconfig,
  liveItem,
  page,
  statusBody,
  testServer,
  wellServer,
} from "./api-server.ts";
import { messageOf, type ReadingOptions, readWith, type Waited } from "./reading.ts";

const CA: JsonObject = { "certificate-authority-data": base64(fixture("ca.crt")) };
const CA_IDENTITY = `ca:${sha(new X509Certificate(fixture("ca.crt")).raw)}`;

function sha(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8);
}

interface Asked extends Waited {
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, unknown>>;
  readonly host: string;
}

interface How extends ReadingOptions {
  readonly cluster?: JsonObject;
  readonly user?: JsonObject;
  readonly tls?: { readonly cert: string; readonly clientCa?: string };
  /** Of the server's address, where it is not its own. */
  readonly server?: (url: string) => string;
}

async function ask(
  handler: Handler,
  { cluster = {}, user, tls, server: address, ...options }: How = {},
): Promise<Asked> {
  const server = await testServer(handler, tls);
  try {
    const config = kubeconfig({ server: address?.(server.url) ?? server.url, ...cluster }, user);
    const waited = await readWith(config, options);
    return { ...waited, paths: server.paths, headers: server.headers(), host: server.host };
  } finally {
    await server.close();
  }
}

const LIST = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?limit=500";

describe("what is asked", () => {
  test("three requests that read, for JSON, as ourselves", async () => {
    const { reading, paths, headers } = await ask(wellServer());
    expect(reading.ok).toBe(true);
    expect(paths).toEqual([LIST, "/version", "/apis/storagemigration.k8s.io"]);
    expect(headers).toMatchObject({
      accept: "application/json",
      "accept-encoding": "gzip",
      "user-agent": "crd-upgrade-guard/0.1.0",
      authorization: "Bearer secret-token",
    });
  });

  test("below the server's own path", async () => {
    const { reading, paths } = await ask(
      (path, request, response) => wellServer()(path.replace("/k8s/clusters/c-1", ""), request, response),
      { server: (url) => `${url}/k8s/clusters/c-1/` },
    );
    expect(reading.ok).toBe(true);
    expect(paths[0]).toBe(`/k8s/clusters/c-1${LIST}`);
  });

  test.each<readonly [string, JsonObject, JsonObject]>([
    ["a name and a password", { username: "me", password: "pass" }, { authorization: `Basic ${base64("me:pass")}` }],
    [
      "somebody else's part",
      { token: "t", as: "ci", "as-uid": "7", "as-groups": ["a", "b"], "as-user-extra": { Scope: ["x"] } },
      { "impersonate-user": "ci", "impersonate-uid": "7", "impersonate-group": "a, b", "impersonate-extra-scope": "x" },
    ],
    [
      "an identity provider's token",
      { "auth-provider": { name: "oidc", config: { "id-token": "id" } } },
      { authorization: "Bearer id" },
    ],
  ])("with %s", async (_, user, headers) => {
    const asked = await ask(wellServer(), { user });
    expect(asked.reading.ok).toBe(true);
    expect(asked.headers).toMatchObject(headers);
  });

  test("a provider that kubectl gave up is named", async () => {
    expect(messageOf(await ask(wellServer(), { user: { "auth-provider": { name: "gcp", config: {} } } }))).toBe(
      'The user "someone" of the kubeconfig logs in by the auth-provider "gcp", which kubectl gave up for plugins.',
    );
  });
});

test("a slip in the server's path gives the credentials to no other host", async () => {
  const asked = await ask(wellServer(), { server: (url) => `${url}//k8s.example.com/clusters/c1` });
  expect([asked.reading.ok, asked.paths]).toEqual([false, [`//k8s.example.com/clusters/c1${LIST}`]]);
});

describe("TLS", () => {
  test("the CA that verified the server is the cluster's identity", async () => {
    const { reading } = await ask(wellServer(), { tls: { cert: "server.crt" }, cluster: CA });
    expect(reading).toMatchObject({
      ok: true,
      value: { warnings: [], snapshot: { origin: { identity: CA_IDENTITY } } },
    });
    const both = `${fixture("other-ca.crt")}${fixture("ca.crt")}`;
    const bundle = { "certificate-authority-data": base64(both) };
    const { reading: other } = await ask(wellServer(), { tls: { cert: "server.crt" }, cluster: bundle });
    expect(other).toMatchObject({ ok: true, value: { snapshot: { origin: { identity: CA_IDENTITY } } } });
  });

  test("without a CA the system's roots count", async () => {
    expect(messageOf(await ask(wellServer(), { tls: { cert: "server.crt" } }))).toMatch(
      /^The certificate of 127\.0\.0\.1:\d+ is not signed by a CA that is trusted/,
    );
  });

  test("tls-server-name is the name that the certificate must have", async () => {
    const named = { ...CA, "tls-server-name": "api.prod-eu.example.com" };
    expect((await ask(wellServer(), { tls: { cert: "server-named.crt" }, cluster: named })).reading.ok).toBe(true);
    expect(messageOf(await ask(wellServer(), { tls: { cert: "server.crt" }, cluster: named }))).toMatch(
      /is for other names/,
    );
  });

  test("insecure-skip-tls-verify is obeyed, warned of, and gives no identity", async () => {
    const cluster = { "insecure-skip-tls-verify": true };
    const { reading, host } = await ask(wellServer(), { tls: { cert: "server-expired.crt" }, cluster });
    expect(reading).toMatchObject({
      ok: true,
      value: {
        snapshot: { origin: { kind: "cluster", tool: "0.1.0" } },
        warnings: [
          `The certificate of ${host} is not verified (insecure-skip-tls-verify): anybody could have answered.`,
        ],
      },
    });
    expect(reading.ok && "identity" in reading.value.snapshot.origin).toBe(false);
    expect(messageOf(await ask(wellServer(), { cluster: { ...cluster, ...CA } }))).toBe(
      'The cluster "it" of the kubeconfig has a CA and insecure-skip-tls-verify.',
    );
  });

  test("the client shows its certificate", async () => {
    let shown = "";
    const { reading } = await ask(
      (path, request, response) => {
        const { socket } = request;
        if ("getPeerCertificate" in socket && typeof socket.getPeerCertificate === "function")
          shown = String(socket.getPeerCertificate().subject?.CN);
        wellServer()(path, request, response);
      },
      {
        tls: { cert: "server.crt", clientCa: "ca.crt" },
        cluster: CA,
        user: {
          "client-certificate-data": base64(fixture("client.crt")),
          "client-key-data": base64(fixture("test.key")),
        },
      },
    );
    expect([reading.ok, shown]).toEqual([true, "reader"]);
  });

  test.each([
    ["a CA that is no PEM", { "certificate-authority-data": base64("nonsense") }, {}],
    [
      "a key that is no PEM",
      CA,
      { "client-certificate-data": base64(fixture("client.crt")), "client-key-data": base64("x") },
    ],
  ])("%s is said before anything is asked", async (_, cluster, user) => {
    const asked = await ask(wellServer(), { tls: { cert: "server.crt" }, cluster, user });
    expect(messageOf(asked)).toBe(
      "The CA, the client certificate or the client key of the kubeconfig is no PEM that can be used.",
    );
    expect(asked.paths).toEqual([]);
  });

  test("a server without TLS, and an address that nobody listens on or that has no host", async () => {
    const https = { server: (url: string) => url.replace("http:", "https:") };
    expect(messageOf(await ask(wellServer(), https))).toMatch(
      /^No secure connection to 127\.0\.0\.1:\d+ \(.*wrong version number/,
    );
    expect(messageOf(await readWith(kubeconfig({ server: "https://127.0.0.1:1" })))).toBe(
      "The connection to 127.0.0.1:1 failed: the list of CRDs (connect ECONNREFUSED 127.0.0.1:1).",
    );
    expect(messageOf(await readWith(kubeconfig({ server: "ftp://a" })))).toBe(
      'The cluster "it" of the kubeconfig has a server that is no http or https address.',
    );
  });
});

/** Answers the list with the next of these, the last for ever; everything else well. */
function listing(...answers: readonly Handler[]): Handler {
  let next = 0;
  return (path, request, response) => {
    if (!path.includes("customresourcedefinitions")) return wellServer()(path, request, response);
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    answer?.(path, request, response);
  };
}

const BUSY: Handler = (_, __, response) => json(response, 503, statusBody(503, "ServiceUnavailable", "etcd is busy"));
const WELL = wellServer();

describe("answers that may be over in a moment", () => {
  test("are asked again, later each time, and with what the server says", async () => {
    const limited: Handler = (_, __, response) =>
      json(response, 429, statusBody(429, "TooManyRequests", "slow down"), { "retry-after": "7" });
    const { reading, waits } = await ask(listing(BUSY, BUSY, limited, WELL));
    expect([reading.ok, waits]).toEqual([true, [500, 1000, 7000]]);
  });

  test("are not asked for for ever, nor waited for longer than half a minute", async () => {
    const busy = await ask(listing(BUSY));
    expect(messageOf(busy)).toBe(`${busy.host} cannot answer at the moment: the list of CRDs (503: etcd is busy).`);
    expect(busy.paths.length).toBe(4);
    const patient = await ask(listing((_, __, response) => json(response, 503, {}, { "retry-after": "3600" }), WELL));
    expect([patient.reading.ok, patient.waits]).toEqual([false, []]);
  });

  test("are also those that were cut off, plain or compressed, and nothing of them is kept", async () => {
    const cut =
      (compressed: boolean): Handler =>
      (_, __, response) => {
        const text = JSON.stringify(page(["half.example.com", "other.example.com"]));
        const bytes = compressed ? gzipSync(text) : Buffer.from(text);
        const encoding = compressed ? { "content-encoding": "gzip" } : {};
        response.writeHead(200, { "content-type": "application/json", "content-length": bytes.length, ...encoding });
        response.write(bytes.subarray(0, bytes.length - 20), () => response.destroy());
      };
    const { reading, waits } = await ask(listing(cut(false), cut(true), WELL));
    expect(waits.length).toBe(2);
    expect(reading.ok && Object.keys(reading.value.snapshot.crds)).toEqual(["routes.example.com"]);
  });

  test("a body without a length that ends too early is not whole", async () => {
    const { reading, host } = await ask(
      listing((_, __, response) => {
        response.writeHead(200, { "content-type": "application/json", connection: "close" });
        response.end(JSON.stringify(page(["routes.example.com"])).slice(0, -2));
      }),
    );
    expect(reading).toMatchObject({
      ok: false,
      message: `${host} sent page 1 of the list of CRDs broken or not whole (it ends in the middle).`,
    });
  });

  test("a refusal is final", async () => {
    const { paths } = await ask(listing((_, __, response) => json(response, 403, statusBody(403, "Forbidden", "no"))));
    expect(paths.length).toBe(1);
  });
});

describe("our own credentials", () => {
  const TOKEN = "secret-token";

  test("are not printed where a server says them back, refusing or not", async () => {
    const echo: Handler = (_, request, response) =>
      json(response, 403, statusBody(403, "Forbidden", `who is ${request.headers.authorization}?`));
    const refused = await ask(listing(echo));
    expect(messageOf(refused)).toBe(`${refused.host} does not let "someone" read: who is Bearer ***?.`);
    const { reading } = await ask((path, request, response) => {
      if (path === "/version") json(response, 403, statusBody(403, "Forbidden", `no ${request.headers.authorization}`));
      else wellServer()(path, request, response);
    });
    expect(reading.ok && reading.value.warnings.join()).toContain("no Bearer ***");
    const typed = await ask(
      listing((_, __, response) => response.writeHead(200, { "content-type": `text/${TOKEN}` }).end("")),
    );
    expect(messageOf(typed)).not.toContain(TOKEN);
  });
});

describe("names that are no names", () => {
  const item = (group: string, plural: string) => {
    const text = JSON.stringify(liveItem("routes.example.com"));
    const changed = text
      .replaceAll('"routes.example.com"', JSON.stringify(`${plural}.${group}`))
      .replaceAll('"plural":"routes"', `"plural":${JSON.stringify(plural)}`)
      .replaceAll('"group":"example.com"', `"group":${JSON.stringify(group)}`);
    return JSON.parse(changed);
  };

  test.each([
    ["plural", item("example.com", "../../../api/v1/secrets?x=")],
    ["group", item("../../../api/v1/secrets?x=", "routes")],
    ["version", JSON.parse(JSON.stringify(item("example.com", "routes")).replaceAll('"v1"', '"../v1/secrets"'))],
  ])("a %s that leads elsewhere is never asked for", async (what, crd) => {
    const list = listing((_, __, response) => json(response, 200, { ...page([]), items: [crd] }));
    const asked = await ask(list, { countObjects: true });
    expect(messageOf(asked)).toContain("answered a CRD that no API server has: ");
    expect(messageOf(asked)).toMatch(new RegExp(` has the ${what} ".*", no DNS name\\.$`));
    expect(asked.paths).toEqual([LIST]);
  });
});

test("a page without an end is left", async () => {
  const asked = await ask(
    listing((_, __, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const [head = ""] = JSON.stringify({ ...page([]), items: [] }).split("]}");
      response.write(head);
      let count = 0;
      const more = () => {
        const items = Array.from({ length: 1000 }, () => JSON.stringify(liveItem(`r${count++}.example.com`)));
        if (!response.destroyed) response.write(`${items.join(",")},`, () => setImmediate(more));
      };
      more();
    }),
    { mostCrds: 2000 },
  );
  expect(messageOf(asked)).toBe(`${asked.host} answered more CRDs than any API server has.`);
});

describe("answers that are none", () => {
  const item = page(["routes.example.com"]).items;
  test.each<readonly [string, JsonObject, string]>([
    [
      "another kind",
      { ...page(["a.b"]), kind: "PodList" },
      "answered the kind PodList; expected a CustomResourceDefinitionList of apiextensions.k8s.io/v1.",
    ],
    [
      "no kind",
      { items: item ?? null },
      "answered an object without kind; expected a CustomResourceDefinitionList of apiextensions.k8s.io/v1.",
    ],
    ["items that are none", { ...page([]), items: {} }, "answered a list of CRDs whose `items` is null or missing."],
    [
      "the same twice",
      page(["routes.example.com", "routes.example.com"]),
      'answered the CRD "routes.example.com" twice.',
    ],
    [
      "a CRD without status",
      { ...page([]), items: [{ metadata: { name: "a.b" }, spec: {} }] },
      'answered a CRD that no API server has: "a.b" has no `status`: it is a manifest, not what a cluster returned.',
    ],
    [
      "metadata alone",
      { ...page([]), items: [{ metadata: { name: "a.b" }, status: {} }] },
      'answered a CRD that no API server has: "a.b" has a `spec` that is no object.',
    ],
  ])("%s", async (_, body, message) => {
    const asked = await ask(listing((__, ___, response) => json(response, 200, body)));
    expect(messageOf(asked)).toBe(`${asked.host} ${message}`);
  });

  test("a CRD that is nested deeper than any is taken for what it is", async () => {
    const deep = JSON.stringify(page(["routes.example.com"])).replace(
      '"openAPIV3Schema":{',
      `"openAPIV3Schema":{${'"properties":{"a":{'.repeat(50_000)}"type":"object"${"}}".repeat(50_000)},`,
    );
    const asked = await ask(
      listing((_, __, response) => response.writeHead(200, { "content-type": "application/json" }).end(deep)),
    );
    expect(messageOf(asked)).toBe("read");
  });

  test("an item that never ends, however small it comes", async () => {
    const bytes = gzipSync(`{"kind":"CustomResourceDefinitionList","items":[${" ".repeat(65 * 1024 * 1024)}`);
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const asked = await ask(listing((_, __, response) => response.writeHead(200, headers).end(bytes)));
    expect(messageOf(asked)).toBe(
      `${asked.host} sent page 1 of the list of CRDs broken or not whole (an item has more than 64 MiB, and no object has).`,
    );
  });

  test("a list that never ends", async () => {
    let count = 0;
    const circle = await ask(
      listing((_, __, response) => {
        count += 1;
        json(response, 200, page([`routes${count}.example.com`], count % 2 === 0 ? "even" : "odd"));
      }),
    );
    expect(messageOf(circle)).toBe(
      `${circle.host} answered the same continue token twice, so that its list never ends.`,
    );
    expect(circle.paths.length).toBe(3);
    const line = await ask(
      listing((_, __, response) => {
        count += 1;
        json(response, 200, page([`routes${count}.example.com`], `token ${count}`));
      }),
    );
    expect(messageOf(line)).toBe(`${line.host} answered more than 200 pages of CRDs.`);
  });

  test("a group version that is not there", async () => {
    const asked = await ask((_, __, response) => json(response, 404, statusBody(404, "NotFound", "page not found")));
    expect(messageOf(asked)).toBe(
      `${asked.host} does not have what was asked for: the list of CRDs (404: page not found).`,
    );
  });
});

describe("facts beside the list", () => {
  const answering =
    (path: string, answer: (response: Parameters<typeof json>[0]) => void): Handler =>
    (asked, request, response) =>
      asked === path ? answer(response) : WELL(asked, request, response);

  test("the versions of storagemigration.k8s.io that are served", async () => {
    const versions = ["v1beta1", "v1alpha1"].map((version) => ({
      groupVersion: `storagemigration.k8s.io/${version}`,
      version,
    }));
    const { reading } = await ask(
      answering("/apis/storagemigration.k8s.io", (response) => json(response, 200, { kind: "APIGroup", versions })),
    );
    expect(reading.ok && reading.value.snapshot.apis).toEqual([
      "storagemigration.k8s.io/v1alpha1",
      "storagemigration.k8s.io/v1beta1",
    ]);
  });

  test("a version that is kept secret is not known, and warned of", async () => {
    const { reading, host } = await ask(
      answering("/version", (response) => json(response, 403, statusBody(403, "Forbidden", "no"))),
    );
    expect(reading).toMatchObject({
      ok: true,
      value: {
        snapshot: { serverVersion: null },
        warnings: [`The server's version is unknown: ${host} does not let "someone" read: no.`],
      },
    });
  });

  test("objects are asked for at a served version, and errors are no zero", async () => {
    const crds = ["full", "empty", "broken", "strange", "more"].map((plural) => `${plural}.example.com`);
    const { reading, paths } = await ask(
      (asked, request, response) => {
        if (asked.includes("/full?")) json(response, 200, { kind: "PartialObjectMetadataList", items: [{}] });
        else if (asked.includes("/empty?")) json(response, 200, { kind: "PartialObjectMetadataList", items: null });
        else if (asked.includes("/broken?")) json(response, 500, statusBody(500, "InternalError", "no conversion"));
        else if (asked.includes("/more?"))
          json(response, 200, { kind: "RouteList", metadata: { continue: "next" }, items: [] });
        else if (asked.includes("/strange?")) json(response, 200, { kind: "Other", items: null });
        else wellServer(crds)(asked, request, response);
      },
      { countObjects: true },
    );
    expect(
      reading.ok && Object.values(reading.value.snapshot.crds).map((crd) => [crd.names.plural, crd.hasObjects]),
    ).toEqual([
      ["broken", "unknown"],
      ["empty", false],
      ["full", true],
      ["more", "unknown"],
      ["strange", "unknown"],
    ]);
    expect(paths).toContain("/apis/example.com/v1/full?limit=1");
  });
});
