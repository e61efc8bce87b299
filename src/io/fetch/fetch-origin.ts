import type { Fetched } from "../../fetch/fetch-sources.ts";
import { checkChart } from "../../fetch/fetched-chart.ts";
import type { Reach } from "../../fetch/policy.ts";
import { type FetchTarget, targetText } from "../../fetch/target.ts";
import type { FetchableOrigin, OciArtifact } from "../../sources/reference.ts";
import { downloadChart, type Indexes } from "./chart-repository.ts";
import { type Client, download, persistently } from "./download.ts";
import { FetchFailure } from "./failure.ts";
import { fetchTree } from "./git-tree.ts";
import { pullChart } from "./pull-chart.ts";
import { pullFiles } from "./pull-files.ts";

export interface OriginRequest {
  readonly origin: FetchableOrigin;
  readonly target: FetchTarget;
  readonly reach: Reach;
  readonly indexes: Indexes;
  readonly githubToken: string | null;
}

const MEBIBYTE = 1024 * 1024;
const LARGEST = { archive: 100 * MEBIBYTE, file: 10 * MEBIBYTE };

/** Brings what one origin stands for, and looks whether it is that. @throws FetchFailure */
export async function fetchOrigin(request: OriginRequest, client: Client): Promise<Fetched> {
  const { origin, target, indexes } = request;
  switch (origin.kind) {
    case "helm": {
      const { bytes, version, url } = await downloadChart(origin, client, indexes, LARGEST.archive);
      const checked = checkChart(bytes, { name: origin.chart, version });
      if (!checked.ok) throw new FetchFailure(checked.reason);
      return { bytes, content: "chart", resolved: version, url: `${url.origin}${url.pathname}` };
    }
    case "oci":
      return fetchArtifact(origin, target, client);
    case "git": {
      const tree = { ...request, tree: origin, most: LARGEST.archive };
      return {
        ...(await persistently(client, () => fetchTree(tree, client))),
        content: "tree",
        url: targetText(target),
      };
    }
    case "file": {
      const { bytes, url } = await download(client, { url: new URL(origin.url) }, LARGEST.file);
      // It would be read as one long text, and as manifests without a CRD.
      if (/^\s*</.test(bytes.subarray(0, 1024).toString("latin1"))) {
        throw new FetchFailure("what came is a page, not a file of manifests");
      }
      return { bytes, content: "file", resolved: origin.url, url: `${url.origin}${url.pathname}` };
    }
    default:
      return origin satisfies never;
  }
}

async function fetchArtifact(origin: OciArtifact, target: FetchTarget, client: Client): Promise<Fetched> {
  // Which key or identity signs is not known here, and a signature of just anybody's proves nothing.
  const unverified = origin.verify === true ? { unverified: true as const } : {};
  const url = targetText({ ...target, scheme: "oci" });
  if (origin.content === "files") {
    return {
      ...(await persistently(client, () => pullFiles(origin, client, LARGEST.archive))),
      content: "tree",
      url,
      ...unverified,
    };
  }
  const bytes = await persistently(client, () => pullChart(origin, client, LARGEST.archive));
  // The last segment is the chart's name where helm pushed it; Flux takes it from wherever it is.
  const checked = checkChart(bytes, { name: null, version: null });
  if (!checked.ok) throw new FetchFailure(checked.reason);
  return { bytes, content: "chart", resolved: checked.value, url, ...unverified };
}
