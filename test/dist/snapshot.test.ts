import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import {
  base64,
  fixture,
  type Handler,
  json,
  kubeconfig,
  liveItem,
  page,
  testServer,
  wellServer,
} from "../io/cluster/api-server.ts";
import { crd } from "../rules/evaluated.ts";
import { type Run, startBundle, workspace } from "./bundle.ts";

const FILE = ".github/crd-upgrade-guard/clusters/prod-eu.json";
const TLS = { "certificate-authority-data": base64(fixture("ca.crt")) };

interface Situation {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** A file that was last changed long ago. */
  readonly aged?: string;
  readonly args?: readonly string[];
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const UNSEEN = "\nThis is no git repository: no manifests were looked at.\n";
const LONG_AGO = new Date("2026-01-01T00:00:00Z");

interface Outcome extends Run {
  /** Below .github afterwards, with their text. */
  readonly written: Readonly<Record<string, string>>;
}

async function snapshot({ files = {}, aged, args = [], input = "", env = {} }: Situation): Promise<Outcome> {
  const { root, remove } = workspace(files);
  try {
    if (aged !== undefined) fs.utimesSync(path.join(root, aged), LONG_AGO, LONG_AGO);
    const run = await startBundle("cli.cjs", ["snapshot", "--cluster", "prod-eu", ...args], { cwd: root, input, env });
    const folder = path.join(root, ".github");
    const names = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
    const paths = names.map((name) => path.join(".github", name)).filter((name) => /\.\w+$/.test(path.basename(name)));
    const written = paths.filter((name) => fs.statSync(path.join(root, name)).isFile());
    return {
      ...run,
      written: Object.fromEntries(written.map((name) => [name, fs.readFileSync(path.join(root, name), "utf8")])),
    };
  } finally {
    remove();
  }
}

/** A server as `handler` has it, and what `snapshot` makes of it; the server's host reads HOST. */
async function against(handler: Handler, more: Situation = {}, tls?: { cert: string }, cluster = {}): Promise<Outcome> {
  const server = await testServer(handler, tls);
  try {
    const config = kubeconfig({ server: server.url, ...(tls === undefined ? {} : TLS), ...cluster });
    const run = await snapshot({
      ...more,
      files: { ...more.files, kubeconfig: config },
      args: ["--kubeconfig", "kubeconfig", ...(more.args ?? [])],
    });
    return { ...run, stderr: run.stderr.replaceAll(server.host, "HOST") };
  } finally {
    await server.close();
  }
}

const CHECK_SERVER = "Check `server` in the kubeconfig: a login page or a proxy may be in the API server's place.";
const BY_PROVIDER = "write the kubeconfig again with your provider's tool.";

describe("snapshot records a cluster", () => {
  test("as its first snapshot, and tells what changed the next time", async () => {
    const first = await against(wellServer());
    expect(first).toMatchObject({
      status: 0,
      stderr: "",
      stdout: `Wrote ${FILE}: 1 CRD of prod-eu, Kubernetes v1.34.1.\nThere was no snapshot to compare with.\n${UNSEEN}`,
    });
    const recorded = first.written[FILE] ?? "";
    const changed = recorded.replace('"storedVersions": ["v1"]', '"storedVersions": ["v1beta1", "v1"]');
    const second = await against(wellServer(), { files: { [FILE]: changed } });
    expect(second.stdout).toBe(
      `Wrote ${FILE}: 1 CRD of prod-eu, Kubernetes v1.34.1.\n\nChanged:\n  - \`routes.example.com\` finished a migration: \`v1beta1\` left storedVersions (now \`v1\`).\n${UNSEEN}`,
    );
    const undated = (text: string | undefined) => text?.replace(/"capturedAt": .*/, "");
    expect(undated(second.written[FILE])).toBe(undated(recorded));
  });

  test("--diff tells the same and writes nothing", async () => {
    const { written } = await against(wellServer());
    const old = (written[FILE] ?? "").replace("v1.34.1", "v1.33.0");
    const run = await against(wellServer(), { files: { [FILE]: old }, args: ["--diff"] });
    expect(run).toMatchObject({
      status: 0,
      stdout: `Compared with ${FILE}: 1 CRD of prod-eu, Kubernetes v1.34.1.\n\nChanged:\n  - the API server is now \`v1.34.1\` (it was \`v1.33.0\`).\n${UNSEEN}`,
      written: { [FILE]: old },
    });
  });

  test("--diff without a snapshot says so", async () => {
    const run = await against(wellServer(), { args: ["--diff"] });
    expect(run).toMatchObject({
      status: 0,
      stdout: `Read, and wrote nothing: 1 CRD of prod-eu, Kubernetes v1.34.1.\nThere was no snapshot to compare with.\n${UNSEEN}`,
      written: {},
    });
  });

  test("from what kubectl prints", async () => {
    const list = { ...page([]), kind: "List", apiVersion: "v1", metadata: {} };
    const items = page(["routes.example.com", "ways.example.com"]).items;
    const members = (Array.isArray(items) ? items : []).map((item) => ({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      ...item,
    }));
    const input = JSON.stringify({ ...list, items: members }, null, 4);
    const run = await snapshot({ args: ["--from-dump", "-"], input });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toContain(`Wrote ${FILE}: 2 CRDs of prod-eu.\n`);
    const text = run.written[FILE] ?? "";
    expect(text).toContain('"origin": {"kind": "dump", "tool": "0.1.0"}');
    expect(text).not.toContain("uid");
    const file = await snapshot({
      files: { "dump.json": input },
      args: ["--from-dump", "dump.json", "--exclude", "other.com"],
    });
    expect(file).toMatchObject({ status: 0 });
    expect(file.written[FILE]).toContain('"selection": {"exclude": ["other.com"]}');
  });
});

describe("snapshot finds its place", () => {
  const DUMP = JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", ...liveItem("routes.example.com") },
    ],
  });

  test("where the configuration has a check look for it, in place of a dump that is there", async () => {
    const files = {
      ".github/crd-upgrade-guard/config.yaml": 'snapshots: [".github/state/*.{json,yaml}"]\n',
      ".github/state/prod-eu.yaml": DUMP,
    };
    const run = await against(wellServer(), { files });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(/^Wrote \.github\/state\/prod-eu\.json: 1 CRD of prod-eu/);
    expect(Object.keys(run.written).sort()).toEqual([
      ".github/crd-upgrade-guard/config.yaml",
      ".github/state/prod-eu.json",
    ]);
  });

  test("and says where it cannot write", async () => {
    const run = await against(wellServer(), { files: { ".github/crd-upgrade-guard/clusters": "a file" } });
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(/^error: The snapshot cannot be written to \S+prod-eu\.json \(E/);
  });

  test("what is recorded is neither broken nor older than what is written over it", async () => {
    const broken = await against(wellServer(), { files: { [FILE]: "{" } });
    expect(broken).toMatchObject({ status: 0 });
    expect(broken.stderr).toMatch(
      /^warning: the recorded snapshot cannot be compared with: \S+prod-eu\.json: line 1: /,
    );
    const recorded = broken.written[FILE] ?? "";
    const older = (text: string) =>
      snapshot({ files: { [FILE]: text, "d.json": DUMP }, aged: "d.json", args: ["--from-dump", "d.json"] });
    const before = await older(recorded);
    expect(before).toMatchObject({ status: 2, stdout: "", written: { [FILE]: recorded } });
    expect(before.stderr).toMatch(
      /^error: The reading is of 2026-01-01T00:00:00Z, older than the recorded one of \S+\. Take a new one\.\n$/,
    );
    const late = recorded.replace(/"capturedAt": "\d+/, '"capturedAt": "2099');
    const toCome = await older(late);
    expect(toCome).toMatchObject({ status: 2, stdout: "", written: { [FILE]: late } });
    expect(toCome.stderr).toContain("That time is yet to come: read the cluster now, or correct `capturedAt`");
    const now = await snapshot({ files: { [FILE]: late }, args: ["--from-dump", "-"], input: DUMP });
    expect(now).toMatchObject({ status: 0, stderr: "" });
  });
});

