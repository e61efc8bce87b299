/** A path inside a chart, `traefik/templates/deployment.yaml`; not a URL, which people note in the same words. */
const SOURCE = /^# Source: ([^\s:][^\s:/]*\/[^\s:]+)$/;

/** What Helm's `# Source:` comment names, if `line` (without blanks around it) is one. */
export function helmSourceIn(line: string): string | undefined {
  return SOURCE.exec(line)?.[1];
}

/** Names of the charts, and of subcharts, that Helm's `# Source:` comments in a text speak of. */
export function chartsNamedIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, path = ""] of text.matchAll(/^# Source: ([^\s:][^\s:/]*\/[^\s:]+)\s*$/gm)) {
    const steps = path.split("/");
    names.add(steps[0] ?? "");
    for (let index = 1; steps[index] === "charts" && index + 2 < steps.length; index += 2)
      names.add(steps[index + 1] ?? "");
  }
  return names;
}
