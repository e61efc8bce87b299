import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderHtml } from "../../src/report/fleet-page/render-html.ts";
import { fleetReport } from "../report/fleet.ts";
import { type Browser, CHROMIUM, type OpenPage, startBrowser } from "./chromium.ts";

const SKIPPED = CHROMIUM === undefined ? " (skipped: no chromium and no google-chrome on PATH)" : "";

/** A folder for pictures of the pages, to be looked at; without it none is made. */
const { PICTURES } = process.env;

const SMALL = renderHtml(fleetReport(20, 30));
const LARGE = renderHtml(fleetReport(1000, 200));
const GRID = "document.querySelector('[role=grid]')";

describe.skipIf(CHROMIUM === undefined)(`the fleet page in a browser${SKIPPED}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(CHROMIUM ?? "");
  });
  afterAll(() => browser.close());

  const shown = (page: OpenPage, name: string) =>
    PICTURES === undefined ? undefined : page.picture(path.join(PICTURES, `${name}.png`));
  const focused = (page: OpenPage) => page.evaluate("document.activeElement.dataset.at ?? document.activeElement.id");
  const panel = (page: OpenPage) => page.evaluate("document.querySelector('.panel').innerText");
  const visible = (page: OpenPage, selector: string) =>
    page.evaluate(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((one) => one.offsetParent).length`,
    );

  it("shows the verdict first, and the matrix with one column for clusters that answer alike", async () => {
    const page = await browser.open(SMALL);
    await shown(page, "light");
    expect(await page.evaluate("document.querySelector('h1').textContent")).toBe(
      "❌ 3 of 20 clusters will refuse 2 of 30 CRDs (the other 17 take all)",
    );
    expect(
      await page.evaluate(`[...${GRID}.querySelectorAll('[role=columnheader]')].map((one) => one.textContent)`),
    ).toEqual(["CRD", "cluster-0003 +2", "cluster-0000 +16"]);
    expect(
      await page.evaluate(
        `[...${GRID}.querySelectorAll('[aria-rowindex="2"] > *')].map((one) => one.getAttribute('aria-label') ?? one.textContent)`,
      ),
    ).toEqual(["things25.group1.example.com", "cluster-0003 +2: refuses it", "cluster-0000 +16: takes it"]);
    expect(page.complaints).toEqual([]);
  });

  it("is read whole without a script", async () => {
    const page = await browser.open(SMALL, { withoutScript: true });
    await shown(page, "without-script");
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('h2')].filter((one) => one.offsetParent).map((one) => one.textContent)",
      ),
    ).toEqual([
      "What blocks what 2",
      "CRDs and clusters 30",
      "Clusters and their snapshots 20",
      "Migration debt 3",
      "Notices 2",
    ]);
    expect(await visible(page, "#answers tbody tr, #clusters tbody tr, #debt tbody tr")).toBe(53);
    expect(await visible(page, "form")).toBe(0);
    expect(page.complaints).toEqual([]);
  });

  it("is left to the keyboard: one stop for Tab, arrows within, Enter for what is behind, and on to the finding", async () => {
    const page = await browser.open(SMALL);
    await page.evaluate("document.querySelector('form button').focus()");
    await page.press("Tab");
    expect(await focused(page)).toBe("0 0");
    await page.press("ArrowDown");
    await page.press("ArrowRight");
    expect(await focused(page)).toBe("1 1");
    await page.press("Home");
    await page.press("ArrowUp");
    expect(await focused(page)).toBe("0 -1");
    await page.press("End", "ctrl");
    expect(await focused(page)).toBe("29 1");
    await page.press("Home", "ctrl");
    await page.press("ArrowRight");
    await page.press("Enter");
    expect(await panel(page)).toContain(
      "3 clusters: cluster-0003, cluster-0010, cluster-0017\n\ncluster-0003, cluster-0010, cluster-0017: refuses it (stored: v1alpha1, v1) crds/things25.yaml:1",
    );
    expect(await panel(page)).toContain(
      "status.storedVersions[0]: Invalid value: v1alpha1: missing from spec.versions",
    );
    await page.evaluate("document.querySelector('.panel a').focus()");
    await page.press("Enter");
    await page.evaluate("new Promise((done) => setTimeout(done, 50))");
    expect(
      await page.evaluate("[...document.querySelectorAll('#findings details[open]')].map((one) => one.id)"),
    ).toEqual(["f1"]);
    expect(await page.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
    // Not behind the filters, which stay where they are.
    const bar = "document.getElementById('filters').getBoundingClientRect().bottom";
    expect(await page.evaluate(`document.activeElement.getBoundingClientRect().top - ${bar}`)).toBeGreaterThanOrEqual(
      0,
    );
    expect(page.complaints).toEqual([]);
  });

  it("tells a screen reader what everything is", async () => {
    const page = await browser.open(SMALL);
    expect(await page.heard()).toEqual(
      expect.arrayContaining([
        "RootWebArea ❌ 3 of 20 clusters will refuse 2 of 30 CRDs (the other 17 take all)",
        "search Filter this page",
        "searchbox Cluster",
        "combobox API group",
        "combobox CRDs",
        "grid CRDs and clusters",
        "row things25.group1.example.com cluster-0003 +2: refuses it cluster-0000 +16: takes it",
        "region The chosen answer",
        "heading What blocks what 2",
        "table Age as of the check",
        "rowheader cluster-0000",
        "columnheader snapshot",
      ]),
    );
  });

  it("keeps the focus where it is when the window becomes narrower", async () => {
    const page = await browser.open(SMALL);
    await page.evaluate("document.querySelector('[data-at=\"3 1\"]').click()");
    const width = () => page.evaluate(`${GRID}.style.getPropertyValue('--names')`);
    const before = await width();
    await page.resize(500, 700);
    await page.evaluate("new Promise((done) => setTimeout(done, 100))");
    expect([before, await width(), await focused(page)]).toEqual(["320px", "180px", "3 1"]);
    await page.press("ArrowUp");
    expect(await focused(page)).toBe("2 1");
  });

  it("filters everything by clusters, API group and answer, and says what is left", async () => {
    const page = await browser.open(SMALL);
    const choose = (id: string, value: string) =>
      page.evaluate(
        `(() => { const one = document.getElementById('${id}'); one.value = '${value}'; one.dispatchEvent(new Event('input', { bubbles: true })); })()`,
      );
    const status = () => page.evaluate("document.querySelector('output').textContent");
    await choose("by-cluster", "*-0003");
    expect([await status(), await visible(page, "#clusters tbody tr")]).toEqual(["1 of 20 clusters, 30 of 30 CRDs", 1]);
    await choose("by-answer", "x");
    expect([await status(), await page.evaluate(`${GRID}.getAttribute('aria-rowcount')`)]).toEqual([
      "1 of 20 clusters, 2 of 30 CRDs",
      "3",
    ]);
    await choose("by-group", "1");
    expect([await status(), await visible(page, "#findings li")]).toEqual(["1 of 20 clusters, 1 of 30 CRDs", 1]);
    expect(await page.evaluate("document.querySelector('#findings h2').textContent")).toBe("What blocks what 1 of 2");
    await choose("by-cluster", "0004");
    expect([await status(), await visible(page, "[role=grid]"), await panel(page)]).toEqual([
      "1 of 20 clusters, 0 of 30 CRDs",
      0,
      "Nothing is left of it.",
    ]);
    await page.evaluate("document.querySelector('form button').click()");
    expect([await status(), await visible(page, "#findings li"), await visible(page, "#clusters tbody tr")]).toEqual([
      "",
      2,
      20,
    ]);
    expect(page.complaints).toEqual([]);
  });

  it("scrolls over 1,000 clusters and 200 CRDs with only what is in sight in the document", async () => {
    const page = await browser.open(LARGE);
    await shown(page, "large");
    const cells = () => page.evaluate(`${GRID}.querySelectorAll('[role=gridcell]').length`);
    expect(await cells()).toBeLessThan(200);
    await page.evaluate(
      `${GRID}.scrollTop = 1e6; new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`,
    );
    expect(
      await page.evaluate(`[...${GRID}.querySelectorAll('[role=row]')].at(-1).getAttribute('aria-rowindex')`),
    ).toBe("201");
    expect(await cells()).toBeLessThan(200);
    expect(page.complaints).toEqual([]);
  });

  it.each([
    ["light", false],
    ["dark", true],
  ])("has contrast enough to be read in %s (WCAG AA)", async (name, dark) => {
    const page = await browser.open(SMALL, { dark });
    await shown(page, name);
    const ratios = await page.evaluate(`(() => {
      const color = (name) => {
        const probe = document.createElement('i');
        probe.style.color = 'var(--' + name + ')';
        document.body.append(probe);
        const parts = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
        probe.remove();
        const [r, g, b] = parts.map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const pairs = ['text ground', 'text raised', 'dim ground', 'dim raised', 'link ground', 'refused ground', 'open ground', 'refused refused-ground', 'open open-ground', 'taken taken-ground'];
      return Object.fromEntries(pairs.map((pair) => {
        const [a, b] = pair.split(' ').map(color).sort((x, y) => y - x);
        return [pair, (a + 0.05) / (b + 0.05) >= 4.5];
      }));
    })()`);
    expect(Object.entries(ratios as object).filter(([, isEnough]) => isEnough !== true)).toEqual([]);
    expect(Object.keys(ratios as object)).toHaveLength(10);
  });

  it("fits a narrow window without a scroll bar of its own", async () => {
    const page = await browser.open(SMALL, { width: 380, height: 800 });
    await shown(page, "narrow");
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });
});

it("is small enough to be mailed", () => {
  expect([SMALL.length < 60_000, LARGE.length < 600_000]).toEqual([true, true]);
  if (PICTURES !== undefined) fs.writeFileSync(path.join(PICTURES, "large.html"), LARGE);
});