describe("snapshot and the manifests", () => {
  const MANIFEST = dump(crd({ name: "routes.example.com", versions: "v1*" }));
  const DUMP = JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", ...liveItem("routes.example.com") },
    ],
  });
  const stored = DUMP.replace('"storedVersions":["v1"]', '"storedVersions":["v1beta1","v1"]');
  const first = (files: Readonly<Record<string, string>>, input: string) =>
    snapshot({ files, args: ["--from-dump", "-"], input });

  test("the first one tells what the cluster refuses, and what was compared", async () => {
    const files = { ".git/HEAD": "ref: refs/heads/main\n", "deploy/routes.yaml": MANIFEST };
    const told = await snapshot({ files, args: ["--from-dump", "-", "--server-version", "v1.32.1"], input: stored });
    expect(told.stdout).toBe(
      `Wrote ${FILE}: 1 CRD of prod-eu, Kubernetes v1.32.1.\nThere was no snapshot to compare with.\n\nFor the manifests of this repository:\n  - \`prod-eu\` refuses \`deploy/routes.yaml\`: \`status.storedVersions[0]: Invalid value: "v1beta1": must appear in spec.versions\`.\n\n1 manifest of this repository compared, 1 refused.\n`,
    );
    expect((await first(files, DUMP)).stdout).toContain("1 manifest of this repository compared, none refused.\n");
  });

  test("outside a repository nothing but the configuration and the snapshot is read", async () => {
    const run = await first({ "deploy/routes.yaml": MANIFEST }, stored);
    expect([run.status, run.stderr, run.stdout]).toEqual([
      0,
      "",
      `Wrote ${FILE}: 1 CRD of prod-eu.\nThere was no snapshot to compare with.\n${UNSEEN}`,
    ]);
  });
});

