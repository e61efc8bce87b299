import { done, failed, type Result } from "../base/result.ts";
import { atLeast, type ServerVersion } from "../base/server-version.ts";
import { parseIp } from "./ip.ts";
import { goQuote } from "./quote.ts";

/** The parts of a URL that the API server looks at. */
export interface GoUrl {
  /** Lower case. */
  readonly scheme: string;
  readonly host: string;
  /** null: no user information. */
  readonly user: string | null;
  readonly fragment: string;
  readonly query: string;
}

class UrlProblem extends Error {}

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const USERINFO = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
const OPTIONAL_PORT = /^(?::\d*)?$/;
/** ASCII that may stand in a host as it is (net/url encodeHost); everything beyond ASCII may too. */
const HOST_ASCII = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/;
const USER_ASCII = /[A-Za-z0-9\-_.~$&+,;=]/;

/**
 * How many colons a host may have: Go takes the last one for the port's (`loose`) or, for http and https from Go 1.26
 * on, the first (`strict`).
 */
export type HostColons = "loose" | "strict";

/** API servers are built as for Go 1.26 from 1.36 on. */
export function hostColons(server: ServerVersion): HostColons {
  return atLeast(server, 36) ? "strict" : "loose";
}

/** Go's url.Parse. The reason is Go's sentence: `parse "://": missing protocol scheme`. */
export function parseUrl(raw: string, colons: HostColons): Result<GoUrl> {
  const hash = raw.indexOf("#");
  const [main, fragment] = hash === -1 ? [raw, ""] : [raw.slice(0, hash), raw.slice(hash + 1)];
  const url = attempt(main, () => parse(main, false, colons));
  if (!url.ok || fragment === "") return url;
  return attempt(raw, () => ({ ...url.value, fragment: unescapePart(fragment, "fragment") }));
}

/** Go's url.ParseRequestURI: an absolute URL or path, no fragment. */
export function parseRequestUri(raw: string, colons: HostColons): Result<GoUrl> {
  return attempt(raw, () => parse(raw, true, colons));
}

function attempt(shown: string, parsed: () => GoUrl): Result<GoUrl> {
  try {
    return done(parsed());
  } catch (error) {
    if (error instanceof UrlProblem) return failed(`parse ${goQuote(shown)}: ${error.message}`);
    throw error;
  }
}

function parse(raw: string, viaRequest: boolean, colons: HostColons): GoUrl {
  const url: GoUrl = { scheme: "", host: "", user: null, fragment: "", query: "" };
  if (hasControlByte(raw)) throw new UrlProblem("net/url: invalid control character in URL");
  if (raw === "" && viaRequest) throw new UrlProblem("empty url");
  if (raw === "*") return url;
  const { scheme, rest: afterScheme } = splitScheme(raw);
  const question = afterScheme.indexOf("?");
  const [rest, query] =
    question === -1 ? [afterScheme, ""] : [afterScheme.slice(0, question), afterScheme.slice(question + 1)];
  if (!rest.startsWith("/")) {
    if (scheme !== "") return { ...url, scheme, query };
    if (viaRequest) throw new UrlProblem("invalid URI for request");
    if (/^[^/]*:/.test(rest)) throw new UrlProblem("first path segment in URL cannot contain colon");
  }
  const hasAuthority = rest.startsWith("//") && (scheme !== "" || (!viaRequest && !rest.startsWith("///")));
  if (!hasAuthority) {
    unescapePart(rest, "path");
    return { ...url, scheme, query };
  }
  const slash = rest.indexOf("/", 2);
  const isStrict = colons === "strict" && (scheme === "http" || scheme === "https");
  const authority = parseAuthority(isStrict, slash === -1 ? rest.slice(2) : rest.slice(2, slash));
  if (slash !== -1) unescapePart(rest.slice(slash), "path");
  return { ...url, scheme, query, ...authority };
}

function hasControlByte(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\x7f");
}

