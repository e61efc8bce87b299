import path from "node:path";

/** A process's environment, ours or one that a test makes. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a program that we start gets: nothing but this. */
export type ToolVariables = Readonly<Record<string, string>>;

/**
 * What finding and starting a program takes: PATH, a home for version managers' shims; without SystemRoot no program of
 * Go starts on Windows.
 */
const ANY_PROGRAM = ["PATH", "HOME", "USERPROFILE", "SystemRoot"];

/** Where git's own configuration is, and who called it by sudo: whose repositories it trusts. */
const GIT = [
  ...["XDG_CONFIG_HOME", "PROGRAMDATA", "TMPDIR", "TMP", "TEMP", "SUDO_UID"],
  ...["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"],
];

/** How git comes to a remote that it is told to fetch from. */
const GIT_REMOTE = [
  ...["SSH_AUTH_SOCK", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT"],
  ...["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"],
  ...["GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_SSL_NO_VERIFY"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_HTTP_PROXY_AUTHMETHOD"],
];

/** For a tool that renders: nothing of the job. */
export function renderVariables(environment: Environment): ToolVariables {
  return picked(environment, ANY_PROGRAM);
}

/**
 * For git. No variable that says where a repository is (a hook has those), which program git runs, or that is a secret;
 * configuration by variables (GIT_CONFIG_COUNT) is the job's own, and may be the one that trusts a folder.
 * @param remote whether it is to fetch
 */
export function gitVariables(environment: Environment, remote: boolean): ToolVariables {
  const configured = Object.keys(environment).filter((name) => /^GIT_CONFIG_(COUNT|KEY_\d+|VALUE_\d+)$/.test(name));
  return picked(environment, [...ANY_PROGRAM, ...GIT, ...configured, ...(remote ? GIT_REMOTE : [])]);
}

/**
 * For a kubeconfig's credential plugin, which takes its provider's variables, whatever their names are. A runner gives an
 * action its inputs as variables, GitHub's token among them, and its own way to caches and artifacts: no business of a
 * cloud's plugin.
 */
export function pluginVariables(environment: Environment): ToolVariables {
  return picked(
    environment,
    Object.keys(environment).filter((name) => !OF_THE_RUNNER.test(name)),
  );
}

/** The token for OIDC (ACTIONS_ID_TOKEN_REQUEST_*) stays: that is how plugins log in to a cloud. */
const OF_THE_RUNNER =
  /^(INPUT_.*|GITHUB_TOKEN|GH_TOKEN|GITHUB_PAT|ACTIONS_RUNTIME_.*|ACTIONS_RESULTS_.*|ACTIONS_CACHE_.*)$/i;

/** For docker's credential helpers: those of clouds and of desktops find their own login by these. */
export function helperVariables(environment: Environment): ToolVariables {
  const own = Object.keys(environment).filter((name) => OF_A_HELPER.test(name));
  return picked(environment, [...ANY_PROGRAM, ...own]);
}

const OF_A_HELPER = /^(?:AWS|GOOGLE|CLOUDSDK|AZURE|XDG)_|^(?:DOCKER_CONFIG|DBUS_SESSION_BUS_ADDRESS|DISPLAY)$/;

function picked(environment: Environment, names: readonly string[]): ToolVariables {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      if (value === undefined) return [];
      return name.toUpperCase() === "PATH" ? [["PATH", absoluteFolders(value)]] : [[name, value]];
    }),
  );
}

/**
 * `Path` is how Windows writes it. Programs are never taken from the folder we stand in, which a pull request may fill: `.` and empty entries mean it.
 */
function absoluteFolders(list: string): string {
  return list
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .join(path.delimiter);
}
