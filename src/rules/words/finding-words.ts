export interface FindingWords {
  /** What is wrong and why, in one sentence; names in backquotes. */
  readonly message: string;
  readonly remedy: Remedy;
}

export interface Remedy {
  /** The way out in one sentence; what else there is to know or to do is a step. */
  readonly summary: string;
  readonly steps: readonly RemedyStep[];
  /** YAML to put into `spec.versions` where keeping a version is a way out. */
  readonly suggestion?: string;
}

export interface RemedyStep {
  readonly text: string;
  /** Shell, ready to paste once `CTX` is set to the kubectl context. */
  readonly command?: string;
  /** Only these of the finding's clusters need the step as written. */
  readonly clusters?: readonly string[];
}

/** @param steps what the way out leaves to be known, without commands */
export function words(message: string, summary: string, steps: readonly string[] = []): FindingWords {
  return { message, remedy: { summary, steps: steps.map((text) => ({ text })) } };
}
