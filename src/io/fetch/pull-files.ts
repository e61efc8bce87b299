import fs from "node:fs/promises";
import path from "node:path";
import { isArray, type JsonValue, member } from "../../base/json.ts";
import { compareSemver, isInRange, parseRange, parseSemver } from "../../go/semver.ts";
import { readArchive } from "../../manifests/charts/chart-archive.ts";
import type { OciArtifact } from "../../sources/reference.ts";
import type { Client } from "./download.ts";
import { FetchFailure } from "./failure.ts";
import { type RegistryAccess, withRegistry } from "./registry.ts";

export interface FetchedFiles {
  readonly bytes: Uint8Array;
  /** The manifest's digest. */
  readonly resolved: string;
}

/**
 * The files of an artifact that is no chart, by the `oras` on PATH: its first layer, as Flux takes it.
 * @param most largest answer in bytes
 * @throws FetchFailure
 */
export async function pullFiles(artifact: OciArtifact, client: Client, most: number): Promise<FetchedFiles> {
  return withRegistry(artifact, client, { most }, async (access) => {
    const name = `${access.repository}${await suffix(artifact, access)}`;
    const manifest = await oras(access, ["manifest", "fetch"], name).catch(missing(artifact));
    const layer = firstLayer(manifest);
    const file = path.join(access.folder, "layer");
    await oras(access, ["blob", "fetch", `--output=${file}`], `${access.repository}@${layer}`);
    const bytes = await fs.readFile(file);
    const archive = readArchive(bytes, "as-it-lies");
    if (!archive.ok) throw new FetchFailure(`its first layer is no archive of files: ${archive.reason}`);
    const described = JSON.parse((await oras(access, ["manifest", "fetch", "--descriptor"], name)).toString("utf8"));
    const digest = member(described, "digest");
    return { bytes, resolved: typeof digest === "string" ? digest : layer };
  });
}

/** Every tag of a repository in a registry, by the `oras` on PATH. @throws FetchFailure */
export async function registryTags(artifact: OciArtifact, client: Client, most: number): Promise<readonly string[]> {
  return withRegistry(artifact, client, { most }, tagsOf);
}

async function tagsOf(access: RegistryAccess): Promise<readonly string[]> {
  const listed = await oras(access, ["repo", "tags"], access.repository);
  return listed
    .toString("utf8")
    .split("\n")
    .filter((tag) => tag !== "");
}

async function oras({ run, config }: RegistryAccess, command: readonly string[], name: string): Promise<Buffer> {
  try {
    return await run("oras", [...command, "--plain-http", `--registry-config=${config}`, "--", name], {});
  } catch (error) {
    if (!(error instanceof FetchFailure) || error.message !== "oras is not installed") throw error;
    throw new FetchFailure("`oras` is needed for it, and is not on PATH: helm pulls charts alone");
  }
}

async function suffix({ ref, repository }: OciArtifact, access: RegistryAccess): Promise<string> {
  if ("digest" in ref) return `@${ref.digest}`;
  if ("tag" in ref) return `:${ref.tag}`;
  const range = parseRange(ref.semver ?? "*");
  if (range === null) throw new FetchFailure(`\`${ref.semver}\` is no range of versions`);
  const tags = await tagsOf(access);
  const matching = tags.flatMap((tag) => {
    const version = parseSemver(tag.replaceAll("_", "+"));
    return version !== null && isInRange(version, range) ? [{ tag, version }] : [];
  });
  const [newest] = matching.sort((a, b) => compareSemver(b.version, a.version));
  if (newest === undefined)
    throw new FetchFailure(`\`${repository}\` has no tag in the range \`${ref.semver ?? "*"}\``);
  return `:${newest.tag}`;
}

function missing({ repository, ref }: OciArtifact) {
  return (error: unknown): never => {
    if (!(error instanceof FetchFailure) || !error.isMissing) throw error;
    const asked = "digest" in ref ? ref.digest : "tag" in ref ? ref.tag : (ref.semver ?? "latest");
    throw new FetchFailure(`\`${repository}\` has no \`${asked}\``);
  };
}

function firstLayer(bytes: Buffer): string {
  let manifest: JsonValue;
  try {
    manifest = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new FetchFailure("the registry's manifest is no JSON");
  }
  const layers = member(manifest, "layers");
  const digest = isArray(layers) ? member(layers[0], "digest") : undefined;
  if (typeof digest === "string" && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new FetchFailure("the registry's manifest has no layer: it is no artifact of files");
}
