import type { Severity } from "../../rules/rule.ts";
import { type Html, html, htmlSentence } from "../../text/html.ts";
import { clustersInWords } from "../../text/listing.ts";
import { cutName } from "../cut.ts";
import { otherLocations, placesBehind, placesInWords } from "../other-places.ts";
import type { Finding, Location, RemedyStep } from "../report.ts";
import { MOST_EXPLAINED, sameExplanation } from "../same-explanation.ts";
import { code, marks, names, part, section } from "./entries.ts";
import type { PageIndex } from "./page-data.ts";

const MOST_OWN_LINES = 50;
const MOST_RELATED = 4;
const RULE_PAGES = "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/";

type Kind = Severity | "waived";

const KINDS: readonly { readonly kind: Kind; readonly title: string; readonly word: string }[] = [
  { kind: "error", title: "Errors", word: "Error" },
  { kind: "warning", title: "Warnings", word: "Warning" },
  { kind: "info", title: "Worth knowing", word: "Note" },
  { kind: "waived", title: "Waived", word: "Waived" },
];

const STATES: Record<Finding["state"], string> = {
  introduced: "",
  revealed: "known by changed snapshots or settings",
  preexisting: "before this change too",
};

/**
 * What blocks what: every finding with its CRDs, clusters and steps, folded; by severity, in the report's order.
 * @param whole false: without server's words, lines and steps
 */
export function findingsSection(findings: readonly Finding[], index: PageIndex, whole: boolean): Iterable<Html> {
  return section("findings", "What blocks what", findings.length, byKind(findings, index, whole));
}

function* byKind(findings: readonly Finding[], index: PageIndex, whole: boolean): Iterable<Html> {
  const numbers = new Map(findings.map((finding, number) => [finding, number]));
  const item = (finding: Finding, word: string) => {
    const number = numbers.get(finding) ?? 0;
    const content = whole ? wholeFinding(number, finding, word) : html`<p id="f${number}">${lead(finding, word)}</p>`;
    return html`<li${marks({ clusters: finding.clusters, crds: crdsOf(finding) }, index)}>${content}</li>`;
  };
  function* items(of: readonly Finding[], { kind, word }: (typeof KINDS)[number]): Iterable<Html> {
    yield html`<ul class="findings ${kind}">`;
    for (const group of sameExplanation(of)) {
      const isFolded = group.length > MOST_EXPLAINED;
      if (isFolded) yield fold(group, word, index);
      for (const finding of group) yield item(finding, word);
      if (isFolded) yield html`</ul></details></li>`;
    }
    yield html`</ul>`;
  }
  for (const kind of KINDS) {
    const of = findings.filter((finding) => kindOf(finding) === kind.kind);
    yield* part(kind.title, of.length, items(of, kind));
  }
}

/** The beginning of many findings that say the same of one thing after the other, behind one line. */
function fold(group: readonly [Finding, ...Finding[]], word: string, index: PageIndex): Html {
  const [{ rule, state }] = group;
  const union = (of: (finding: Finding) => readonly string[]) =>
    group.every((finding) => of(finding).length > 0) ? [...new Set(group.flatMap(of))] : [];
  const about = marks({ clusters: union(({ clusters }) => clusters), crds: union(crdsOf) }, index);
  const line = html`<span class="mark">${word}</span> <b>${rule}</b>: ${group.length} findings${badge(state)}`;
  return html`<li class="group"${about}><details><summary>${line}</summary><ul class="findings">`;
}

function kindOf({ waived, severity }: Finding): Kind {
  return waived === undefined ? severity : "waived";
}

function crdsOf({ crd, crds = [] }: Finding): readonly string[] {
  return crd === undefined ? crds : [crd];
}

/** What it is, in one line. */
function lead(finding: Finding, word: string): Html {
  const [first, ...others] = crdsOf(finding);
  const about =
    first === undefined ? null : html` ${code(first)}${others.length === 0 ? "" : ` and ${others.length} more`}`;
  const { clusters, state, rule } = finding;
  const on = clusters.length === 0 ? "" : ` on ${clustersInWords(clusters)}`;
  return html`<span class="mark">${word}</span> <b>${rule}</b>${about}${on}${badge(state)}`;
}

function badge(state: Finding["state"]): Html {
  return STATES[state] === "" ? html`` : html` <span class="badge">${STATES[state]}</span>`;
}

function wholeFinding(number: number, finding: Finding, word: string): Html {
  const { message, clusters, serverMessage, waived, remedy, docs, fingerprint } = finding;
  const body = [
    html`<p>${htmlSentence(message)}</p>`,
    places(finding),
    clusters.length > 3 ? html`<p>On ${names(clusters)}.</p>` : html``,
    waived === undefined ? html`` : html`<p>Waived by ${waived.owner} until ${waived.expires}: ${waived.reason}</p>`,
    serverMessage === undefined
      ? html``
      : html`<p>${clusters[0] ?? "The API server"} will answer:</p><pre>${serverMessage}</pre>`,
    ownLines(finding),
    html`<h4>What to do</h4><p>${htmlSentence(remedy.summary)}</p>`,
    remedy.steps.length === 0 ? html`` : html`<ol>${remedy.steps.map(step)}</ol>`,
    remedy.suggestion === undefined ? html`` : html`<pre>${remedy.suggestion}</pre>`,
    related(finding),
    html`<p class="small">${docs.startsWith(RULE_PAGES) ? html`<a href="${docs}">About ${finding.rule}</a> ` : null}${code(fingerprint.slice(0, 16))}</p>`,
  ];
  return html`<details id="f${number}"><summary>${lead(finding, word)}</summary>${body}</details>`;
}

function places(finding: Finding): Html {
  const { location } = finding;
  if (location.absent === true) return html``;
  const others = otherLocations(finding);
  const also = others.length === 0 ? "" : `, and ${placesInWords(others, placeText)}`;
  return html`<p>${code(placeText(location))}${also}</p>`;
}

function placeText({ path, startLine }: Pick<Location, "path" | "startLine">): string {
  return `${cutName(path)}:${startLine}`;
}

function ownLines({ lines = [] }: Finding): Html {
  if (lines.length === 0) return html``;
  const rows = lines
    .slice(0, MOST_OWN_LINES)
    .map((line) => html`<li>${code(placeText(line))} ${htmlSentence(line.text)}</li>`);
  const more = placesBehind(lines, rows.length, "in the JSON report");
  return html`<ul>${rows}</ul>${more === "" ? null : html`<p>${more}</p>`}`;
}

function related({ related: all }: Finding): Html {
  if (all.length === 0) return html``;
  const shown = all.slice(0, MOST_RELATED).map((one) => html`<li>${code(placeText(one))} ${one.message}</li>`);
  const more = all.length - shown.length;
  return html`<p class="small">Known from:</p><ul class="small">${shown}${more > 0 ? html`<li>and ${more} more like it</li>` : null}</ul>`;
}

function step({ text, command, clusters }: RemedyStep): Html {
  const only = clusters === undefined ? null : html`<b>${clustersInWords(clusters)}:</b> `;
  return html`<li>${only}${htmlSentence(text)}${command === undefined ? null : html`<pre>${command}</pre>`}</li>`;
}
