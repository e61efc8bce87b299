import { type Html, html, htmlSentence } from "../../text/html.ts";
import { baseNotice } from "../base-notice.ts";
import { ageWords } from "../cluster-age.ts";
import { cutName } from "../cut.ts";
import { type Answer, countAnswers, type Matrix } from "../matrix.ts";
import { untoldNotRead } from "../not-read.ts";
import type {
  CoveredNotRead,
  CoveredPartial,
  CoveredSource,
  MigrationDebt,
  Problem,
  Report,
  ReportCluster,
  ReportWaiver,
} from "../report.ts";
import { type UndecidedLine, undecidedLines } from "../undecided-lines.ts";
import { cell, code, type Entry, head, list, names, part, section, table } from "./entries.ts";
import type { PageIndex } from "./page-data.ts";

/** Why nothing could be checked. */
export function problemsSection({ problems }: Report, index: PageIndex): Iterable<Html> {
  const entry = ({ path, line, column, message, remedy }: Problem): Entry => {
    const place = [path === undefined ? undefined : cutName(path), line, column].filter((part) => part !== undefined);
    const at = place.length === 0 ? null : html`${code(place.join(":"))}: `;
    return { content: html`${at}${htmlSentence(message)} ${htmlSentence(remedy)}` };
  };
  return section("problems", "Why nothing was checked", problems.length, list({ items: problems, entry }, index));
}

const ANSWERS_TABLE = {
  caption: "What each cluster answers to each CRD",
  headings: ["CRD", "refused by", "undecided on", "taken by"],
};

/** What each CRD gets, as a list: the matrix for who has no script, and for who does not want a grid. */
export function answersSection({ rows, clusters }: Matrix, index: PageIndex): Iterable<Html> {
  const entry = ({ crd, answers }: Matrix["rows"][number]): Entry => {
    const by = (answer: Answer) => [...answers].filter(([, one]) => one === answer).map(([name]) => name);
    const [rejected, undecided, accepted] = [by("rejected"), by("undecided"), by("accepted")];
    const taken = accepted.length === clusters.length ? html`all` : names(accepted);
    const cells = [head(code(crd)), cell(names(rejected)), cell(names(undecided)), cell(taken)];
    return { clusters: [...answers.keys()], crds: [crd], content: html`${cells}` };
  };
  function* folded(): Iterable<Html> {
    yield html`<details id="answers-list" open><summary>As a list</summary>`;
    yield* table(ANSWERS_TABLE, { items: rows, entry }, index);
    yield html`</details>`;
  }
  return section("answers", "CRDs and clusters", rows.length, folded());
}

const CLUSTERS_TABLE = {
  caption: "Age as of the check",
  headings: ["cluster", "server", "snapshot", "CRDs", "refuses", "undecided", "takes", "errors and warnings"],
};

/** The snapshots: how old, of which server, and what comes of them. */
export function clustersSection({ clusters, findings }: Report, answers: Matrix, index: PageIndex): Iterable<Html> {
  const warned = new Map<string, number>();
  for (const { severity, waived, clusters: of } of findings) {
    if (severity === "info" || waived !== undefined) continue;
    for (const name of of) warned.set(name, (warned.get(name) ?? 0) + 1);
  }
  const entry = (cluster: ReportCluster): Entry => {
    const { name, crds, complete } = cluster;
    const { rejected, undecided, accepted } = countAnswers(answers, name);
    const cells = [
      head(html`${name}`),
      cell(server(cluster)),
      cell(age(cluster)),
      cell(html`${crds}${complete ? "" : " (some groups left out)"}`),
      cell(rejected === 0 ? html`0` : html`<b class="x">${rejected}</b>`),
      cell(html`${undecided}`),
      cell(html`${accepted}`),
      cell(html`${warned.get(name) ?? 0}`),
    ];
    return { clusters: [name], content: html`${cells}` };
  };
  const content = table(CLUSTERS_TABLE, { items: clusters, entry }, index);
  return section("clusters", "Clusters and their snapshots", clusters.length, content);
}

function server({ serverVersion, judgedAs }: ReportCluster): Html {
  const as = judgedAs === undefined ? "" : ` (judged as ${judgedAs})`;
  return html`${serverVersion ?? "unknown"}${as}`;
}

function age(cluster: ReportCluster): Html {
  const { ageHours, capturedAt, stale } = cluster;
  const words = ageWords(cluster);
  const shown = stale ? html`<b class="warn">${words}, too old</b>` : html`${words}`;
  if (capturedAt === null) return shown;
  return html`<time datetime="${capturedAt}" title="${capturedAt}" data-hours="${ageHours}">${shown}</time>`;
}

const DEBT_TABLE = {
  caption: "A release without one of these versions is refused where it is listed",
  headings: ["CRD", "still listed as stored", "written at", "clusters", "which"],
};

