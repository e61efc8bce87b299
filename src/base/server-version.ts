/** The Kubernetes version of an API server, as far as it decides verdicts and texts. */
export interface ServerVersion {
  /** As the cluster reports it: `v1.31.3-gke.100`; null when nobody knows. */
  readonly text: string | null;
  readonly major: number;
  readonly minor: number;
  /** Whether predictions were proven against this minor version's own code. */
  readonly proven: boolean;
}

/** The minor versions of Kubernetes 1.x whose own validation code was run against ours. */
export const PROVEN_MINORS = { oldest: 25, newest: 37 } as const;

const VERSION = /^v?(\d+)\.(\d+)(?:[.+-].*)?$/;

/**
 * Reads `v1.31.3`, `1.33`, `v1.30.5-eks-1234`, `v1.29.1+k3s1`.
 * An unknown or unreadable version counts as the newest proven one: its texts are the ones a user meets first today.
 */
export function parseServerVersion(text: string | null): ServerVersion {
  const match = text === null ? null : VERSION.exec(text.trim());
  if (match === null) return { text: null, major: 1, minor: PROVEN_MINORS.newest, proven: false };
  const major = Number(match[1]);
  const minor = Number(match[2]);
  const proven = major === 1 && minor >= PROVEN_MINORS.oldest && minor <= PROVEN_MINORS.newest;
  return { text, major, minor, proven };
}

/**
 * The version whose rules and words stand in for those of a server that predictions were never compared with: the newest
 * for one that is newer or unknown, the oldest for an older one. null: its own.
 */
export function judgedAs({ major, minor, proven }: ServerVersion): string | null {
  if (proven) return null;
  const isOlder = major < 1 || (major === 1 && minor < PROVEN_MINORS.oldest);
  return `1.${isOlder ? PROVEN_MINORS.oldest : PROVEN_MINORS.newest}`;
}

/** Whether the server is Kubernetes 1.`minor` or newer. */
export function atLeast(server: ServerVersion, minor: number): boolean {
  return server.major > 1 || (server.major === 1 && server.minor >= minor);
}
