/**
 * Whether the address of a git repository is that of the tree itself: `https`, `ssh`, `git` and scp-like forms, with or
 * without user, port, `.git` and a slash at the end, name the same one. Upper and lower case are alike, as for Argo CD
 * (util/git NormalizeGitURL), which compares addresses in the same way.
 * @param remotes the addresses of the checkout's remotes
 */
export function ownRepository(remotes: readonly string[]): (address: string) => boolean {
  const own = remotes.flatMap((remote) => partsOf(remote) ?? []);
  return (address) => {
    const parts = partsOf(address);
    return parts !== null && own.some((one) => isSame(one, parts));
  };
}

interface AddressParts {
  /** null: a path of the machine. */
  readonly host: string | null;
  /** With its scheme, or "" for the scheme's own one: ports of different schemes say nothing of each other. */
  readonly scheme: string;
  readonly port: string;
  readonly path: string;
}

/** Hosts that answer for another one. */
const ALSO_KNOWN_AS: Readonly<Record<string, string>> = {
  "ssh.github.com": "github.com",
  "altssh.gitlab.com": "gitlab.com",
  "altssh.bitbucket.org": "bitbucket.org",
  "ssh.dev.azure.com": "dev.azure.com",
};

const DEFAULT_PORTS: Readonly<Record<string, string>> = { https: "443", http: "80", ssh: "22", git: "9418" };

function isSame(one: AddressParts, other: AddressParts): boolean {
  if (one.host !== other.host || one.path !== other.path) return false;
  return one.scheme !== other.scheme || one.port === other.port;
}

function partsOf(address: string): AddressParts | null {
  const text = address.trim();
  const url = /^(?:git\+)?([a-z]+):\/\/(?:[^/@]*@)?([^/:]*)(?::(\d*))?(\/.*)?$/is.exec(text);
  if (url !== null) {
    const [, scheme = "", host = "", port = "", path = ""] = url;
    return partsFrom(scheme.toLowerCase(), host, port, path);
  }
  if (text.startsWith("/")) return partsFrom("file", "", "", text);
  const scp = /^(?:[^/@:]*@)?([^/@:]+):(.*)$/s.exec(text);
  return scp === null ? null : partsFrom("ssh", scp[1] ?? "", "", scp[2] ?? "");
}

function partsFrom(scheme: string, host: string, port: string, path: string): AddressParts | null {
  const known = ALSO_KNOWN_AS[host.toLowerCase()];
  const name = known ?? host.toLowerCase();
  const tidy = pathOf(name, path);
  if (tidy === "" || (name === "") !== (scheme === "file")) return null;
  const isDefault = known !== undefined || port === DEFAULT_PORTS[scheme];
  return { host: name === "" ? null : name, scheme, port: isDefault ? "" : port, path: tidy };
}

function pathOf(host: string, path: string): string {
  const steps = path
    .toLowerCase()
    .split("/")
    .filter((step) => step !== "");
  const last = steps.pop() ?? "";
  const whole = [...steps, last.replace(/\.git$/, "")];
  // Azure names one repository `org/project/_git/repo` over https and `v3/org/project/repo` over ssh.
  if (host !== "dev.azure.com") return whole.join("/");
  return whole.filter((step, index) => step !== "_git" && (index > 0 || step !== "v3")).join("/");
}
