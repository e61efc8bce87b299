import { type Html, html, htmlSentence } from "../../text/html.ts";
import { counted, duration } from "../../text/listing.ts";
import { baseNotice } from "../base-notice.ts";
import { cutName } from "../cut.ts";
import { type Answer, countAnswers, type Matrix } from "../matrix.ts";
import { untoldNotRead } from "../not-read.ts";
import type { CoveredSource, Report, ReportCluster } from "../report.ts";
import { undecidedLines } from "../undecided-lines.ts";
import { cell, code, type Entry, head, list, names, section, table } from "./entries.ts";
import type { PageIndex } from "./page-data.ts";

const HOUR_MS = 3_600_000;

/** Why nothing could be checked. */
export function problemsSection({ problems }: Report, index: PageIndex): Html {
  const entries = problems.map(({ path, line, column, message, remedy }): Entry => {
    const place = [path === undefined ? undefined : cutName(path), line, column].filter((part) => part !== undefined);
    const at = place.length === 0 ? null : html`${code(place.join(":"))}: `;
    return { content: html`${at}${htmlSentence(message)} ${htmlSentence(remedy)}` };
  });
  return section("problems", "Why nothing was checked", problems.length, list(entries, index));
}

/** What each CRD gets, as a list: the matrix for who has no script, and for who does not want a grid. */
export function answersSection(answers: Matrix, index: PageIndex): Html {
  const entries = answers.rows.map(({ crd, answers: of }): Entry => {
    const by = (answer: Answer) => [...of].filter(([, one]) => one === answer).map(([name]) => name);
    const [rejected, undecided, accepted] = [by("rejected"), by("undecided"), by("accepted")];
    const taken = accepted.length === answers.clusters.length ? html`all` : names(accepted);
    const cells = [head(code(crd)), cell(names(rejected)), cell(names(undecided)), cell(taken)];
    return { clusters: [...of.keys()], crds: [crd], content: html`${cells}` };
  });
  const headings = ["CRD", "refused by", "undecided on", "taken by"];
  const caption = "What each cluster answers to each CRD";
  const content = html`<details id="answers-list" open><summary>As a list</summary>${table(caption, headings, entries, index)}</details>`;
  return section("answers", "CRDs and clusters", entries.length, content);
}

/** The snapshots: how old, of which server, and what comes of them. */
export function clustersSection({ clusters, findings }: Report, answers: Matrix, index: PageIndex): Html {
  const warned = new Map<string, number>();
  for (const { severity, waived, clusters: of } of findings) {
    if (severity === "info" || waived !== undefined) continue;
    for (const name of of) warned.set(name, (warned.get(name) ?? 0) + 1);
  }
  const entries = clusters.map((cluster): Entry => {
    const count = countAnswers(answers, cluster.name);
    return {
      clusters: [cluster.name],
      content: html`${[
        head(html`${cluster.name}`),
        cell(server(cluster)),
        cell(age(cluster)),
        cell(html`${cluster.crds}${cluster.complete ? "" : " (some groups left out)"}`),
        cell(html`${count.rejected === 0 ? html`0` : html`<b class="x">${count.rejected}</b>`}`),
        cell(html`${count.undecided}`),
        cell(html`${count.accepted}`),
        cell(html`${warned.get(cluster.name) ?? 0}`),
      ]}`,
    };
  });
  const headings = ["cluster", "server", "snapshot", "CRDs", "refuses", "undecided", "takes", "errors and warnings"];
  return section(
    "clusters",
    "Clusters and their snapshots",
    clusters.length,
    table("Age as of the check", headings, entries, index),
  );
}

function server({ serverVersion, judgedAs }: ReportCluster): Html {
  const as = judgedAs === undefined ? "" : ` (judged as ${judgedAs})`;
  return html`${serverVersion ?? "unknown"}${as}`;
}

function age({ ageHours, capturedAt, stale }: ReportCluster): Html {
  const words =
    ageHours === null ? "age unknown" : ageHours < 0 ? "from the future" : `${duration(ageHours * HOUR_MS)} old`;
  const shown = stale ? html`<b class="warn">${words}, too old</b>` : html`${words}`;
  return capturedAt === null
    ? shown
    : html`<time datetime="${capturedAt}" title="${capturedAt}" data-hours="${ageHours}">${shown}</time>`;
}

