import { describe, expect, it } from "vitest";
import { allowWords, fetchPolicy, reachOf, refusalWords } from "../../src/fetch/policy.ts";
import { targetOf, targetText } from "../../src/fetch/target.ts";
import type { FetchableOrigin } from "../../src/sources/reference.ts";

function helm(repository: string): FetchableOrigin {
  return { kind: "helm", repository, chart: "app", version: "1.0.0" };
}
function oci(repository: string, insecure = false): FetchableOrigin {
  const plain = insecure ? { insecure: true as const } : {};
  return { kind: "oci", repository, ref: { tag: "1.0.0" }, content: "chart", ...plain };
}
function git(url: string): FetchableOrigin {
  return { kind: "git", url, ref: { tag: "v1" }, path: "" };
}
function file(url: string): FetchableOrigin {
  return { kind: "file", url };
}

function target(origin: FetchableOrigin) {
  const found = targetOf(origin);
  return found.ok ? targetText(found.value) : found.reason;
}

function reach(patterns: readonly string[], base: readonly FetchableOrigin[], origin: FetchableOrigin) {
  const found = targetOf(origin);
  if (!found.ok) throw new Error(found.reason);
  return reachOf(found.value, fetchPolicy(patterns, base));
}

describe("where an origin is asked for", () => {
  it.each([
    [helm("https://Charts.Example.com:443/stable/"), "https://charts.example.com/stable"],
    [helm("http://127.0.0.1:8080"), "http://127.0.0.1:8080"],
    [helm("https://0x7f.1/"), "https://127.0.0.1"],
    [helm("https://me:secret@charts.example.com"), expect.stringContaining("has credentials in it")],
    [helm("https://token@charts.example.com"), expect.stringContaining("has credentials in it")],
    [helm("https://:secret@charts.example.com"), expect.stringContaining("has credentials in it")],
    [helm("ftp://charts.example.com"), "its address is a ftp:// one, not an https:// one"],
    [helm("charts"), "its address is no URL"],
    [oci("ghcr.io/acme/app"), "oci://ghcr.io/acme/app"],
    [oci("registry.example.com:5000/app", true), "http://registry.example.com:5000/app"],
    [oci("ghcr.io/acme/../other"), "its address is not that of a repository in a registry"],
    [oci("ghcr.io/acme/app?x=/y"), "its address is not that of a repository in a registry"],
    [oci("ghcr.io"), "its address is not that of a repository in a registry"],
    [git("https://github.com/acme/app.git"), "https://github.com/acme/app"],
    [git("git@github.com:acme/app.git"), "ssh://github.com/acme/app"],
    [git("ssh://git@github.com:22/acme/app"), "ssh://github.com/acme/app"],
    [git("ssh://git@-oProxyCommand=x/acme"), "its address has no host"],
    [git("ssh:///acme/app"), "its address has no host"],
    [git("file:///etc"), "its address is a file:// one, not an https:// one"],
    [git("/etc"), "its address is no URL"],
    [git("ext::sh -c true"), "its address is a ext:// one, not an https:// one"],
    [git("-oProxyCommand=x@github.com:a/b"), "its address is no URL"],
    [file("https://example.com/v1/a.yaml?token=x"), "https://example.com/v1/a.yaml"],
  ])("%j", (origin, expected) => {
    expect(target(origin)).toEqual(expected);
  });
});

