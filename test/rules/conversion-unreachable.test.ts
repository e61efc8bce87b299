import { expect, it } from "vitest";
import type { LiveConversion, LiveCrd } from "../../src/crd/live-crd.ts";
import type { SourceView } from "../../src/rules/tree-view.ts";
import { base64, CERTIFICATE } from "../crd/certificates.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "nodes.karpenter.example.com";
const WEBHOOK: LiveConversion = { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" };

interface Config {
  readonly namespace?: string;
  readonly name?: string;
  readonly url?: string;
  readonly caBundle?: string;
}

/** A CRD that is converted by a service, or by what else is said. */
function manifest(versions: string, config: Config | null, annotations?: Readonly<Record<string, string>>) {
  const plain = crd({ name: NAME, kind: "Node", versions });
  const { url, caBundle, ...service } = config ?? {};
  const clientConfig = {
    ...(url === undefined ? { service: { namespace: "karpenter", name: "karpenter", ...service } } : { url }),
    ...(caBundle === undefined ? {} : { caBundle }),
  };
  const conversion =
    config === null
      ? { strategy: "None" }
      : { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"], clientConfig } };
  return {
    ...plain,
    metadata: { name: NAME, ...(annotations === undefined ? {} : { annotations }) },
    spec: { ...plain.spec, conversion },
  };
}

function service(name: string, namespace?: string) {
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return { apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ port: 443 }] } };
}

interface Change {
  readonly to: ReturnType<typeof manifest>;
  readonly files?: Situation["files"];
  /** null: there is no base. */
  readonly base?: Situation["files"] | null;
  readonly conversion?: LiveConversion;
  readonly hasObjects?: boolean;
  readonly printed?: Situation["printed"];
  readonly outputs?: Situation["outputs"];
  readonly whole?: boolean;
  readonly sources?: Situation["sources"];
  readonly baseSources?: Situation["baseSources"];
  readonly released?: Situation["released"];
}

const CA = base64(CERTIFICATE);
const BASE = manifest("v1*", null);
const SERVED = { "karpenter.yaml": [service("karpenter", "karpenter")] };

function found({ to, files = SERVED, base = { ...SERVED, "crd.yaml": [BASE] }, conversion, ...rest }: Change) {
  const { hasObjects = true, printed, outputs, whole, sources, baseSources, released } = rest;
  const facts: LiveCrd = {
    ...live({ name: NAME, kind: "Node", versions: "v1*" }, ["v1"]),
    ...(conversion === undefined ? {} : { conversion }),
    hasObjects,
  };
  const all = findingsOf({
    files: { ...files, "crd.yaml": [to] },
    ...(base === null ? {} : { base }),
    clusters: { prod: { [NAME]: facts } },
    ...(printed === undefined ? {} : { printed }),
    ...(outputs === undefined ? {} : { outputs }),
    ...(whole === undefined ? {} : { whole }),
    ...(sources === undefined ? {} : { sources }),
    ...(baseSources === undefined ? {} : { baseSources }),
    ...(released === undefined ? {} : { released }),
  });
  return all.filter(({ rule }) => rule === "conversion-unreachable");
}

const AT = "spec.conversion.webhook.clientConfig.service";

function finding(cause: string, at: string, detail: object = {}) {
  return {
    rule: "conversion-unreachable",
    crd: NAME,
    cluster: "prod",
    at: expect.stringMatching(new RegExp(`^crd\\.yaml:\\d+ ${at.replaceAll(".", "\\.")}$`)),
    detail: {
      kind: "conversion-unreachable",
      cause,
      service: "kube-system/karpenter",
      others: [],
      switches: true,
      ...detail,
    },
  };
}

const MOVED = manifest("v1 v2*", { namespace: "kube-system", caBundle: CA });

it("finds the service in another namespace than the conversion that is new", () => {
  expect(found({ to: MOVED })).toEqual([finding("elsewhere", `${AT}.namespace`, { others: ["karpenter/karpenter"] })]);
});

it("finds a conversion that moves away from what is deployed, by the snapshot or the base", () => {
  const expected = [finding("elsewhere", `${AT}.namespace`, { others: ["karpenter/karpenter"] })];
  expect(found({ to: MOVED, conversion: { ...WEBHOOK, service: "karpenter/karpenter" } })).toEqual(expected);
  const base = { ...SERVED, "crd.yaml": [manifest("v1*", {})] };
  expect(found({ to: MOVED, conversion: WEBHOOK, base })).toEqual(expected);
});

it("finds another name, where what converts today stays deployed", () => {
  const to = manifest("v1* v2", { name: "converter" });
  const conversion = { ...WEBHOOK, service: "karpenter/karpenter" };
  expect(found({ to, conversion })).toEqual([
    finding("elsewhere", `${AT}.name`, {
      service: "karpenter/converter",
      others: ["karpenter/karpenter"],
      switches: false,
    }),
  ]);
});