/** Old versions that clusters list as stored: what a later release runs into. */
export function debtSection({ migrationDebt = [] }: Report, index: PageIndex): Html {
  const entries = migrationDebt.map(
    ({ crd, clusters, storageVersion, oldVersions }): Entry => ({
      clusters,
      crds: [crd],
      content: html`${[
        head(code(crd)),
        cell(html`<b>${oldVersions.join(", ")}</b>`),
        cell(html`${storageVersion}`),
        cell(html`${clusters.length}`),
        cell(names(clusters)),
      ]}`,
    }),
  );
  const headings = ["CRD", "still listed as stored", "written at", "clusters", "which"];
  const caption = "A release without one of these versions is refused where it is listed";
  return section("debt", "Migration debt", entries.length, table(caption, headings, entries, index));
}

/** What is deployed from elsewhere and nobody compared. */
export function sourcesSection({ coverage }: Report, index: PageIndex): Html {
  const open = (coverage.sources ?? []).filter(({ state }) => state === "not-compared");
  const entries = open.map((source): Entry => {
    const { clusters, crds, from, version, path, line, reason } = source;
    return {
      clusters,
      crds,
      content: html`${[
        head(html`${sourceName(source)}`),
        cell(html`${from}${version === null ? "" : ` ${version}`}`),
        cell(code(`${path}:${line}`)),
        cell(names(clusters)),
        cell(htmlSentence(reason)),
        cell(html`${crds.length === 0 ? "" : crds.join(", ")}`),
      ]}`,
    };
  });
  const headings = ["what", "from", "where", "clusters", "why", "CRDs of it in the clusters"];
  const caption = "Deployed from elsewhere; what it brings is not known";
  return section("sources", "Sources not compared", open.length, table(caption, headings, entries, index));
}

function sourceName({ kind, name, namespace }: CoveredSource): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
}

/** What could not be told, was not read, judged or applied. */
export function openSection(report: Report, index: PageIndex): Html {
  const { partial, notApplied } = report.coverage;
  const undecided = undecidedLines(report).map(({ crds, file, clusters, path, reason }): Entry => {
    const subject = crds.length === 1 ? code(crds[0]) : html`${crds.length} CRDs in ${code(file)}`;
    const at = path === "" ? null : html` at ${code(path)}`;
    return { clusters, crds, content: html`${subject} on ${names(clusters)}${at}: ${htmlSentence(reason)}` };
  });
  const notRead = untoldNotRead(report).map(
    ({ path, reason }): Entry => ({ content: html`${code(path)}: ${htmlSentence(reason)}` }),
  );
  const notAlone = partial.map(
    ({ path, line, crd, reason }): Entry => ({
      ...(crd === null ? {} : { crds: [crd] }),
      content: html`${code(`${path}:${line}`)} ${crd === null ? null : code(crd)}: ${htmlSentence(reason)}`,
    }),
  );
  const nowhere = notApplied.map(
    ({ crd, path, reason }): Entry => ({ crds: [crd], content: html`${code(path)} ${code(crd)}: ${reason}` }),
  );
  const parts = [
    { title: "Undecided", entries: undecided },
    { title: "Not read", entries: notRead },
    { title: "Not judged alone", entries: notAlone },
    { title: "Applied nowhere", entries: nowhere },
  ];
  const content = parts.map(({ title, entries }) =>
    entries.length === 0
      ? html``
      : html`<h3>${title} <span class="count">${entries.length}</span></h3>${list(entries, index)}`,
  );
  const count = parts.reduce((sum, { entries }) => sum + entries.length, 0);
  return section("open", "Not read, not decided", count, html`${content}`);
}

export function noticesSection(report: Report, index: PageIndex): Html {
  const notices = [...baseNotice(report), ...report.notices];
  const entries = notices.map((text): Entry => ({ content: htmlSentence(text) }));
  return section("notices", "Notices", notices.length, list(entries, index));
}

/** What is accepted for a time, by whom, and until when. */
export function waiversSection({ waivers }: Report, index: PageIndex): Html {
  const entries = waivers.map(({ rule, crd, version, path, status, reason, owner, expires }): Entry => {
    const about = [crd, version, path].filter((part) => part !== undefined).join(" ");
    return {
      ...(crd === undefined ? {} : { crds: [crd] }),
      content: html`${[
        head(html`${rule}`),
        cell(code(about)),
        cell(html`${status}`),
        cell(html`${owner}`),
        cell(html`${expires}`),
        cell(html`${reason}`),
      ]}`,
    };
  });
  const headings = ["rule", "of", "status", "owner", "last day", "reason"];
  const caption = `${counted(waivers.length, "waiver")} of the configuration`;
  return section("waivers", "Waivers", waivers.length, table(caption, headings, entries, index));
}
