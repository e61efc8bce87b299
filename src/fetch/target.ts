import { failed, type Result } from "../base/result.ts";
import type { FetchableOrigin, GitTree } from "../sources/reference.ts";

/** Where an origin is asked for: what a policy decides about. */
export interface FetchTarget {
  readonly scheme: "https" | "http" | "oci" | "ssh";
  /** In lower case, with its port where that is not the scheme's own; an IPv6 address in brackets. */
  readonly host: string;
  /** Of the repository, or of the file; "" or from its `/` on, without one at the end. */
  readonly path: string;
}

/** `https://charts.example.com/stable`: for people and for `fetch.allow`. */
export function targetText({ scheme, host, path }: FetchTarget): string {
  return `${scheme}://${host}${path}`;
}

/** @returns not ok: part of a sentence, why nothing can be asked there whoever allows it */
export function targetOf(origin: FetchableOrigin): Result<FetchTarget> {
  switch (origin.kind) {
    case "helm":
      return urlTarget(origin.repository, ["https:", "http:"]);
    case "file":
      return urlTarget(origin.url, ["https:", "http:"]);
    case "oci":
      return registryTarget(origin.repository, origin.insecure === true);
    case "git":
      return gitTarget(origin);
    default:
      return origin satisfies never;
  }
}

function urlTarget(text: string, schemes: readonly string[]): Result<FetchTarget> {
  if (!URL.canParse(text)) return failed("its address is no URL");
  const { protocol, host, pathname, password, username } = new URL(text);
  if (!schemes.includes(protocol)) return failed(`its address is a ${protocol}// one, not an https:// one`);
  if (password !== "" || username !== "") return failed(WITH_CREDENTIALS);
  const scheme = protocol === "http:" ? "http" : "https";
  return { ok: true, value: { scheme, host, path: withoutSlash(pathname) } };
}

/** They would be in the lock, and in every report. */
const WITH_CREDENTIALS =
  "its address has credentials in it, which belong into the configuration of helm, docker or git";

function withoutSlash(path: string): string {
  return path.endsWith("/") ? withoutSlash(path.slice(0, -1)) : path;
}

/** Names as the distribution specification has them: no `..`, no query, nothing that a URL would read otherwise. */
const REPOSITORY = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

function registryTarget(repository: string, insecure: boolean): Result<FetchTarget> {
  const slash = repository.indexOf("/");
  const [host, path] = [repository.slice(0, slash), repository.slice(slash + 1)];
  if (slash < 1 || !REPOSITORY.test(path)) return failed("its address is not that of a repository in a registry");
  const parsed = urlTarget(`https://${host}`, ["https:"]);
  if (!parsed.ok) return parsed;
  return { ok: true, value: { scheme: insecure ? "http" : "oci", host: parsed.value.host, path: `/${path}` } };
}

function gitTarget({ url }: GitTree): Result<FetchTarget> {
  // As in git: what has no `//` and a colon before its first slash is `user@host:path`.
  const [, host = "", path] = /^(?:\w[\w.-]*@)?(\w[\w.-]*):(?!\/\/|:)(.+)$/.exec(url) ?? [];
  if (path !== undefined) return sshTarget(`ssh://${host}/${path.replace(/^\//, "")}`);
  if (url.startsWith("ssh://")) return sshTarget(url);
  const target = urlTarget(url, ["https:", "http:"]);
  return target.ok ? { ok: true, value: { ...target.value, path: repositoryPath(target.value.path) } } : target;
}

function sshTarget(text: string): Result<FetchTarget> {
  if (!URL.canParse(text)) return failed("its address is no URL");
  const { host, hostname, port, pathname, password } = new URL(text);
  if (password !== "") return failed(WITH_CREDENTIALS);
  // An option of ssh would be taken for one.
  if (hostname === "" || hostname.startsWith("-")) return failed("its address has no host");
  const shown = (port === "22" ? hostname : host).toLowerCase();
  return { ok: true, value: { scheme: "ssh", host: shown, path: repositoryPath(withoutSlash(pathname)) } };
}

/** With and without `.git` it is one repository. */
function repositoryPath(path: string): string {
  return path.endsWith(".git") ? path.slice(0, -".git".length) : path;
}