describe("who may be asked", () => {
  it.each([
    ["nothing is allowed", [], [], helm("https://charts.example.com"), "none"],
    ["the base's own repository", [], [helm("https://a.example.com/x")], helm("https://a.example.com/x"), "public"],
    ["another path of its host", [], [helm("https://a.example.com/x")], helm("https://a.example.com/y"), "none"],
    ["a path that begins alike", [], [helm("https://a.example.com/x")], helm("https://a.example.com/xy"), "none"],
    ["another port of its host", [], [helm("https://a.example.com")], helm("https://a.example.com:8443"), "none"],
    ["another scheme of its host", [], [helm("https://ghcr.io/acme")], oci("ghcr.io/acme"), "none"],
    ["the base's plain http", [], [helm("http://a.example.com")], helm("http://a.example.com"), "none"],
    ["https of the base's plain http", [], [helm("http://a.example.com")], helm("https://a.example.com"), "none"],
    ["the base's loopback: public alone", [], [helm("https://127.0.0.1")], helm("https://127.0.0.1"), "public"],
    ["another repository of a registry", [], [oci("ghcr.io/acme/a")], oci("ghcr.io/acme/b"), "none"],
    ["a star in the base's path", [], [helm("https://a.example.com/*")], helm("https://a.example.com/x"), "none"],
    [
      "a release of another version",
      [],
      [file("https://github.com/a/b/releases/download/v1/x.yaml")],
      file("https://github.com/a/b/releases/download/v2/x.yaml"),
      "public",
    ],
    [
      "a release of another repository",
      [],
      [file("https://github.com/a/b/releases/download/v1/x.yaml")],
      file("https://github.com/a/c/releases/download/v1/x.yaml"),
      "none",
    ],
    [
      "a file beside, of no version",
      [],
      [file("https://example.com/a/x.yaml")],
      file("https://example.com/a/y.yaml"),
      "public",
    ],
    [
      "a file of another folder, of no version",
      [],
      [file("https://example.com/a/x.yaml")],
      file("https://example.com/b/y.yaml"),
      "none",
    ],
    [
      "a file above a version",
      [],
      [file("https://example.com/a/1.2.0/x.yaml")],
      file("https://example.com/b/1.3.0/x.yaml"),
      "none",
    ],
    ["git with and without .git", [], [git("https://github.com/a/b.git")], git("https://github.com/a/b"), "public"],
    ["git by ssh in both ways", [], [git("git@github.com:a/b.git")], git("ssh://git@github.com/a/b"), "public"],
    ["a host alone", ["ghcr.io"], [], oci("ghcr.io/acme/app"), "public"],
    ["a host with all below", ["ghcr.io/**"], [], helm("https://ghcr.io/acme"), "public"],
    ["a host alone, and http", ["ghcr.io"], [], helm("http://ghcr.io"), "none"],
    ["a host alone, and ssh", ["github.com"], [], git("git@github.com:a/b"), "none"],
    ["a host alone that is an address", ["10.0.0.1"], [], helm("https://10.0.0.1"), "public"],
    ["a host alone, other port", ["ghcr.io"], [], helm("https://ghcr.io:8443"), "none"],
    ["a path", ["oci://ghcr.io/acme/**"], [], oci("ghcr.io/acme/app"), "private"],
    ["two stars that are no end", ["https://a.example.com/**/x"], [], helm("https://a.example.com/x"), "none"],
    ["a path, and one beside", ["oci://ghcr.io/acme/**"], [], oci("ghcr.io/other/app"), "none"],
    [
      "a star within a segment",
      ["https://a.example.com/team-*/charts"],
      [],
      helm("https://a.example.com/team-x/charts"),
      "private",
    ],
    ["a star and an end", ["https://a.example.com/t-*-x"], [], helm("https://a.example.com/t-a-x"), "private"],
    ["a star and another end", ["https://a.example.com/t-*-x"], [], helm("https://a.example.com/t-a-y"), "none"],
    ["two stars", ["https://a.example.com/a*b*c"], [], helm("https://a.example.com/a-b-b-c"), "private"],
    ["two stars, and nothing between", ["https://a.example.com/a*b*c"], [], helm("https://a.example.com/a-c"), "none"],
    ["two stars that share a letter", ["https://a.example.com/a*bc*c"], [], helm("https://a.example.com/abc"), "none"],
    ["a star for what is not there", ["https://a.example.com/*"], [], helm("https://a.example.com"), "none"],
    ["a star and no end", ["https://a.example.com/*-a-a"], [], helm("https://a.example.com/-a"), "none"],
    ["http that is spelled", ["http://charts.corp.example/**"], [], helm("http://charts.corp.example/a"), "private"],
    ["an address that is spelled", ["http://127.0.0.1:8080/**"], [], helm("http://127.0.0.1:8080/a"), "any"],
    ["another address that is spelled", ["https://10.0.0.12"], [], helm("https://10.0.0.12/a"), "any"],
    ["a name that ends like an address", ["https://a.10.0.0.example"], [], helm("https://a.10.0.0.example"), "private"],
    [
      "a name that begins like an address",
      ["https://10.0.0.12.example"],
      [],
      helm("https://10.0.0.12.example"),
      "private",
    ],
    ["a name that ends in an address", ["https://a.10.0.0.12"], [], helm("https://10.0.0.12"), "none"],
    ["a name that ends in a number", ["https://a.example12"], [], helm("https://a.example12"), "private"],
    ["the same in another way", ["https://127.0.0.1/**"], [], helm("https://0177.0.0.1/a"), "any"],
    ["an IPv6 address", ["https://[::1]:8443"], [], helm("https://[0:0::1]:8443"), "any"],
    ["localhost", ["https://localhost"], [], helm("https://localhost"), "any"],
    ["ssh that is spelled", ["ssh://git.example.com/a/**"], [], git("git@git.example.com:a/b"), "private"],
    [
      "what is no pattern",
      ["https://", "ftp://a.example.com", "https:///x", ""],
      [],
      helm("https://a.example.com"),
      "none",
    ],
  ] as const)("%s", (_name, patterns, base, origin, expected) => {
    expect(reach(patterns, base, origin)).toBe(expected);
  });

  it("says what is refused and how to allow it", () => {
    const found = targetOf(oci("ghcr.io/acme/app"));
    const plain = targetOf(helm("http://a.example.com/x"));
    if (!found.ok || !plain.ok) throw new Error("no target");
    expect([refusalWords(found.value), allowWords(found.value), refusalWords(plain.value)]).toEqual([
      "`oci://ghcr.io/acme/app` is new: nothing that is known of the base refers there, and its configuration does not allow it",
      'Allow it by `fetch.allow: ["oci://ghcr.io/acme/app"]` in the configuration of the base.',
      "`http://a.example.com/x` is not encrypted, and the configuration of the base does not allow it",
    ]);
  });
});
