export interface FindingWords {
  /** What is wrong and why, in one or two sentences; names in backquotes. */
  readonly message: string;
  readonly remedy: Remedy;
}

export interface Remedy {
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

/** Words whose way out is one sentence. */
export function words(message: string, summary: string): FindingWords {
  return { message, remedy: { summary, steps: [] } };
}
