import { describe, expect, it } from "vitest";
import { caBundleState, judgeCaBundle } from "../../src/crd/ca-bundle.ts";
import { CERTIFICATE, ISSUED, NEGATIVE_SERIAL } from "./certificates.ts";

function judged(text: string) {
  return judgeCaBundle(Buffer.from(text, "latin1"));
}

function invalid(cause: string) {
  return { kind: "invalid", detail: `unable to load root certificates: ${cause}` };
}

const BROKEN = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const NO_PEM = "unable to parse bytes as PEM block";
const NOTHING_SEEN = "no valid certificate authority data seen";
const MALFORMED = "failed to parse certificate: x509: malformed certificate";

/** The certificate with some of its bytes changed. */
function damaged(change: (der: Buffer) => Buffer): string {
  const body = CERTIFICATE.split("-----")[2] ?? "";
  const der = change(Buffer.from(body, "base64"));
  return `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
}

/** The signature's last bit. */
function lastBitFlipped(der: Buffer): Buffer {
  const last = der.length - 1;
  der[last] = (der[last] ?? 0) ^ 1;
  return der;
}

describe("a caBundle that the server can use", () => {
  it.each([
    ["a certificate", CERTIFICATE],
    ["several", CERTIFICATE + CERTIFICATE],
    ["one that another has issued", ISSUED],
    ["text around it", `# our CA\n${CERTIFICATE}the end`],
    ["other blocks around it", `${CERTIFICATE.replaceAll("CERTIFICATE", "PUBLIC KEY")}${CERTIFICATE}`],
    ["a broken one before it", BROKEN + CERTIFICATE],
    ["a broken one behind it", CERTIFICATE + BROKEN],
    ["a BEGIN without an END before it", `-----BEGIN CERTIFICATE-----\n${CERTIFICATE}`],
    ["Windows line ends", CERTIFICATE.replaceAll("\n", "\r\n")],
    ["spaces at the ends of lines", CERTIFICATE.replaceAll("\n", "  \n")],
    ["spaces in front of the lines between", CERTIFICATE.replaceAll(/\n(?!-)/g, "\n  ")],
    ["no line break at the end", CERTIFICATE.trimEnd()],
  ])("has %s", (_name, text) => {
    expect(judged(text)).toEqual({ kind: "valid" });
  });
});

describe("a caBundle that it cannot use", () => {
  it.each([
    ["a line break (base64 Cg==)", "\n", NO_PEM],
    ["text", "not a certificate", NO_PEM],
    ["a key", CERTIFICATE.replaceAll("CERTIFICATE", "PRIVATE KEY"), NOTHING_SEEN],
    ["a key and text", `${CERTIFICATE.replaceAll("CERTIFICATE", "PRIVATE KEY")}text`, NO_PEM],
    ["a trusted certificate", CERTIFICATE.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"), NOTHING_SEEN],
    ["a certificate with headers", CERTIFICATE.replace("-----\n", "-----\nA: b\n\n"), NOTHING_SEEN],
    ["nonsense in a block", BROKEN, MALFORMED],
    ["nothing in a block", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", MALFORMED],
    ["no base64 in a block", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n", NO_PEM],
    ["another END", CERTIFICATE.replace("END CERTIFICATE", "END CERT"), NO_PEM],
    ["text behind END", CERTIFICATE.replace("END CERTIFICATE-----", "END CERTIFICATE-----x"), NO_PEM],
    ["BEGIN inside a line", `x${CERTIFICATE}`, NO_PEM],
    ["half a certificate", damaged((der) => der.subarray(0, 100)), MALFORMED],
    [
      "bytes behind a certificate",
      damaged((der) => Buffer.concat([der, Buffer.from("x")])),
      "failed to parse certificate: x509: trailing data",
    ],
    ["a negative serial number", NEGATIVE_SERIAL, "failed to parse certificate: x509: negative serial number"],
  ])("has %s", (_name, text, cause) => {
    expect(judged(text)).toEqual(invalid(cause));
  });
});

describe("a caBundle that only the server can judge", () => {
  it("has a certificate that was changed after it was signed", () => {
    const flipped = damaged(lastBitFlipped);
    expect(judged(flipped)).toEqual({ kind: "unclear" });
    expect(judged(flipped + CERTIFICATE)).toEqual({ kind: "valid" });
  });
});

describe("what a snapshot keeps", () => {
  it.each([
    ["", "absent"],
    ["\n", "invalid"],
    [CERTIFICATE, "valid"],
    [damaged(lastBitFlipped), undefined],
  ])("of %j", (text, state) => {
    expect(caBundleState(Buffer.from(text, "latin1"))).toBe(state);
  });
});
