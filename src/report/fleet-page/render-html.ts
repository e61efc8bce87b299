import { scriptJson } from "../../text/escape.ts";
import { firstThatFits } from "../../text/fit.ts";
import { Html, html } from "../../text/html.ts";
import { countsInWords, readInWords } from "../counts.ts";
import { withCutNames } from "../cut.ts";
import { matrix } from "../matrix.ts";
import type { Report } from "../report.ts";
import { verdict } from "../verdict.ts";
import { script, scriptHash, style, styleHash } from "./assets.generated.js";
import { findingsSection } from "./findings.ts";
import { indexOf } from "./page-data.ts";
import {
  answersSection,
  clustersSection,
  debtSection,
  noticesSection,
  openSection,
  problemsSection,
  sourcesSection,
  waiversSection,
} from "./sections.ts";

/** A browser shows so much at once, and a page that is published stays below what mails and artifact viewers take. */
const PAGE_BUDGET_BYTES = 5_000_000;
/** A character each, where all clusters answer otherwise: 5,000 clusters and 2,000 CRDs. */
const MOST_CELLS = 10_000_000;

/**
 * Nothing is loaded, sent or run but the two texts that belong to the page, whatever a name in it says. Data is no script:
 * a browser never runs an element of type application/json.
 */
const POLICY = [
  "default-src 'none'",
  `script-src '${scriptHash}'`,
  `style-src '${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * The report as one page that needs nothing else: the verdict, what blocks what, CRDs and clusters, snapshots, what is
 * yet to be migrated, and what nobody compared. It can be read whole without a script; with one there are filters and
 * the matrix. Above the budget it says less in three rungs, never half a section.
 */
export function renderHtml(given: Report, budgetBytes = PAGE_BUDGET_BYTES): string {
  const report = withCutNames(given);
  const pages = [() => page(report, true), () => page(report, false)];
  const cells = report.clusters.length * new Set(report.predictions.map(({ crd }) => crd)).size;
  const text = firstThatFits([...(cells > MOST_CELLS ? [] : pages), () => shortPage(report)], budgetBytes);
  return `${text ?? [...shortPage(report)].join("")}\n`;
}

function* page(report: Report, whole: boolean): Iterable<string> {
  const index = indexOf(report, whole);
  const answers = matrix(report);
  yield head(report);
  const sections = [
    problemsSection(report, index),
    [html`<section id="matrix" hidden></section>`],
    findingsSection(report.findings, index, whole),
    answersSection(answers, index),
    clustersSection(report, answers, index),
    debtSection(report, index),
    sourcesSection(report, index),
    openSection(report, index),
    noticesSection(report, index),
    waiversSection(report, index),
  ];
  for (const one of sections) for (const { markup } of one) yield markup;
  if (!whole) yield html`<p>The steps of the findings are too many for this page: see the JSON report.</p>`.markup;
  yield foot(report);
  // Last, since every section may have asked for a set of clusters.
  yield `<script type="application/json" id="data">${scriptJson(index.data())}</script>`;
  yield `<script>${script}</script>`;
  yield "</body></html>";
}

function* shortPage(report: Report): Iterable<string> {
  yield head(report);
  yield html`<p>This is too much for a page: see the JSON report.</p>`.markup;
  yield foot(report);
  yield "</body></html>";
}

function head(report: Report): string {
  const title = verdict(report);
  const counts = report.result === "error" ? "" : `${readInWords(report)}: ${countsInWords(report)}`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>${title}</title><style>${new Html(style)}</style></head>
<body><a class="skip" href="#main">Skip to the findings</a>
<header><p class="small">crd-upgrade-guard ${report.mode}</p><h1>${title}</h1>${counts === "" ? null : html`<p>${counts}</p>`}</header>
<div id="filters" hidden></div>
<main id="main" tabindex="-1">`.markup;
}

function foot({ tool }: Report): string {
  return html`</main>
<footer><p class="small">Made by crd-upgrade-guard ${tool.version} from the snapshots in the repository; no cluster was asked. <a href="https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/fleet-page.md">About this page</a></p></footer>
`.markup;
}
