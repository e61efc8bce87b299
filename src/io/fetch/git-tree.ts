import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Reach } from "../../fetch/policy.ts";
import type { FetchTarget } from "../../fetch/target.ts";
import { compareSemver, isInRange, parseRange, parseSemver } from "../../go/semver.ts";
import type { GitTree } from "../../sources/reference.ts";
import { type Environment, renderVariables, type ToolVariables } from "../tools/environment.ts";
import { runBeside } from "../tools/run-beside.ts";
import { allowedAddresses } from "./addresses.ts";
import type { Client } from "./download.ts";
import { FetchFailure } from "./failure.ts";
import { type Gate, gateSecret, openGate } from "./gate.ts";
import { inWorkFolder } from "./work-folder.ts";

export interface FetchedTree {
  /** A .tgz of the tree's files; the same commit gives the same bytes. */
  readonly bytes: Uint8Array;
  /** The commit, or the tag that a range of versions stood for. */
  readonly resolved: string;
}

export interface TreeRequest {
  readonly tree: GitTree;
  readonly target: FetchTarget;
  readonly reach: Reach;
  /** For `https://github.com` alone; null: none. */
  readonly githubToken: string | null;
  /** The largest answer in bytes. */
  readonly most: number;
}

/** The limit of a source's time is the signal's; the output is a tree without compression. */
const LIMITS = { milliseconds: 600_000, outputBytes: 256 * 1024 * 1024 };

/**
 * The files of a commit, by the `git` on PATH, from a repository that nothing else is in: no hook, filter, submodule or
 * LFS runs, and attributes of the tree hide nothing (`export-ignore`). Over https git asks a gate, which goes to the server.
 * @throws FetchFailure
 */
export async function fetchTree(request: TreeRequest, client: Client): Promise<FetchedTree> {
  const way = await remote(request, client);
  try {
    return await inWorkFolder(async (folder) => {
      const git = runner(folder, way, client);
      const { repository } = await emptyRepository(folder, git);
      const { refspec, words } = await wanted(request.tree, way.url, git);
      const fetch = [
        "fetch",
        "--quiet",
        "--depth=1",
        "--no-tags",
        "--no-recurse-submodules",
        "--upload-pack=git-upload-pack",
      ];
      await git([`--git-dir=${repository}`, ...fetch, "--", way.url, refspec]).catch((error: unknown) => {
        if (!(error instanceof FetchFailure) || !/couldn't find remote ref|not our ref/.test(error.message))
          throw error;
        throw new FetchFailure(`${request.target.host}${request.target.path} has no ${words}`);
      });
      const commit = (await git([`--git-dir=${repository}`, "rev-parse", "--verify", "FETCH_HEAD^{commit}"]))
        .toString()
        .trim();
      const tar = await git([`--git-dir=${repository}`, "archive", "--format=tar", commit]);
      const bytes = await promisify(gzip)(tar);
      if (bytes.length > request.most) {
        throw new FetchFailure(`its tree has more than ${Math.floor(request.most / 1024 / 1024)} MiB, packed`);
      }
      return { bytes, resolved: "semver" in request.tree.ref ? refspec.replace("refs/tags/", "") : commit };
    });
  } finally {
    await way.gate?.close();
  }
}

/** How git comes to the server. */
interface Way {
  readonly url: string;
  readonly gate: Gate | null;
  readonly protocol: "http" | "ssh";
  readonly ssh: string | null;
}

async function remote({ tree, target, reach, githubToken, most }: TreeRequest, client: Client): Promise<Way> {
  const isGithub = target.host === "github.com" && target.scheme !== "http";
  const token = isGithub ? githubToken : null;
  if (target.scheme === "ssh" && token === null) return sshWay(tree, target, reach, client);
  const secret = gateSecret();
  const origin = new URL(target.scheme === "ssh" ? `https://github.com${target.path}` : tree.url);
  const login =
    token === null ? {} : { authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}` };
  const gate = await openGate({ origin, secret, headers: login, most }, client);
  return { url: `http://${gate.host}/${secret}`, gate, protocol: "http", ssh: null };
}

/** To the address that was looked at; with the user's agent and known hosts, and nothing of a configuration of ssh. */
async function sshWay({ url }: GitTree, { host }: FetchTarget, reach: Reach, client: Client): Promise<Way> {
  const address = new URL(`ssh://${host}`);
  const { hostname, port } = address;
  const found = await allowedAddresses(address, reach, client.resolve);
  const alias = port === "" ? hostname : `[${hostname}]:${port}`;
  const options = [
    `HostName=${found[0]?.address ?? ""}`,
    `HostKeyAlias=${alias}`,
    ...["BatchMode=yes", "StrictHostKeyChecking=yes", "ClearAllForwardings=yes", "PermitLocalCommand=no"],
    ...["ControlPath=none", "ConnectTimeout=20"],
  ];
  return {
    url,
    gate: null,
    protocol: "ssh",
    ssh: ["ssh", "-F", "none", ...options.map((one) => `-o${one}`)].join(" "),
  };
}

type Git = (args: readonly string[]) => Promise<Buffer>;

/** Whatever a configuration of the user or of the machine says: git reads none of it. */
const SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=",
  "core.askPass=",
  "credential.helper=",
  "gc.auto=0",
  "maintenance.auto=false",
  "http.followRedirects=false",
  "http.proxy=",
  "transfer.bundleURI=false",
  "fetch.uriProtocols=",
  "tar.umask=0022",
].flatMap((setting) => ["-c", setting]);

