import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import type { LiveConversion } from "../../../src/crd/live-crd.ts";
import { base64, CERTIFICATE, NEGATIVE_SERIAL } from "../certificates.ts";
import { errorsOf, K132, K137, live, manifest, predicted, webhook } from "../fixtures.ts";

const CONFIG = "spec.conversion.webhookClientConfig";
const REVIEW = "spec.conversion.conversionReviewVersions";
const ONLY = "should not be set when strategy is not set to Webhook";
const FORM = "; desired format: https://host[/path]";

function lines(conversion: JsonValue, conversionLive: LiveConversion | null = null, server = K137) {
  const liveCrd = conversionLive === null ? null : live({ conversion: conversionLive });
  return errorsOf(manifest({ conversion }), liveCrd, { server }).map(({ type, field, value, detail, path }) => [
    type.replace("FieldValue", ""),
    field,
    value,
    detail,
    path.slice(2).join("."),
  ]);
}

describe("spec.conversion", () => {
  it.each<[string, JsonValue]>([
    ["null is filled in", null],
    ["None", { strategy: "None" }],
    ["None with an empty webhook", { strategy: "None", webhook: {} }],
    ["None with an empty list", { strategy: "None", webhook: { conversionReviewVersions: [] } }],
    ["Webhook", webhook()],
    ["Webhook with a URL", webhook({ service: null, url: "https://example.com/convert" })],
    ["a caBundle that nobody can parse, on a new CRD", webhook({ caBundle: "Cg==" })],
  ])("takes %s", (_name, conversion) => {
    expect(lines(conversion)).toEqual([]);
  });

  it.each<[string, JsonValue, readonly unknown[][]]>([
    ["no strategy", {}, [["Required", "spec.conversion.strategy", undefined, "", "strategy"]]],
    ["an empty strategy", { strategy: "" }, [["Required", "spec.conversion.strategy", undefined, "", "strategy"]]],
    [
      "another strategy",
      { strategy: "none" },
      [["NotSupported", "spec.conversion.strategy", '"none"', 'supported values: "None", "Webhook"', "strategy"]],
    ],
    [
      "what a controller left behind",
      { webhook: { clientConfig: { caBundle: "Cg==" } } },
      [
        ["Required", "spec.conversion.strategy", undefined, "", "strategy"],
        ["Forbidden", CONFIG, undefined, ONLY, "webhook.clientConfig"],
      ],
    ],
    [
      "None with a whole webhook",
      { ...webhook(), strategy: "None" },
      [
        ["Forbidden", CONFIG, undefined, ONLY, "webhook.clientConfig"],
        ["Forbidden", REVIEW, undefined, ONLY, "webhook.conversionReviewVersions"],
      ],
    ],
    [
      "Webhook without one",
      { strategy: "Webhook" },
      [
        ["Required", CONFIG, undefined, "required when strategy is set to Webhook", "webhook.clientConfig"],
        ["Required", REVIEW, undefined, "", "webhook.conversionReviewVersions"],
      ],
    ],
    [
      "neither service nor URL",
      webhook({ service: null }),
      [["Required", CONFIG, undefined, "exactly one of url or service is required", "webhook.clientConfig"]],
    ],
    [
      "both",
      webhook({ url: "https://example.com" }),
      [["Required", CONFIG, undefined, "exactly one of url or service is required", "webhook.clientConfig"]],
    ],
  ])("refuses %s", (_name, conversion, errors) => {
    expect(lines(conversion)).toEqual(errors);
  });
});

describe("the webhook's URL", () => {
  it.each([
    ["v1.25.16", "provided"],
    ["v1.26.15", "specified"],
  ])("without a host, for %s", (server, given) => {
    const errors = lines(webhook({ service: null, url: "https:///a" }), null, parseServerVersion(server));
    expect(errors).toEqual([
      ["Invalid", `${CONFIG}.url`, '""', `host must be ${given}${FORM}`, "webhook.clientConfig.url"],
    ]);
  });

  it.each<[string, readonly (readonly [string, string | undefined, string])[]]>([
    ["HTTPS://example.com:8443/a", []],
    ["http://example.com", [["Invalid", '"http"', `'https' is the only allowed URL scheme${FORM}`]]],
    [
      "example.com",
      [
        ["Invalid", '""', `'https' is the only allowed URL scheme${FORM}`],
        ["Invalid", '""', `host must be specified${FORM}`],
      ],
    ],
    [
      "https://u:p@example.com?q#f",
      [
        ["Invalid", '"u:p"', "user information is not permitted in the URL"],
        ["Invalid", '"f"', "fragments are not permitted in the URL"],
        ["Invalid", '"q"', "query parameters are not permitted in the URL"],
      ],
    ],
    ["://", [["Required", undefined, `url must be a valid URL: parse "://": missing protocol scheme${FORM}`]]],
  ])("%s", (url, errors) => {
    expect(lines(webhook({ service: null, url }))).toEqual(
      errors.map(([type, value, detail]) => [type, `${CONFIG}.url`, value, detail, "webhook.clientConfig.url"]),
    );
  });
});