it("finds a service that the change takes away", () => {
  const to = manifest("v1* v2", {});
  const conversion = { ...WEBHOOK, service: "karpenter/karpenter" };
  expect(found({ to, files: {}, conversion })).toEqual([
    finding("taken-away", AT, { service: "karpenter/karpenter", switches: false }),
  ]);
  const files = { "karpenter.yaml": [service("karpenter", "kube-system")] };
  expect(found({ to, files, conversion })).toEqual([
    finding("taken-away", AT, { service: "karpenter/karpenter", switches: false }),
  ]);
});

const RANGE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/** A release that a file of the tree refers to. */
function source(own: Partial<SourceView> = {}, version = "1.0.0"): SourceView {
  const at = { path: "release.yaml", range: RANGE };
  return {
    reference: {
      kind: "HelmRelease",
      name: "karpenter",
      namespace: "karpenter",
      origin: { kind: "helm", repository: "https://charts.example.com", chart: "karpenter", version },
      version,
      place: at,
      object: at,
      delivery: {
        by: "helm",
        ownership: null,
        client: "unknown",
        release: "karpenter",
        namespace: "karpenter",
        values: [],
        crds: "applied",
        missing: [],
      },
      destination: null,
    },
    clusters: ["prod"],
    state: "not-compared",
    reason: "",
    cause: "not-fetched",
    crds: [],
    by: [],
    ...own,
  };
}

const COMPARED = { state: "compared", cause: null } as const;
const UNRENDERED = {
  release: "karpenter/karpenter",
  path: "release.yaml",
  place: { path: "release.yaml", line: 1 },
  clusters: ["prod"],
  byHelm: true,
  text: new Uint8Array(),
  bytes: () => 0,
  asks: { templates: () => [], folder: null, isUpgrade: false },
};

it.each<[string, Pick<Change, "sources" | "baseSources" | "released">, boolean]>([
  ["what is new and was not compared", { sources: [source()] }, false],
  ["another version that was not compared", { sources: [source()], baseSources: [source({}, "0.9.0")] }, false],
  ["what is new and of which nobody knows where it goes", { sources: [source({ clusters: [] })] }, false],
  ["what is new and nobody asks for", { sources: [source({ state: "ignored", cause: null })] }, false],
  ["a release that was not rendered", { sources: [source(COMPARED)], released: [UNRENDERED] }, false],
  [
    "what the tree leaves out, as before",
    { sources: [source({ cause: "left-out" })], baseSources: [source({ cause: "left-out" })] },
    false,
  ],
  ["what was not compared before either", { sources: [source()], baseSources: [source()] }, true],
  ["what goes to another cluster", { sources: [source({ clusters: ["other"] })] }, true],
  ["what was compared whole", { sources: [source(COMPARED)] }, true],
])("says that a service goes only where it cannot have moved into %s", (_name, moved, isTold) => {
  const to = manifest("v1* v2", {});
  const conversion = { ...WEBHOOK, service: "karpenter/karpenter" };
  const expected = finding("taken-away", AT, { service: "karpenter/karpenter", switches: false });
  expect(found({ to, files: {}, conversion, ...moved })).toEqual(isTold ? [expected] : []);
});

const PRINTED = { path: "charts/karpenter", meantFor: { clusters: ["prod"], because: "" }, release: "ops/karpenter" };

