import path from "node:path";
import { describe, expect, it } from "vitest";
import { gitVariables, helperVariables, pluginVariables, renderVariables } from "../../src/io/tools/environment.ts";
import { findProgram } from "../../src/io/tools/find-program.ts";

const JOB = {
  PATH: ["/usr/bin", "", ".", "bin", "/bin"].join(path.delimiter),
  HOME: "/home/runner",
  "INPUT_GITHUB-TOKEN": "secret",
  GITHUB_TOKEN: "secret",
  GH_TOKEN: "secret",
  ACTIONS_RUNTIME_TOKEN: "secret",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "oidc",
  GITHUB_ENV: "/runner/env",
  NODE_OPTIONS: "--require=/x",
  AWS_PROFILE: "prod",
  GIT_DIR: "/x",
  GIT_INDEX_FILE: "/x/index",
  GIT_EXTERNAL_DIFF: "/x/diff",
  GIT_ASKPASS: "/x/askpass",
  GIT_CONFIG_PARAMETERS: "'core.fsmonitor=/x'",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "safe.directory",
  GIT_CONFIG_VALUE_0: "*",
  SSH_AUTH_SOCK: "/x/agent",
  HTTPS_PROXY: "http://proxy",
  LD_PRELOAD: "/x.so",
};
const ANY = { PATH: ["/usr/bin", "/bin"].join(path.delimiter), HOME: "/home/runner" };
const GIT = { ...ANY, GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "safe.directory", GIT_CONFIG_VALUE_0: "*" };

describe.skipIf(process.platform === "win32")("the variables of a program", () => {
  it.each([
    ["that renders", renderVariables(JOB), ANY],
    ["git, on the files that are here", gitVariables(JOB, false), GIT],
    ["git, which fetches", gitVariables(JOB, true), { ...GIT, SSH_AUTH_SOCK: "/x/agent", HTTPS_PROXY: "http://proxy" }],
  ])("%s are those of a list, and PATH has no folder that depends on where it stands", (_, given, expected) => {
    expect(given).toEqual(expected);
  });

  it("that a kubeconfig names are the job's, without its inputs and GitHub's tokens", () => {
    const { "INPUT_GITHUB-TOKEN": _, GITHUB_TOKEN: __, GH_TOKEN: ___, ACTIONS_RUNTIME_TOKEN: ____, ...others } = JOB;
    expect(pluginVariables(JOB)).toEqual({ ...others, PATH: ANY.PATH });
  });

  it("that keep a registry's logins have those of their clouds, and no token", () => {
    expect(helperVariables({ ...JOB, XDG_CONFIG_HOME: "/x", DOCKER_CONFIG: "/y", MY_AWS_KEY: "secret" })).toEqual({
      ...ANY,
      AWS_PROFILE: "prod",
      XDG_CONFIG_HOME: "/x",
      DOCKER_CONFIG: "/y",
    });
  });
});

it("a program is found in absolute folders only", () => {
  const folder = path.dirname(process.execPath);
  const name = path.basename(process.execPath);
  expect(findProgram(name, `.${path.delimiter}${folder}`)).toBe(process.execPath);
  expect(findProgram(name, path.relative(process.cwd(), folder))).toBeNull();
  expect(findProgram(name, undefined)).toBeNull();
});