describe("a host with several colons", () => {
  it.each([
    ["1.35", 0],
    ["1.36", 1],
  ])("as Kubernetes %s reads it", (minor, errors) => {
    expect(lines(webhook({ service: null, url: "https://a:1:2" }), null, parseServerVersion(minor))).toHaveLength(
      errors,
    );
  });
});

describe("the webhook's service", () => {
  it.each([
    ["1.33", parseServerVersion("1.33"), "service name is required", "service namespace is required"],
    ["1.34", parseServerVersion("1.34"), "", ""],
  ])("is named; the server of %s mixes up which name is missing", (_minor, server, name, namespace) => {
    expect(lines(webhook({ service: {} }), null, server)).toEqual([
      ["Required", `${CONFIG}.service.name`, undefined, name, "webhook.clientConfig.service.namespace"],
      ["Required", `${CONFIG}.service.namespace`, undefined, namespace, "webhook.clientConfig.service.name"],
    ]);
  });

  it.each([
    [0, false],
    [1, true],
    [65535, true],
    [65536, false],
  ])("port %d", (port, ok) => {
    const detail = "port is not valid: must be between 1 and 65535, inclusive";
    const error = ["Invalid", `${CONFIG}.service.port`, String(port), detail, "webhook.clientConfig.service.port"];
    expect(lines(webhook({ service: { name: "a", namespace: "b", port } }))).toEqual(ok ? [] : [error]);
  });

  const SUBDOMAIN =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

  it.each<[string, readonly string[]]>([
    ["", []],
    ["/", []],
    ["/a/b.c/", []],
    ["//", ["segment[0] may not be empty"]],
    ["/a//b", ["segment[1] may not be empty"]],
    ["/a//", ["segment[1] may not be empty"]],
    ["x", ["must start with a '/'", "segment[0] may not be empty"]],
    ["/A/b_c", [`segment[0]: ${SUBDOMAIN}`, `segment[1]: ${SUBDOMAIN}`]],
    ["é", ["must start with a '/'", `segment[0]: ${SUBDOMAIN}`]],
    [`/${"a".repeat(254)}`, ["segment[0]: must be no more than 253 characters"]],
  ])("path %s", (path, details) => {
    expect(lines(webhook({ service: { name: "a", namespace: "b", path } })).map(([, , , detail]) => detail)).toEqual(
      details,
    );
  });

  it("a path of very many wrong segments has the first errors that print it, and the number of the others", () => {
    const conversion = webhook({ service: { name: "a", namespace: "b", path: "/_".repeat(300_000) } });
    const { errors, undecided } = predicted(manifest({ conversion }));
    expect([errors.length, undecided]).toEqual([
      1,
      [
        {
          path: ["spec", "conversion", "webhook", "clientConfig", "service", "path"],
          reason: "299000 more errors are not listed",
        },
        { path: [], reason: "999 more errors are not listed" },
      ],
    ]);
  });
});

