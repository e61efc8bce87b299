import { renderAnnotations } from "./annotations.ts";
import { renderCodeQuality } from "./code-quality.ts";
import { renderHtml } from "./fleet-page/render-html.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Report } from "./report.ts";
import { renderSarif } from "./sarif.ts";
import { renderText } from "./text.ts";
import type { TextOptions } from "./text-paint.ts";

/** What `--format` and `--output` take. */
export const FORMATS = ["text", "json", "markdown", "sarif", "github", "codequality", "junit", "html"] as const;
export type Format = (typeof FORMATS)[number];

/** @param options for `text` alone */
export function render(report: Report, format: Format, options: TextOptions): string {
  switch (format) {
    case "text":
      return renderText(report, options);
    case "json":
      return renderJson(report);
    case "markdown":
      return renderMarkdown(report);
    case "sarif":
      return renderSarif(report);
    case "github":
      return renderAnnotations(report);
    case "codequality":
      return renderCodeQuality(report);
    case "junit":
      return renderJunit(report);
    case "html":
      return renderHtml(report);
  }
}
