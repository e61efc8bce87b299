// Makes the pictures of the README from real output: `node scripts/pictures.mjs`, after `npm run build`.
// docs/pictures/terminal.svg is what the command line prints; docs/pictures/comment.png is the text of a review comment
// as it is posted, laid out as GitHub does. The second needs chromium; without it it is left as it is.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { marked } from "marked";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const pictures = path.join(root, "docs/pictures");
const example = path.join(root, "examples/gateway-api");

const COLORS = { 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 36: "#76e3ea" };
const COLUMNS = 104;
const CELL = { width: 7.83, height: 19 };
/** Drawn, for not every machine has a font with it. */
const CROSS =
  '<svg width="17" height="17" viewBox="0 0 17 17" style="vertical-align: -2px"><path d="M3 3 14 14 M14 3 3 14" stroke="#f03a35" stroke-width="3.4" stroke-linecap="round"/></svg>';

fs.mkdirSync(pictures, { recursive: true });
fs.writeFileSync(path.join(pictures, "terminal.svg"), terminalPicture());
await commentPicture(path.join(pictures, "comment.png"));

/** What `check` prints on the embedded example, at 100 columns. */
function terminalPicture() {
  const { stdout } = spawnSync(process.execPath, [path.join(root, "dist/cli.cjs"), "check"], {
    cwd: example,
    env: { ...process.env, FORCE_COLOR: "1" },
    encoding: "utf8",
  });
  return svg(["$ npx crd-upgrade-guard check", "", ...stdout.trimEnd().split("\n")]);
}

function svg(lines) {
  const width = Math.ceil(COLUMNS * CELL.width + 40);
  const height = lines.length * CELL.height + 64;
  const rows = lines.map((line, index) => {
    const y = 58 + index * CELL.height;
    return `<text x="20" y="${y}" xml:space="preserve">${spans(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Output of crd-upgrade-guard check in a terminal">`,
    '<rect width="100%" height="100%" rx="8" fill="#0d1117"/>',
    '<g fill="#30363d"><circle cx="22" cy="20" r="6"/><circle cx="42" cy="20" r="6"/><circle cx="62" cy="20" r="6"/></g>',
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="13" fill="#e6edf3">',
    ...rows,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** Colour sequences (ECMA-48 SGR) as spans; a line that is longer than the picture ends with an ellipsis. */
function spans(line) {
  let style = { fill: null, bold: false, dim: false };
  let room = COLUMNS;
  let text = "";
  for (const part of line.split(/(\p{Cc}\[\d+m)/u)) {
    const code = /^\p{Cc}\[(\d+)m$/u.exec(part)?.[1];
    if (code !== undefined) {
      style = styled(style, Number(code));
      continue;
    }
    const chars = [...part];
    const cut = chars.length > room ? `${chars.slice(0, Math.max(0, room - 1)).join("")}${room > 0 ? "…" : ""}` : part;
    room -= Math.min(chars.length, Math.max(room, 0));
    if (cut === "") continue;
    const attributes = [
      style.fill === null ? "" : ` fill="${style.fill}"`,
      style.bold ? ' font-weight="bold"' : "",
      style.dim ? ' opacity="0.65"' : "",
    ].join("");
    text += `<tspan${attributes}>${escapeXml(cut)}</tspan>`;
  }
  return text;
}

function styled(style, code) {
  if (code === 0) return { fill: null, bold: false, dim: false };
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, fill: null };
  return { ...style, fill: COLORS[code] ?? style.fill };
}

function escapeXml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The comment that a pull request with the example in it gets, below the line that it stands on. */
async function commentPicture(file) {
  const chromium = ["chromium", "chromium-browser", "google-chrome"].find(
    (name) => spawnSync(name, ["--version"]).status === 0,
  );
  if (chromium === undefined) {
    console.log("skipped: docs/pictures/comment.png (chromium is not installed)");
    return;
  }
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-pictures-"));
  try {
    const entry = path.join(work, "comment.cjs");
    await build({
      entryPoints: [path.join(root, "scripts/picture-comment.ts")],
      outfile: entry,
      bundle: true,
      platform: "node",
      format: "cjs",
      define: { "import.meta.dirname": JSON.stringify(path.join(root, "dist")) },
      logLevel: "warning",
    });
    const { stdout } = spawnSync(process.execPath, [entry, example, work], { encoding: "utf8" });
    const { hunk, body } = JSON.parse(stdout);
    const page = path.join(work, "page.html");
    fs.writeFileSync(page, html(hunk, body));
    const run = (...args) =>
      spawnSync(
        chromium,
        [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--hide-scrollbars",
          "--disable-background-networking",
          "--disable-sync",
          "--no-first-run",
          `--user-data-dir=${work}/profile`,
          ...args,
          `file://${page}`,
        ],
        { encoding: "utf8" },
      );
    const height = Number(/data-height="(\d+)"/.exec(run("--dump-dom").stdout)?.[1] ?? 800);
    const picture = run(`--window-size=880,${height}`, "--force-device-scale-factor=2", `--screenshot=${file}`);
    if (!fs.existsSync(file)) throw new Error(picture.stderr);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function html(hunk, body) {
  const rows = hunk.map(({ sign, number, text }) => {
    const kind = { "+": "added", "-": "removed", " ": "" }[sign];
    return `<tr class="${kind}"><td>${number}</td><td>${sign} ${escapeXml(text)}</td></tr>`;
  });
  // GitHub shows a suggestion as the change that it would make.
  const suggested = body.replace(/```suggestion\n([\s\S]*?)\n```/, (_, text) => {
    const [first, ...added] = text.split("\n");
    const lines = [
      `<div> ${escapeXml(first)}</div>`,
      ...added.map((line) => `<div class="added">+${escapeXml(line)}</div>`),
    ];
    return `<div class="suggestion"><b>Suggested change</b><pre>${lines.join("")}</pre></div>`;
  });
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 16px; width: 848px; font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; color: #1f2328; background: #fff }
.box { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden }
table.diff { border-collapse: collapse; width: 100%; font: 12px/20px ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre }
table.diff td:first-child { width: 40px; text-align: right; padding: 0 10px; color: #59636e }
tr.added td, div.added { background: #dafbe1 } tr.removed td { background: #ffebe9 }
.head { background: #f6f8fa; border-top: 1px solid #d1d9e0; border-bottom: 1px solid #d1d9e0; padding: 8px 16px }
.body { padding: 8px 16px }
code { font: 85% ui-monospace, "DejaVu Sans Mono", monospace; background: #eff1f3; padding: .2em .4em; border-radius: 6px }
pre { background: #f6f8fa; padding: 12px; border-radius: 6px; font: 12px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap; margin: 0 0 12px }
pre code { background: none; padding: 0; font-size: 100% } a { color: #0969da; text-decoration: none }
.suggestion { border: 1px solid #d1d9e0; border-radius: 6px; margin-bottom: 8px } .suggestion b { display: block; padding: 6px 12px; font-size: 12px; color: #59636e }
.suggestion pre { border-radius: 0 0 6px 6px; padding: 0; background: none; line-height: 20px } .suggestion div { padding: 0 12px }
.bot { font-size: 12px; border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 6px; color: #59636e; margin: 0 4px } p { margin: 0 0 12px }
</style><div class="box"><table class="diff">${rows.join("")}</table>
<div class="head"><b>github-actions</b><span class="bot">bot</span> reviewed now</div>
<div class="body">${marked.parse(suggested).replaceAll("❌", CROSS)}</div></div>
<script>document.body.dataset.height = Math.ceil(document.documentElement.getBoundingClientRect().height)</script>`;
}