describe("conversionReviewVersions", () => {
  it("are there", () => {
    for (const none of [null, []]) {
      expect(lines(webhook({}, none))).toEqual([
        ["Required", REVIEW, undefined, "", "webhook.conversionReviewVersions"],
      ]);
    }
  });

  it("are labels, each once", () => {
    expect(lines(webhook({}, ["v1", "V2", "v1"])).map(([, field, value, , path]) => [field, value, path])).toEqual([
      [`${REVIEW}[1]`, '"V2"', "webhook.conversionReviewVersions.1"],
      [`${REVIEW}[2]`, '"v1"', "webhook.conversionReviewVersions.2"],
    ]);
    expect(lines(webhook({}, ["v1", "v1"]))[0]?.[3]).toBe("duplicate version");
  });

  const known = "must include at least one of v1, v1beta1";

  it.each<[string, LiveConversion | null, boolean]>([
    ["a new CRD", null, true],
    ["a CRD without conversion", { strategy: "None" }, true],
    ["a CRD that has one", { strategy: "Webhook", reviewVersions: ["v2", "v1beta1"], caBundle: "absent" }, true],
    ["a CRD that has none", { strategy: "Webhook", reviewVersions: ["v2"], caBundle: "absent" }, false],
  ])("include one that the server speaks: %s", (_name, conversion, required) => {
    expect(lines(webhook({}, ["v2"]), conversion).map(([, , value, detail]) => [value, detail])).toEqual(
      required ? [['["v2"]', known]] : [],
    );
  });

  it("are printed in Go's syntax before 1.34", () => {
    expect(lines(webhook({}, ["v2"]), null, K132).map(([, , value]) => value)).toEqual(['[]string{"v2"}']);
  });
});

describe("caBundle", () => {
  const established: LiveConversion = { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "valid" };
  const detail = "unable to load root certificates: unable to parse bytes as PEM block";

  it.each([
    ["1.31", parseServerVersion("1.31"), "[]byte{0xa}"],
    ["1.33", parseServerVersion("1.33"), "[]byte{0xa}"],
    ["1.34", parseServerVersion("1.34"), '"Cg=="'],
  ])("of an established CRD can be parsed (%s)", (_minor, server, value) => {
    for (const conversion of [established, { ...established, caBundle: "absent" } as const, { strategy: "None" }]) {
      expect(lines(webhook({ caBundle: "Cg==" }), conversion, server)).toEqual([
        ["Invalid", `${CONFIG}.caBundle`, value, detail, "webhook.clientConfig.caBundle"],
      ]);
    }
  });

  it("has no negative serial number for 1.32", () => {
    const bundle = webhook({ caBundle: base64(NEGATIVE_SERIAL) });
    expect(lines(bundle, established, parseServerVersion("1.32")).map((line) => line[3])).toEqual([
      "unable to load root certificates: failed to parse certificate: x509: negative serial number",
    ]);
  });

  it("is not printed when it is long", () => {
    const text = base64("x".repeat(65));
    expect(lines(webhook({ caBundle: text }), established)[0]?.[2]).toBeUndefined();
  });

  it.each<[string, string, Parameters<typeof live>[0], ReturnType<typeof parseServerVersion>]>([
    ["it can be parsed", base64(CERTIFICATE), { conversion: established }, K137],
    ["it is empty", "", { conversion: established }, K137],
    ["the live one is as bad", "Cg==", { conversion: { ...established, caBundle: "invalid" } }, K137],
    ["the CRD is not established", "Cg==", { conversion: established, conditions: {} }, K137],
    ["the server is older than 1.31", "Cg==", { conversion: established }, parseServerVersion("1.30")],
    [
      "its serial number is negative, for 1.31",
      base64(NEGATIVE_SERIAL),
      { conversion: established },
      parseServerVersion("1.31"),
    ],
  ])("passes when %s", (_name, caBundle, facts, server) => {
    expect(errorsOf(manifest({ conversion: webhook({ caBundle }) }), live(facts), { server })).toEqual([]);
  });

  it.each<[string, string, LiveConversion]>([
    ["a certificate is damaged", damagedBundle(), established],
    ["nobody knows the live one", "Cg==", { strategy: "Webhook", reviewVersions: ["v1"] }],
  ])("is left open when %s", (_name, caBundle, conversion) => {
    const prediction = predicted(manifest({ conversion: webhook({ caBundle }) }), live({ conversion }));
    expect(prediction.errors).toEqual([]);
    expect(prediction.undecided.map(({ path }) => path.join("."))).toEqual([
      "spec.conversion.webhook.clientConfig.caBundle",
    ]);
  });
});

/** A certificate whose signature does not fit any more. */
function damagedBundle(): string {
  const der = Buffer.from(CERTIFICATE.split("-----")[2] ?? "", "base64");
  const last = der.length - 1;
  der[last] = (der[last] ?? 0) ^ 1;
  return base64(`-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`);
}
