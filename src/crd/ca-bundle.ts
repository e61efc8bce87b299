import { X509Certificate } from "node:crypto";
import { decodeBase64 } from "../go/base64.ts";

const BEGIN = "-----BEGIN ";
const END = "\n-----END ";
const DASHES = "-----";

/** One PEM block as Go's encoding/pem finds it. */
interface PemBlock {
  readonly type: string;
  readonly hasHeaders: boolean;
  readonly bytes: Uint8Array;
}

/** `unclear`: Go and OpenSSL may disagree on a damaged certificate; `detail` is the server's sentence. */
export type CaBundleVerdict =
  | { readonly kind: "valid" }
  | { readonly kind: "unclear" }
  | { readonly kind: "invalid"; readonly detail: string };

/**
 * Whether the server can use the bytes of a conversion webhook's caBundle. One certificate that parses is enough,
 * whatever stands around it. An empty bundle is not looked at.
 * @param serials Go takes negative serial numbers up to 1.22
 * ValidateCABundle (apiserver/pkg/util/webhook/validation.go), rootCertPool (client-go/transport/transport.go)
 */
export function judgeCaBundle(bytes: Uint8Array, serials: "positive" | "any" = "positive"): CaBundleVerdict {
  let rest = Buffer.from(bytes).toString("latin1");
  const details: string[] = [];
  let isUnclear = false;
  while (rest.length > 0) {
    const found = nextBlock(rest);
    if (found === null) {
      details.push("unable to parse bytes as PEM block");
      break;
    }
    rest = found.rest;
    if (found.block.type !== "CERTIFICATE" || found.block.hasHeaders) continue;
    const verdict = judgeCertificate(found.block.bytes, serials);
    if (verdict.kind === "valid") return verdict;
    if (verdict.kind === "invalid") details.push(`failed to parse certificate: ${verdict.detail}`);
    else isUnclear = true;
  }
  if (isUnclear) return { kind: "unclear" };
  const [first = "no valid certificate authority data seen"] = details;
  return { kind: "invalid", detail: `unable to load root certificates: ${first}` };
}

/** What a snapshot keeps of a live caBundle; undefined where nobody can tell. */
export function caBundleState(bytes: Uint8Array): "valid" | "invalid" | "absent" | undefined {
  if (bytes.length === 0) return "absent";
  const { kind } = judgeCaBundle(bytes);
  return kind === "unclear" ? undefined : kind;
}

/**
 * x509.ParseCertificate, as far as OpenSSL can stand in for it. OpenSSL reads certificates whose content Go refuses,
 * and the other way about, but both read what an authority has issued: a good signature shows that a certificate that
 * signs itself is as it was issued. A certificate of another issuer is taken at OpenSSL's word.
 */
function judgeCertificate(der: Uint8Array, serials: "positive" | "any"): CaBundleVerdict {
  const length = derLength(der);
  if (length === null || length > der.length) return { kind: "invalid", detail: "x509: malformed certificate" };
  try {
    const certificate = new X509Certificate(der);
    const isIntact = certificate.issuer !== certificate.subject || certificate.verify(certificate.publicKey);
    if (!isIntact) return { kind: "unclear" };
    if (serials === "positive" && certificate.serialNumber.startsWith("-"))
      return { kind: "invalid", detail: "x509: negative serial number" };
    return length === der.length ? { kind: "valid" } : { kind: "invalid", detail: "x509: trailing data" };
  } catch {
    return { kind: "unclear" };
  }
}

/** Length of the outer SEQUENCE with its header, in bytes; null when there is none in DER. */
function derLength(der: Uint8Array): number | null {
  const [tag, first = 0, ...more] = der.subarray(0, 6);
  if (tag !== 0x30 || der.length < 2) return null;
  if (first < 0x80) return 2 + first;
  const count = first - 0x80;
  const digits = more.slice(0, count);
  if (count < 1 || count > 4 || digits.length < count) return null;
  const content = digits.reduce((sum, digit) => sum * 256 + digit, 0);
  const isShortest = content >= 0x80 && digits[0] !== 0;
  return isShortest ? 2 + count + content : null;
}

/** pem.Decode: the next well-formed block; text that is none is passed over. */
function nextBlock(data: string): { block: PemBlock; rest: string } | null {
  let from = 0;
  for (;;) {
    const end = data.indexOf(END, from);
    if (end === -1) return null;
    const begin = lastBegin(data, from, end);
    if (begin !== -1) {
      const found = readBlock(data, begin, end);
      if (found !== null) return found;
    }
    from = end + END.length;
  }
}

/** The last BEGIN before the END line, which must stand at the start of a line; nothing before `from` is looked at. */
function lastBegin(data: string, from: number, end: number): number {
  const found = data.slice(from, end).lastIndexOf(BEGIN);
  if (found === -1) return -1;
  const begin = from + found;
  return begin === 0 || begin === from || data[begin - 1] === "\n" ? begin : -1;
}

function readBlock(data: string, begin: number, end: number): { block: PemBlock; rest: string } | null {
  const typeLine = lineAt(data, begin + BEGIN.length);
  if (!typeLine.text.endsWith(DASHES)) return null;
  const type = typeLine.text.slice(0, -DASHES.length);
  let body = typeLine.next;
  let hasHeaders = false;
  for (;;) {
    // Headers that go on behind the END line are none.
    if (body >= data.length || body > end + 1) return null;
    const line = lineAt(data, body);
    if (!line.text.includes(":")) break;
    hasHeaders = true;
    body = line.next;
  }
  // Without a body the newline before END is the one that ends the BEGIN line.
  if (body > end + 1 || (hasHeaders && body > end)) return null;
  const trailer = lineAt(data, end + END.length);
  if (trailer.text !== `${type}${DASHES}`) return null;
  const decoded = decodeBase64(body < end ? data.slice(body, end).replace(/[ \t]/g, "") : "");
  if (!decoded.ok) return null;
  return { block: { type, hasHeaders, bytes: decoded.value }, rest: data.slice(trailer.next) };
}

function lineAt(data: string, start: number): { text: string; next: number } {
  const newline = data.indexOf("\n", start);
  const end = newline === -1 ? data.length : newline;
  const text = data
    .slice(start, end)
    .replace(/\r$/, "")
    .replace(/(?<![ \t])[ \t]+$/, "");
  return { text, next: newline === -1 ? data.length : newline + 1 };
}
