/** Why a cluster could not be read, for a person: what happened, naming the host or the right, and what to do. */
export class ClusterError extends Error {
  readonly remedy: string;

  /**
   * @param message one sentence
   * @param remedy one sentence; never a secret in either
   */
  constructor(message: string, remedy: string) {
    super(message);
    this.name = "ClusterError";
    this.remedy = remedy;
  }
}

/** The first line of what another program or server said, short enough for a sentence. */
export function firstLine(text: string): string {
  const line = text.split("\n").find((one) => one.trim() !== "") ?? "";
  const trimmed = line.trim().replace(/\.$/, "");
  return trimmed.length > LONGEST_QUOTE ? `${trimmed.slice(0, LONGEST_QUOTE)}…` : trimmed;
}

const LONGEST_QUOTE = 300;
