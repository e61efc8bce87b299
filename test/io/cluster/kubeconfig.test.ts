import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chooseAccess, type Environment } from "../../../src/io/cluster/kubeconfig.ts";
import { workspace } from "../../dist/bundle.ts";
import { kubeconfig, testServer, wellServer } from "./api-server.ts";
import { messageOf, readWith } from "./reading.ts";

let folder: ReturnType<typeof workspace>;
beforeEach(() => {
  folder = workspace({});
});
afterEach(() => folder.remove());

function write(name: string, text: string): string {
  const file = path.join(folder.root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

function config(context: string, server: string, current = true): string {
  return [
    "apiVersion: v1",
    "kind: Config",
    ...(current ? [`current-context: ${context}`] : []),
    `contexts: [{name: ${context}, context: {cluster: ${context}, user: ${context}}}]`,
    `clusters: [{name: ${context}, cluster: {server: ${server}}}]`,
    `users: [{name: ${context}, user: {token: t}}]`,
  ].join("\n");
}

function chosen(named: string | undefined, context: string | undefined, environment: Environment) {
  try {
    const { cluster, user } = chooseAccess(named, context, environment);
    return [cluster.value.server, user?.name];
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(folder.root, "") : error;
  }
}

describe("which kubeconfig", () => {
  test("the named one and no other", () => {
    const named = write("named", config("a", "https://a"));
    const other = write("other", config("b", "https://b"));
    expect(chosen(named, undefined, { KUBECONFIG: other })).toEqual(["https://a", "a"]);
    expect(chosen(named, "b", { KUBECONFIG: other })).toBe('The kubeconfig /named has no context "b"; it has a.');
  });

  test("those of KUBECONFIG that exist, of which the first to say something wins", () => {
    const first = write("first", config("a", "https://first", false));
    const second = write("second", config("a", "https://second"));
    const third = write("third", config("c", "https://third"));
    const KUBECONFIG = [first, path.join(folder.root, "missing"), "", second, third].join(path.delimiter);
    expect(chosen(undefined, undefined, { KUBECONFIG })).toEqual(["https://first", "a"]);
    expect(chosen(undefined, "c", { KUBECONFIG })).toEqual(["https://third", "c"]);
  });

  test("that of the home folder, or none", () => {
    const environment = { HOME: folder.root };
    expect(chosen(undefined, undefined, environment)).toBe("There is no kubeconfig (looked for /.kube/config).");
    write(".kube/config", config("a", "https://home"));
    expect(chosen(undefined, undefined, environment)).toEqual(["https://home", "a"]);
    expect(chosen(undefined, undefined, {})).toBe("There is no kubeconfig (HOME is not set).");
  });

  test.each([
    ["no object", "- a", "/named is no kubeconfig: expected an object of the kind Config."],
    ["another kind", "kind: Secret", "/named is no kubeconfig: expected an object of the kind Config."],
    ["no current context", config("a", "https://a", false), "The kubeconfig /named has no current context."],
    [
      "a current context that is not there",
      "current-context: a",
      'The kubeconfig /named has no context "a"; it has none.',
    ],
    ["a list that is none", "clusters: {}", "`clusters` of the kubeconfig /named is no list."],
    [
      "an entry without name",
      "users: [{user: {}}]",
      "`users[0]` of the kubeconfig /named has no `name`, or its `user` is no object.",
    ],
    [
      "a cluster that is not there",
      "{current-context: a, contexts: [{name: a, context: {cluster: b}}]}",
      'The context "a" of the kubeconfig /named leads to no cluster with a server.',
    ],
    [
      "a user who is not there",
      "{current-context: a, contexts: [{name: a, context: {cluster: a, user: b}}], clusters: [{name: a, cluster: {server: a}}]}",
      'The context "a" of the kubeconfig /named names the user "b", who is not in it.',
    ],
  ])("%s", (_, text, message) => {
    expect(chosen(write("named", text), undefined, {})).toBe(message);
  });
});

describe("files and plugins of a kubeconfig", () => {
  test("paths are relative to it, tokens come from files, and plugins are told of the cluster", async () => {
    const server = await testServer(wellServer());
    const token = write("secrets/token", "from-file\n");
    const asked = async (user: Parameters<typeof kubeconfig>[1]) => {
      const { reading } = await readWith(kubeconfig({ server: server.url }, user), {
        environment: { OWN: "kept", INPUT_MORE: "an input", "INPUT_GITHUB-TOKEN": "ghs_1" },
      });
      return [reading.ok, server.headers().authorization];
    };
    const credential =
      '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"%s"}}';
    const script = `printf '${credential}' "$(printf '%s' "$OWN$INPUT_MORE-$MORE-$KUBERNETES_EXEC_INFO" | tr -d '"{}: ')"`;
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "sh",
      args: ["-c", script],
      env: [{ name: "MORE", value: "given" }],
      provideClusterInfo: true,
      interactiveMode: "IfAvailable",
    };
    expect(await asked({ tokenFile: token, token: "other" })).toEqual([true, "Bearer from-file"]);
    expect(await asked({ exec, token: "other" })).toEqual([
      true,
      `Bearer kept-given-kindExecCredential,apiVersionclient.authentication.k8s.io/v1,specinteractivefalse,clusterserver${server.url.replaceAll(":", "")}`,
    ]);
    expect(messageOf(await readWith(kubeconfig({ server: server.url }, { tokenFile: "token" })))).toMatch(
      /^`tokenFile` of "someone" in the kubeconfig is \S+\/token, which cannot be read \(ENOENT\)\.$/,
    );
    await server.close();
  });

  test.each([
    [
      { apiVersion: "client.authentication.k8s.io/v1alpha1", command: "a" },
      "(a) speaks client.authentication.k8s.io/v1alpha1 of client.authentication.k8s.io; v1 and v1beta1 are known.",
    ],
    [
      { apiVersion: "client.authentication.k8s.io/v1", command: "a", interactiveMode: "Always" },
      "(a) wants a person at a terminal (interactiveMode: Always).",
    ],
    [{ apiVersion: "client.authentication.k8s.io/v1" }, "names no command."],
    [{ apiVersion: "client.authentication.k8s.io/v1", command: "./missing" }, "(./missing) is not installed."],
    [{ apiVersion: "client.authentication.k8s.io/v1", command: "yes" }, "(yes) prints more than a credential."],
  ])("a plugin that cannot be run: %o", async (exec, message) => {
    const waited = await readWith(kubeconfig({ server: "https://127.0.0.1:1" }, { exec }));
    expect(messageOf(waited)).toBe(`The credential plugin of the user "someone" ${message}`);
  });
});