function runner(folder: string, { protocol, ssh, gate }: Way, { environment, signal }: Client): Git {
  const variables: ToolVariables = {
    ...renderVariables(environment),
    ...(ssh === null ? { HOME: folder } : { ...agent(environment), GIT_SSH_COMMAND: ssh, GIT_SSH_VARIANT: "ssh" }),
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: protocol,
    GIT_ATTR_NOSYSTEM: "1",
  };
  return async (args) => {
    const call = { program: "git", args: ["--no-pager", ...SETTINGS, ...args], folder, variables, limits: LIMITS };
    const run = await runBeside(call, signal);
    signal.throwIfAborted();
    if (run.ended && run.status === 0) return run.stdout;
    const failure = gate?.failure();
    if (failure) throw failure;
    if (!run.ended) throw new FetchFailure(`git ${run.message}`);
    const words =
      run.stderr
        .trim()
        .split("\n")
        .find((line) => /^(?:fatal|error|Permission)/i.test(line)) ?? run.stderr.trim();
    throw new FetchFailure(`git says: ${words.replace(/^(?:fatal|error): /, "").slice(0, MOST_WORDS)}`);
  };
}

const MOST_WORDS = 300;

function agent({ SSH_AUTH_SOCK: socket }: Environment): ToolVariables {
  return socket === undefined ? {} : { SSH_AUTH_SOCK: socket };
}

async function emptyRepository(folder: string, git: Git): Promise<{ readonly repository: string }> {
  const repository = path.join(folder, "repository.git");
  await git(["init", "--quiet", "--bare", "--template=", repository]);
  await fs.mkdir(path.join(repository, "info"), { recursive: true });
  // Before all attributes of the tree: what they would leave out or rewrite is deployed as it is.
  const plain = "* -export-ignore -export-subst -text -filter -ident -working-tree-encoding\n";
  await fs.writeFile(path.join(repository, "info", "attributes"), plain);
  return { repository };
}

/** What is asked of the server. @throws FetchFailure */
async function wanted({ ref }: GitTree, url: string, git: Git) {
  if ("commit" in ref) return checked(ref.commit, `commit \`${ref.commit}\``);
  if ("tag" in ref) return checked(`refs/tags/${ref.tag}`, `tag \`${ref.tag}\``);
  if ("branch" in ref) return checked(`refs/heads/${ref.branch}`, `branch \`${ref.branch}\``);
  if ("name" in ref) return checked(ref.name ?? "HEAD", `branch, tag or commit \`${ref.name ?? "HEAD"}\``);
  const range = parseRange(ref.semver);
  if (range === null) throw new FetchFailure(`\`${ref.semver}\` is no range of versions`);
  const listed = (await git(["ls-remote", "--quiet", "--tags", "--refs", "--", url])).toString("utf8");
  const tags = listed.split("\n").flatMap((line) => line.split("\trefs/tags/")[1] ?? []);
  const matching = tags.flatMap((tag) => {
    const version = parseSemver(tag);
    return version !== null && isInRange(version, range) ? [{ tag, version }] : [];
  });
  const [newest] = matching.sort((a, b) => compareSemver(b.version, a.version));
  if (newest === undefined) throw new FetchFailure(`it has no tag in the range \`${ref.semver}\``);
  return checked(`refs/tags/${newest.tag}`, `tag \`${newest.tag}\``);
}

/** Git's rules for names (git-check-ref-format): with a colon or a plus it would be another request. */
function checked(refspec: string, words: string) {
  if (!/^[^-+\s:?*[\\^~][^\s:?*[\\^~\p{Cc}]*$/u.test(refspec))
    throw new FetchFailure(`${words} is no name that git has`);
  return { refspec, words };
}