describe("snapshot run again", () => {
  const DUMP = JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", ...liveItem("routes.example.com") },
    ],
  });
  const DAY = 86_400_000;
  const at = (text: string, ms: number) =>
    text.replace(/"capturedAt": "[^"]*"/, `"capturedAt": "${new Date(ms).toISOString().replace(/\.\d+/, "")}"`);
  const again = (text: string, ...args: readonly string[]) =>
    snapshot({ files: { [FILE]: text }, args: ["--from-dump", "-", ...args], input: DUMP });

  test("leaves the file as it is until the heartbeat has passed, or --renew asks for it", async () => {
    const first = await snapshot({ args: ["--from-dump", "-"], input: DUMP });
    const recorded = at(first.written[FILE] ?? "", Date.now() - DAY);
    const since = /"capturedAt": "([^"]*)"/.exec(recorded)?.[1];
    expect(await again(recorded)).toMatchObject({
      status: 0,
      stderr: "",
      stdout: `${FILE} stays as it is: 1 CRD of prod-eu.\nNothing of prod-eu has changed since ${since}; --renew records the time of this reading.\n`,
      written: { [FILE]: recorded },
    });
    const renewed = await again(recorded, "--renew");
    expect(renewed.stdout).toBe(`Wrote ${FILE}: 1 CRD of prod-eu.\nNothing of prod-eu has changed since ${since}.\n`);
    expect(renewed.written[FILE]).not.toBe(recorded);
    const old = at(recorded, Date.now() - 5 * DAY);
    const beaten = await again(old);
    expect(beaten.stdout).toMatch(/^Wrote /);
    const patient = { ".github/crd-upgrade-guard/config.yaml": "maxSnapshotAge: 20d\n", [FILE]: old };
    const kept = await snapshot({ files: patient, args: ["--from-dump", "-"], input: DUMP });
    expect([kept.stdout.split(":")[0], kept.written[FILE]]).toEqual([`${FILE} stays as it is`, old]);
  });

  test("keeps the server's version that a person wrote, and takes the one that is given", async () => {
    const first = await snapshot({ args: ["--from-dump", "-", "--server-version", "v1.31.3"], input: DUMP });
    expect(first.stdout).toContain("1 CRD of prod-eu, Kubernetes v1.31.3.");
    const recorded = first.written[FILE] ?? "";
    expect((await again(recorded)).written[FILE]).toBe(recorded);
    const files = {
      [FILE]: recorded,
      "version.json": JSON.stringify({ clientVersion: {}, serverVersion: { gitVersion: "v1.32.0" } }),
    };
    const upgraded = await snapshot({
      files,
      args: ["--from-dump", "-", "--server-version", "version.json"],
      input: DUMP,
    });
    expect(upgraded.stdout).toContain("the API server is now `v1.32.0` (it was `v1.31.3`)");
    expect(upgraded.written[FILE]).toContain('"serverVersion": "v1.32.0"');
    const wrong = await again(recorded, "--server-version", "1");
    expect(wrong).toMatchObject({
      status: 2,
      stderr:
        "error: The server's version cannot be read from 1: there is no such file. Give a version such as v1.31.3, or a file with what `kubectl version -o json` printed.\n",
      written: { [FILE]: recorded },
    });
  });
});