function output(...services: readonly string[]) {
  const text = services.map((name) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n`).join("---\n");
  const place = { path: "charts/karpenter/Chart.yaml", range: RANGE };
  const bytes = new TextEncoder().encode(text);
  return [{ bytes, clusters: ["prod"], place, by: [], of: "charts/karpenter", release: "ops/karpenter" }];
}

it("finds what the CRD's own release does not bring, and where it brings it", () => {
  const of = (outputs: Situation["outputs"]) =>
    found({ to: MOVED, files: {}, printed: { "crd.yaml": PRINTED }, ...(outputs === undefined ? {} : { outputs }) });
  expect(of(output("metrics"))).toEqual([finding("not-in-release", AT)]);
  expect(of(output("karpenter"))).toEqual([finding("elsewhere", `${AT}.namespace`, { others: ["ops/karpenter"] })]);
  expect(of(undefined)).toEqual([]);
});

it("tells of the order: the webhook comes with the CRD that needs it", () => {
  const to = manifest("v1 v2*", { caBundle: CA });
  const base = { "crd.yaml": [BASE] };
  const expected = finding("order", AT, { service: "karpenter/karpenter" });
  expect(found({ to, base })).toEqual([expected]);
  expect(found({ to, base, hasObjects: false })).toEqual([]);
});

it("tells of a webhook without a CA that the server could know it by", () => {
  const expected = {
    ...finding("no-ca", "spec.conversion.webhook.clientConfig", { service: "karpenter/karpenter" }),
    severity: "info",
  };
  expect(found({ to: manifest("v1 v2*", {}) })).toEqual([expected]);
  expect(found({ to: manifest("v1 v2*", {}, { "example.com/inject-ca-from": "a/b" }) })).toEqual([expected]);
});

it.each<[string, Change]>([
  ["a service that the tree brings", { to: manifest("v1 v2*", { caBundle: CA }) }],
  [
    "one whose namespace nobody says",
    {
      to: MOVED,
      files: { "karpenter.yaml": [service("karpenter")] },
      base: { "karpenter.yaml": [service("karpenter")], "crd.yaml": [BASE] },
    },
  ],
  [
    "a template that may make it",
    {
      to: MOVED,
      files: {
        "charts/karpenter/templates/service.yaml":
          "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n",
      },
    },
  ],
  ["a service that lives elsewhere", { to: MOVED, files: {}, base: { "crd.yaml": [BASE] } }],
  [
    "another operator's service of a common name",
    {
      to: manifest("v1 v2*", { name: "webhook-service", caBundle: CA }),
      files: { "other.yaml": [service("webhook-service", "other")] },
      base: { "other.yaml": [service("webhook-service", "other")], "crd.yaml": [BASE] },
    },
  ],
  [
    "another operator's service whose name has three letters of the group",
    {
      to: {
        ...manifest("v1 v2*", { namespace: "kube-system", name: "a-node-b", caBundle: CA }),
        metadata: { name: "nodes.ode.example" },
      },
      files: { "other.yaml": [service("a-node-b", "other")] },
      base: { "other.yaml": [service("a-node-b", "other")] },
    },
  ],
  ["a URL", { to: manifest("v1 v2*", { url: "https://example.com" }) }],
  [
    "a URL in place of the service that converts today",
    {
      to: manifest("v1 v2*", { url: "https://example.com" }),
      conversion: { ...WEBHOOK, service: "karpenter/karpenter" },
    },
  ],
  ["one version", { to: manifest("v1*", { namespace: "kube-system" }) }],
  [
    "what converts today and stays, wherever it is",
    { to: manifest("v1 v2*", { namespace: "ops" }), conversion: { ...WEBHOOK, service: "ops/karpenter" } },
  ],
  ["a webhook of which nobody knows whether it moves", { to: MOVED, base: null, conversion: WEBHOOK }],
  ["a CA bundle that a controller has put in", { to: manifest("v1 v2*", {}), conversion: WEBHOOK }],
  ["cert-manager's annotation", { to: manifest("v1 v2*", {}, { "cert-manager.io/inject-ca-from": "karpenter/ca" }) }],
  ["OpenShift's annotation", { to: manifest("v1 v2*", {}, { "service.beta.openshift.io/inject-cabundle": "true" }) }],
  ["paths that were asked for alone", { to: MOVED, whole: false }],
  ["an odd service", { to: manifest("v1 v2*", { name: "" }) }],
  ["a service without a namespace", { to: manifest("v1 v2*", { namespace: "" }) }],
  [
    "a move from a service of which the base does not say where it is",
    { to: MOVED, conversion: WEBHOOK, base: { ...SERVED, "crd.yaml": [manifest("v1*", { namespace: "" })] } },
  ],
  [
    "a move from a service of which the base does not say how it is called",
    { to: MOVED, conversion: WEBHOOK, base: { ...SERVED, "crd.yaml": [manifest("v1*", { name: "" })] } },
  ],
])("says nothing of %s", (_name, change) => {
  expect(found(change)).toEqual([]);
});

it("finds it on each cluster of a fleet to which the Service does not go, whichever comes first", () => {
  const facts: LiveCrd = { ...live({ name: NAME, kind: "Node", versions: "v1*" }, ["v1"]), hasObjects: true };
  const names = ["a", "b", "c", "d"];
  const targets = [
    { paths: ["right/**"], clusters: ["a", "c"], apply: null },
    { paths: ["elsewhere/**"], clusters: ["b", "d"], apply: null },
  ];
  const files = {
    "crd.yaml": [MOVED],
    "right/service.yaml": [service("karpenter", "kube-system")],
    "elsewhere/service.yaml": [service("karpenter", "karpenter")],
  };
  const all = (order: readonly string[]) =>
    findingsOf({
      files,
      base: { ...files, "crd.yaml": [BASE] },
      clusters: Object.fromEntries(order.map((name) => [name, { [NAME]: facts }])),
      targets,
    }).filter(({ rule }) => rule === "conversion-unreachable");
  const expected = ["b", "d"].map((cluster) => ({
    ...finding("elsewhere", `${AT}.namespace`, { others: ["karpenter/karpenter"] }),
    cluster,
  }));
  expect(all(names)).toEqual(expected);
  expect(all(["b", "c"])).toEqual(expected.slice(0, 1));
});
