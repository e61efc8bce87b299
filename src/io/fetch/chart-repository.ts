import fs from "node:fs";
import path from "node:path";
import { isArray, member } from "../../base/json.ts";
import { findInIndex, type IndexEntry, versionsInIndex } from "../../fetch/chart-index.ts";
import type { HelmRepositoryChart } from "../../sources/reference.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";
import type { Environment } from "../tools/environment.ts";
import { digestOf } from "./cache.ts";
import { type Client, download } from "./download.ts";
import { FetchFailure } from "./failure.ts";
import { helmConfigFolder } from "./registry-login.ts";

export interface FetchedArchive {
  readonly bytes: Uint8Array;
  readonly version: string;
  readonly url: URL;
}

/** The largest that are known have 20 MB. */
const LARGEST_INDEX_BYTES = 64 * 1024 * 1024;

/** Indexes of one run by their address: many charts come from one repository. */
export type Indexes = Map<string, Promise<string>>;

/**
 * A chart of a repository with an `index.yaml`, in the version that helm would take. We download it ourselves: `helm pull`
 * (3.22, 4.3) takes an archive whose digest is not the index's, and follows any redirect.
 * @param most largest archive in bytes
 * @throws FetchFailure
 */
export async function downloadChart(
  { repository, chart, version }: HelmRepositoryChart,
  client: Client,
  indexes: Indexes,
  most: number,
): Promise<FetchedArchive> {
  const base = new URL(`${repository}/`);
  const login = repositoryLogin(repository, client.environment);
  const index = await (indexes.get(base.href) ?? loadIndex(base, login, client, indexes));
  const found = findInIndex(index, chart, version);
  if (!found.ok) throw new FetchFailure(found.reason);
  const url = archiveUrl(found.value, base);
  const headers = url.origin === base.origin ? login : {};
  const { bytes } = await download(client, { url, headers }, most).catch((error: unknown) => {
    if (!(error instanceof FetchFailure) || !error.isMissing) throw error;
    throw new FetchFailure(
      `the index names ${shown(url)} for version \`${found.value.version}\`, and ${error.message}`,
    );
  });
  const { digest } = found.value;
  if (digest !== null && digestOf(bytes) !== `sha256:${digest}`) {
    throw new FetchFailure(`what ${shown(url)} gives has not the digest that the index says (${digest})`);
  }
  return { bytes, version: found.value.version, url };
}

/** Every version of a chart that a repository's index has. @throws FetchFailure */
export async function repositoryVersions(
  { repository, chart }: Pick<HelmRepositoryChart, "repository" | "chart">,
  client: Client,
  indexes: Indexes,
): Promise<readonly string[]> {
  const base = new URL(`${repository}/`);
  const login = repositoryLogin(repository, client.environment);
  const found = versionsInIndex(await (indexes.get(base.href) ?? loadIndex(base, login, client, indexes)), chart);
  if (!found.ok) throw new FetchFailure(found.reason);
  return found.value;
}

function loadIndex(base: URL, headers: Login, client: Client, indexes: Indexes): Promise<string> {
  const loading = download(client, { url: new URL("index.yaml", base), headers }, LARGEST_INDEX_BYTES).then(
    ({ bytes }) => bytes.toString("utf8"),
    (error: unknown) => {
      // Another source's time may be enough.
      indexes.delete(base.href);
      if (!(error instanceof FetchFailure) || !error.isMissing) throw error;
      throw new FetchFailure(`there is no index.yaml: ${error.message}`);
    },
  );
  indexes.set(base.href, loading);
  return loading;
}

function archiveUrl({ url, version }: IndexEntry, base: URL): URL {
  if (!URL.canParse(url, base.href)) throw new FetchFailure(`the index's address of version \`${version}\` is no URL`);
  const whole = new URL(url, base.href);
  whole.username = "";
  whole.password = "";
  if (whole.protocol === "https:" || whole.protocol === base.protocol) return whole;
  throw new FetchFailure(`the index's address of version \`${version}\` is a ${whole.protocol}// one`);
}

/** Without a query, which may be a signature. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

type Login = Readonly<Record<string, string>>;

/** What somebody has added this very repository with (`helm repo add --username`). */
function repositoryLogin(repository: string, environment: Environment): Login {
  const file = environment.HELM_REPOSITORY_CONFIG || path.join(helmConfigFolder(environment), "repositories.yaml");
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch {
    // Helm was never used here.
    return {};
  }
  const reading = readYamlDocument(text, { dialect: "kubernetes" });
  const known = reading.ok ? member(reading.value, "repositories") : undefined;
  const entry = isArray(known) ? known.find((one) => withoutSlash(member(one, "url")) === repository) : undefined;
  const [user, password] = [member(entry, "username"), member(entry, "password")];
  if (typeof user !== "string" || typeof password !== "string" || user === "") return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

function withoutSlash(url: unknown): string | null {
  return typeof url !== "string" ? null : url.endsWith("/") ? url.slice(0, -1) : url;
}