describe("snapshot writes nothing and says why", () => {
  async function refused(run: Promise<Outcome>, ...sentences: readonly string[]) {
    const { status, stdout, stderr, written } = await run;
    expect({ status, stdout, stderr, written }).toEqual({
      status: 2,
      stdout: "",
      stderr: sentences.map((one) => `${one}\n`).join(""),
      written: {},
    });
  }

  test("a kubeconfig that is not there, empty, broken, or without the context", async () => {
    await refused(
      snapshot({ args: ["--kubeconfig", "nowhere"] }),
      "error: The kubeconfig nowhere does not exist. Give the path of a kubeconfig that this user may read.",
    );
    await refused(
      snapshot({ files: { kubeconfig: "" }, args: ["--kubeconfig", "kubeconfig"] }),
      "error: The kubeconfig kubeconfig is empty. Write it again with your provider's tool, or look at it with `kubectl config view`.",
    );
    await refused(
      snapshot({ files: { kubeconfig: "a: [secret" }, args: ["--kubeconfig", "kubeconfig"] }),
      "error: The kubeconfig kubeconfig is no YAML (line 1). Write it again with your provider's tool, or look at it with `kubectl config view`.",
    );
    await refused(
      snapshot({
        files: { kubeconfig: kubeconfig({ server: "https://a" }) },
        args: ["--kubeconfig", "kubeconfig", "--context", "prod"],
      }),
      'error: The kubeconfig kubeconfig has no context "prod"; it has it. Correct the context.',
    );
    await refused(
      snapshot({ env: { HOME: "/nowhere" } }),
      "error: There is no kubeconfig (looked for /nowhere/.kube/config). Name one with --kubeconfig, or set KUBECONFIG.",
    );
  });

  test("a server that the CA has not signed, whose certificate has expired, or that has another name", async () => {
    await refused(
      against(
        wellServer(),
        {},
        { cert: "server.crt" },
        { "certificate-authority-data": base64(fixture("other-ca.crt")) },
      ),
      "error: The certificate of HOST is not signed by a CA that is trusted (unable to verify the first certificate). The kubeconfig's certificate-authority is of another cluster, or is missing; without one, NODE_EXTRA_CA_CERTS adds to the roots.",
    );
    await refused(
      against(wellServer(), {}, { cert: "server-expired.crt" }),
      "error: The certificate of HOST is not valid today (certificate has expired). Renew it, or check the clock here.",
    );
    await refused(
      against(wellServer(), {}, { cert: "server-named.crt" }),
      "error: The certificate of HOST is for other names (DNS:api.prod-eu.example.com). Use one of its names as `server`, or set tls-server-name in the kubeconfig.",
    );
  });

  test("a client certificate that has expired", async () => {
    const server = await testServer(
      (_, __, response) => json(response, 401, { kind: "Status", message: "Unauthorized", code: 401 }),
      { cert: "server.crt" },
    );
    const user = {
      "client-certificate-data": base64(fixture("client-expired.crt")),
      "client-key-data": base64(fixture("test.key")),
    };
    const config = kubeconfig({ server: server.url, ...TLS }, user);
    try {
      await refused(
        snapshot({ files: { kubeconfig: config }, args: ["--kubeconfig", "kubeconfig"] }),
        `error: ${server.host} does not know the credentials of "someone" (401: Unauthorized); the client certificate ended on 2021-01-01. They have expired or belong to another cluster: ${BY_PROVIDER}`,
      );
    } finally {
      await server.close();
    }
  });

  test("a plugin that is missing, hangs, fails, or prints garbage", async () => {
    const plugin = (command: string, args: readonly string[] = []) => {
      const exec = { apiVersion: "client.authentication.k8s.io/v1", command, args, interactiveMode: "Never" };
      const config = kubeconfig({ server: "https://127.0.0.1:1" }, { exec });
      return snapshot({ files: { kubeconfig: config }, args: ["--kubeconfig", "kubeconfig", "--timeout", "1s"] });
    };
    const whose = 'error: The credential plugin of the user "someone"';
    await refused(
      plugin("no-such-plugin"),
      `${whose} (no-such-plugin) is not installed. Install it in an earlier step of the job.`,
    );
    await refused(
      plugin("sleep", ["60"]),
      `${whose} (sleep) did not answer in time. Run it by hand: it may be waiting for a person, a browser or the network.`,
    );
    await refused(
      plugin("sh", ["-c", "echo debug: token=my-secret-token >&2; exit 3"]),
      `${whose} (sh) ended with code 3. Log in to the provider in an earlier step of the job; run it by hand to see what it says, which may be a secret and is not repeated here.`,
    );
    await refused(
      plugin("echo", ["my-secret-token"]),
      `${whose} (echo) printed no ExecCredential of client.authentication.k8s.io/v1 with a token or a certificate. Run it by hand to see what it prints; what it prints is a secret.`,
    );
  });

  test("a server that is a login page, cuts the connection, turns in a circle, or has no items", async () => {
    await refused(
      against((_, __, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>")),
      `error: HOST answered text/html, not JSON, to: the list of CRDs. ${CHECK_SERVER}`,
    );
    await refused(
      against((_, __, response) =>
        response.writeHead(302, { location: "https://login.example.com/?next=secret" }).end(),
      ),
      `error: HOST answered 302, which leads to login.example.com to: the list of CRDs. ${CHECK_SERVER}`,
    );
    await refused(
      against(
        (_, __, response) => {
          response.writeHead(200, { "content-type": "application/json", "content-length": "100000" });
          response.write(JSON.stringify(page(["routes.example.com"])).slice(0, 300), () => response.destroy());
        },
        { args: ["--timeout", "30s"] },
      ),
      "error: HOST cut the connection in the middle of its answer: the list of CRDs. Look at the API server and at proxies in between; try again later.",
    );
    let count = 0;
    await refused(
      against((_, __, response) => json(response, 200, page([`routes${count++}.example.com`], "again"))),
      `error: HOST answered the same continue token twice, so that its list never ends. ${CHECK_SERVER}`,
    );
    await refused(
      against((_, __, response) => json(response, 200, { ...page([]), items: null })),
      `error: HOST answered a list of CRDs whose \`items\` is null or missing. ${CHECK_SERVER}`,
    );
    await refused(
      against(wellServer([])),
      "error: HOST answered an empty list of CRDs, which is no evidence. Check that the context leads to the right cluster; one without any CRD needs no snapshot.",
    );
    await refused(
      against(() => {}, { args: ["--timeout", "1s"] }),
      "error: HOST did not answer completely within 1 s: the list of CRDs. Check that its network is reached from here, or allow more time with --timeout.",
    );
  }, 60_000);

  test("a dump that is cut off, of another kind, one CRD, or a snapshot", async () => {
    const dump = (input: string) => snapshot({ args: ["--from-dump", "-"], input });
    await refused(
      dump(JSON.stringify(page(["routes.example.com"])).slice(0, 200)),
      "error: standard input:1:200: The quote that opens here is never closed. Close the quote, or check whether the file was cut off.",
    );
    await refused(
      dump('{"kind": "PodList", "apiVersion": "v1", "items": []}'),
      'error: standard input:1:2: `kind` is "PodList"; expected "List" or "CustomResourceDefinitionList" of a dump, or a snapshot. Take the dump with `kubectl get crd -o json`.',
    );
    const { written } = await against(wellServer());
    await refused(
      dump(written[FILE] ?? ""),
      "error: standard input:1:1: The file is a snapshot already, not a dump. Copy it to where it belongs.",
    );
    await refused(
      snapshot({ args: ["--from-dump", "nowhere.json"] }),
      "error: The dump cannot be read from nowhere.json: there is no such file.",
    );
  });

  test("a name or a place that leads out of the workspace", async () => {
    for (const name of ["a/b", "..", "a..b", "-x"]) {
      const run = await snapshot({ args: [`--cluster=${name}`] });
      expect(run).toMatchObject({ status: 2, stdout: "", written: {} });
      expect(run.stderr).toContain(`argument '${name}' is invalid. A cluster's name has at most 100 characters`);
    }
    for (const output of ["../prod-eu.json", "/tmp/prod-eu.json", "a/../../prod-eu.json"]) {
      const run = await snapshot({ args: ["--output", output] });
      expect(run).toMatchObject({ status: 2, stdout: "", written: {} });
      expect(run.stderr).toMatch(/^error: --output \S+ is outside the working directory: name a place below it\.\n$/);
    }
    await refused(
      snapshot({ args: ["--output", "other.json"] }),
      "error: --output other.json: a snapshot's file is named like its cluster: prod-eu.json.",
    );
  });

  test("a cluster that cannot be the recorded one leaves its snapshot untouched", async () => {
    const many = Array.from({ length: 4 }, (_, index) => `routes${index}.example.com`);
    const { written } = await against(wellServer(many));
    const shrunk = await against(wellServer(many.slice(0, 2)), { files: written });
    expect(shrunk).toMatchObject({
      status: 2,
      stderr:
        "error: 2 of the 4 CRDs in the snapshot of prod-eu are gone, more than 30%. Check which context is read for this cluster. Where they were really deleted, allow it once with --allow-shrink.\n",
      written,
    });
    const allowed = await against(wellServer(many.slice(0, 2)), { files: written, args: ["--allow-shrink"] });
    expect(allowed).toMatchObject({ status: 0 });
    expect(allowed.stdout).toContain("2 CRDs: each is gone: `routes2.example.com`, `routes3.example.com`");
  });
});

test("checks start without the client of clusters", () => {
  const check = fs.readFileSync(
    path.join(path.dirname(new URL(import.meta.url).pathname), "../../dist/check.cjs"),
    "utf8",
  );
  expect(check).not.toContain("KUBERNETES_EXEC_INFO");
});
