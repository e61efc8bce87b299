/** A path inside a chart, `traefik/templates/deployment.yaml`; not a URL, which people note in the same words. */
const SOURCE = /^# Source: ([^\s:]+\/[^\s:]+)$/;

/** What Helm's `# Source:` comment names, if `line` (without blanks around it) is one. */
export function helmSourceIn(line: string): string | undefined {
  return SOURCE.exec(line)?.[1];
}
