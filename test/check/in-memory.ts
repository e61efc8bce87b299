import { createHash } from "node:crypto";
import micromatch from "micromatch";
import { type CheckRequest, check } from "../../src/check/check.ts";
import type { CheckPorts, TreeFiles } from "../../src/check/ports.ts";
import type { Overrides } from "../../src/config/settings.ts";
import type { Report } from "../../src/report/report.ts";
import { NOW } from "../rules/evaluated.ts";

/** Path to text or bytes. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

const NOT_INSTALLED = { ok: false, reason: "not-installed" } as const;

/** A machine without helm and kustomize. */
export const NO_TOOLS: CheckPorts["render"] = {
  refused: null,
  helm: () => NOT_INSTALLED,
  kustomize: () => NOT_INSTALLED,
};

/** Trees that are kept in memory: what is tested is the judging, not the disk. */
export function treeFiles(files: Files): TreeFiles {
  return {
    find: (include, exclude) => ({
      files: Object.keys(files)
        .filter((path) => micromatch.isMatch(path, [...include], { dot: true, ignore: [...exclude] }))
        .sort(),
      skipped: [],
    }),
    read: (path) => {
      const text = files[path];
      return text === undefined
        ? { ok: false, missing: true, reason: "there is no such file" }
        : { ok: true, value: typeof text === "string" ? new TextEncoder().encode(text) : text };
    },
    kindOf: (path) => (path in files ? "file" : "missing"),
    follow: (path) => {
      if (path.startsWith("../")) return { kind: "outside" };
      return path in files ? { kind: "file", path } : { kind: "missing" };
    },
    identityOf: (path) => `${path} ${Buffer.from(files[path] ?? "").toString("latin1")}`,
  };
}

interface Circumstances {
  readonly configPath?: string | null;
  /** Files of the head that git ignores. */
  readonly ignored?: readonly string[];
  readonly origin?: CheckRequest["origin"];
  /** Paths that are asked about as custom resources. */
  readonly objects?: readonly string[];
  readonly ports?: Partial<CheckPorts>;
}

/** A checkout that is no repository. */
const NO_RELEASES: CheckPorts["releases"] = {
  name: () => "tree",
  tags: () => ({ ok: false, reason: "no git" }),
  lacking: () => null,
  remote: () => null,
  remoteTags: () => ({ ok: false, reason: "no git" }),
  head: () => null,
  files: () => ({ ok: false, reason: "no git" }),
  read: () => ({ ok: false, reason: "no git" }),
  progress: () => {},
};

/** No compiler of CEL rules, which is not said. */
export const NO_CEL: CheckPorts["cel"] = {
  compile: () => ({ kind: "unknown", reason: null }),
  evaluate: () => ({ kind: "unknown", reason: null }),
  problem: () => null,
};

/** @param base null: there is none */
export function judged(
  base: Files | null,
  head: Files,
  mode: Report["mode"] = "check",
  flags: Partial<Overrides> = {},
  { configPath = null, ignored = [], origin, objects = [], ports: own }: Circumstances = {},
): Report {
  const ports: CheckPorts = {
    head: treeFiles(head),
    base:
      base === null ? { available: false, reason: "none" } : { available: true, rev: "base", files: treeFiles(base) },
    render: NO_TOOLS,
    baseRendered: null,
    sources: { problem: () => null, entry: () => null, read: () => ({ ok: false, reason: "none" }), remotes: () => [] },
    cel: NO_CEL,
    releases: NO_RELEASES,
    readStdin: () => ({ ok: true as const, value: new Uint8Array() }),
    leftOut: () => ({ files: new Set(), submodules: new Set(), nested: new Set(), read: () => new Map() }),
    ignoredByGit: (paths) => ({ ok: true, value: new Set(paths.filter((path) => ignored.includes(path))) }),
    trackedByGit: () => ({ ok: false, reason: "no git" }),
    blobId: (bytes) => createHash("sha1").update(bytes).digest("hex"),
    now: () => NOW,
    ...own,
  };
  return check(
    { mode, paths: [], objects, configPath, flags, toolVersion: "0.1.0", ...(origin === undefined ? {} : { origin }) },
    ports,
  );
}