/** Old versions that clusters list as stored: what a later release runs into. */
export function debtSection({ migrationDebt = [] }: Report, index: PageIndex): Iterable<Html> {
  const entry = ({ crd, clusters, storageVersion, oldVersions }: MigrationDebt): Entry => {
    const old = cell(html`<b>${oldVersions.join(", ")}</b>`);
    const cells = [
      head(code(crd)),
      old,
      cell(html`${storageVersion}`),
      cell(html`${clusters.length}`),
      cell(names(clusters)),
    ];
    return { clusters, crds: [crd], content: html`${cells}` };
  };
  const content = table(DEBT_TABLE, { items: migrationDebt, entry }, index);
  return section("debt", "Migration debt", migrationDebt.length, content);
}

const SOURCES_TABLE = {
  caption: "Deployed from elsewhere; what it brings is not known",
  headings: ["what", "from", "where", "clusters", "why", "CRDs of it in the clusters"],
};

/** What is deployed from elsewhere and nobody compared. */
export function sourcesSection({ coverage }: Report, index: PageIndex): Iterable<Html> {
  const items = (coverage.sources ?? []).filter(({ state }) => state === "not-compared");
  const entry = (source: CoveredSource): Entry => {
    const { clusters, crds, from, version, path, line, reason } = source;
    const cells = [
      head(html`${sourceName(source)}`),
      cell(html`${from}${version === null ? "" : ` ${version}`}`),
      cell(code(`${path}:${line}`)),
      cell(names(clusters)),
      cell(htmlSentence(reason)),
      cell(names(crds)),
    ];
    return { clusters, crds, content: html`${cells}` };
  };
  return section("sources", "Sources not compared", items.length, table(SOURCES_TABLE, { items, entry }, index));
}

function sourceName({ kind, name, namespace }: CoveredSource): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
}

/** What could not be told, was not read, judged or applied. */
export function openSection(report: Report, index: PageIndex): Iterable<Html> {
  const { partial, notApplied } = report.coverage;
  const [undecided, notRead] = [undecidedLines(report), untoldNotRead(report)];
  function* parts(): Iterable<Html> {
    yield* part("Undecided", undecided.length, list({ items: undecided, entry: undecidedEntry }, index));
    const unread = ({ path, reason }: CoveredNotRead) => ({ content: html`${code(path)}: ${htmlSentence(reason)}` });
    yield* part("Not read", notRead.length, list({ items: notRead, entry: unread }, index));
    yield* part("Not judged alone", partial.length, list({ items: partial, entry: partialEntry }, index));
    const nowhere = ({ crd, path, reason }: (typeof notApplied)[number]) => ({
      crds: [crd],
      content: html`${code(path)} ${code(crd)}: ${reason}`,
    });
    yield* part("Applied nowhere", notApplied.length, list({ items: notApplied, entry: nowhere }, index));
  }
  const count = undecided.length + notRead.length + partial.length + notApplied.length;
  return section("open", "Not read, not decided", count, parts());
}

function undecidedEntry({ crds, file, clusters, path, reason }: UndecidedLine): Entry {
  const subject = crds.length === 1 ? code(crds[0]) : html`${crds.length} CRDs in ${code(file)}`;
  const at = path === "" ? null : html` at ${code(path)}`;
  return { clusters, crds, content: html`${subject} on ${names(clusters)}${at}: ${htmlSentence(reason)}` };
}

function partialEntry({ path, line, crd, reason }: CoveredPartial): Entry {
  const name = crd === null ? null : html` ${code(crd)}`;
  return {
    ...(crd === null ? {} : { crds: [crd] }),
    content: html`${code(`${path}:${line}`)}${name}: ${htmlSentence(reason)}`,
  };
}

export function noticesSection(report: Report, index: PageIndex): Iterable<Html> {
  const items = [...baseNotice(report), ...report.notices];
  const entry = (text: string): Entry => ({ content: htmlSentence(text) });
  return section("notices", "Notices", items.length, list({ items, entry }, index));
}

const WAIVERS_TABLE = {
  caption: "What the configuration accepts for a time",
  headings: ["rule", "of", "status", "owner", "last day", "reason"],
};

/** What is accepted, by whom, and until when. */
export function waiversSection({ waivers }: Report, index: PageIndex): Iterable<Html> {
  const entry = ({ rule, crd, version, path, status, reason, owner, expires }: ReportWaiver): Entry => {
    const about = [crd, version, path].filter((part) => part !== undefined).join(" ");
    const cells = [
      head(html`${rule}`),
      cell(code(about)),
      ...[status, owner, expires, reason].map((one) => cell(html`${one}`)),
    ];
    return { ...(crd === undefined ? {} : { crds: [crd] }), content: html`${cells}` };
  };
  return section("waivers", "Waivers", waivers.length, table(WAIVERS_TABLE, { items: waivers, entry }, index));
}
