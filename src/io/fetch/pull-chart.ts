import fs from "node:fs/promises";
import path from "node:path";
import { parseSemver } from "../../go/semver.ts";
import type { OciArtifact } from "../../sources/reference.ts";
import type { Client } from "./download.ts";
import { FetchFailure } from "./failure.ts";
import { withRegistry } from "./registry.ts";

/**
 * A chart of an OCI registry, by the `helm` on PATH (3 or 4): it resolves ranges, logs in and compares digests.
 * @param most largest answer in bytes
 * @throws FetchFailure
 */
export async function pullChart(artifact: OciArtifact, client: Client, most: number): Promise<Uint8Array> {
  const { suffix, version, alias } = asked(artifact);
  return withRegistry(artifact, client, { most, ...alias }, async ({ repository, config, folder, run }) => {
    const name = `oci://${repository}${suffix}`;
    const args = ["pull", "--plain-http", `--registry-config=${config}`, ...version, "--", name];
    const homes = ["CACHE", "CONFIG", "DATA"].map((kind) => [
      `HELM_${kind}_HOME`,
      path.join(path.dirname(folder), kind),
    ]);
    try {
      await run("helm", args, { ...Object.fromEntries(homes), HELM_PLUGINS: path.join(folder, "no-plugins") });
    } catch (error) {
      if (error instanceof FetchFailure && (error.isMissing || NO_VERSION.test(error.message))) {
        throw new FetchFailure(missing(artifact));
      }
      throw error;
    }
    const [archive, ...others] = (await fs.readdir(folder)).filter((file) => file.endsWith(".tgz"));
    if (archive === undefined || others.length > 0) throw new FetchFailure("helm left no chart behind");
    return await fs.readFile(path.join(folder, archive));
  });
}

/** What helm says of a range that no tag is in. */
const NO_VERSION = /could not locate a version/i;

/** Stands for a tag that is no version, of which helm knows none. */
const ANY_VERSION = "0.0.0";

function asked({ ref }: OciArtifact) {
  if ("digest" in ref) return { suffix: `@${ref.digest}`, version: [], alias: {} };
  if ("semver" in ref)
    return { suffix: "", version: ref.semver === null ? [] : [`--version=${ref.semver}`], alias: {} };
  // A tag has no plus, and helm writes and reads an underscore for it.
  if (/^\d+\.\d+\.\d+/.test(ref.tag) && parseSemver(ref.tag.replaceAll("_", "+")) !== null) {
    return { suffix: "", version: [`--version=${ref.tag.replaceAll("_", "+")}`], alias: {} };
  }
  const alias = { from: `/manifests/${ANY_VERSION}`, to: `/manifests/${ref.tag.replaceAll("+", "_")}` };
  return { suffix: "", version: [`--version=${ANY_VERSION}`], alias: { alias } };
}

function missing({ repository, ref }: OciArtifact): string {
  if ("digest" in ref) return `\`${repository}\` has no \`${ref.digest}\``;
  const version = "tag" in ref ? ref.tag : ref.semver;
  return version === null
    ? `there is no chart at \`${repository}\``
    : `\`${repository}\` has no version \`${version}\``;
}