function splitScheme(raw: string): { scheme: string; rest: string } {
  const match = SCHEME.exec(raw);
  if (match?.[1] !== undefined) return { scheme: match[1].toLowerCase(), rest: raw.slice(match[0].length) };
  if (raw.startsWith(":")) throw new UrlProblem("missing protocol scheme");
  return { scheme: "", rest: raw };
}

function parseAuthority(isStrict: boolean, authority: string): { host: string; user: string | null } {
  const at = authority.lastIndexOf("@");
  const host = parseHost(isStrict, authority.slice(at + 1));
  if (at === -1) return { host, user: null };
  const userinfo = authority.slice(0, at);
  if (!USERINFO.test(userinfo)) throw new UrlProblem("net/url: invalid userinfo");
  const colon = userinfo.indexOf(":");
  const parts = colon === -1 ? [userinfo] : [userinfo.slice(0, colon), userinfo.slice(colon + 1)];
  return { host, user: parts.map((part) => escapeUser(unescapePart(part, "user"))).join(":") };
}

function parseHost(isStrict: boolean, host: string): string {
  const bracket = host.lastIndexOf("[");
  if (bracket > 0) throw new UrlProblem("invalid IP-literal");
  if (bracket === 0) return parseIpLiteral(host);
  const first = host.indexOf(":");
  if (first !== -1) {
    checkPort(host.slice(isStrict ? first : host.lastIndexOf(":")));
  }
  return unescapePart(host, "host");
}

function parseIpLiteral(host: string): string {
  const close = host.lastIndexOf("]");
  if (close === -1) throw new UrlProblem("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const name = host.slice(1, close);
  const zone = name.indexOf("%25");
  const unescaped =
    zone === -1
      ? unescapePart(name, "host")
      : unescapePart(name.slice(0, zone), "host") + unescapePart(name.slice(zone), "zone");
  const ip = parseIp(unescaped);
  if (!ip.ok) throw new UrlProblem(`invalid host: ${ip.reason}`);
  if (ip.value === 4) throw new UrlProblem("invalid IP-literal");
  return `[${unescaped}]${port}`;
}

function checkPort(port: string): void {
  if (!OPTIONAL_PORT.test(port)) throw new UrlProblem(`invalid port ${goQuote(port)} after host`);
}

type Part = "path" | "host" | "zone" | "user" | "fragment";

/** net/url unescape: `%xx` must be well-formed; in a host only bytes beyond ASCII may be escaped. */
function unescapePart(text: string, part: Part): string {
  const inHost = part === "host" || part === "zone";
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "%") {
      const triplet = text.slice(index, index + 3);
      if (!/^%[0-9A-Fa-f]{2}$/.test(triplet) || !mayBeEscaped(triplet, part)) {
        throw new UrlProblem(`invalid URL escape ${goQuote(triplet)}`);
      }
      index += 2;
    } else if (inHost && character < "\x80" && !HOST_ASCII.test(character)) {
      throw new UrlProblem(`invalid character ${goQuote(character)} in host name`);
    }
  }
  return text.includes("%") ? percentDecode(text) : text;
}

function mayBeEscaped(triplet: string, part: Part): boolean {
  if (triplet === "%25") return true;
  const byte = Number.parseInt(triplet.slice(1), 16);
  if (part === "host") return byte >= 0x80;
  if (part === "zone") return byte === 0x20 || (byte < 0x80 && HOST_ASCII.test(String.fromCharCode(byte)));
  return true;
}

function percentDecode(text: string): string {
  const bytes: number[] = [];
  const source = Buffer.from(text, "utf8");
  for (let index = 0; index < source.length; index++) {
    if (source[index] === 0x25) {
      bytes.push(Number.parseInt(source.toString("latin1", index + 1, index + 3), 16));
      index += 2;
    } else bytes.push(source[index] ?? 0);
  }
  return Buffer.from(bytes).toString("utf8");
}

function escapeUser(text: string): string {
  let escaped = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const character = String.fromCharCode(byte);
    escaped += USER_ASCII.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}
