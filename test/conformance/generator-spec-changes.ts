import { conversionOf } from "./generator-crd.ts";
import { type Dice, type Draft, type DraftObject, isDraftObject, objectAt } from "./generator-dice.ts";
import { put } from "./generator-draft-crd.ts";
import { BAD_GROUPS, BAD_NAMES, CA_BUNDLES, GROUPS, PROTECTED_GROUPS } from "./generator-texts.ts";

export function changeNames(crd: DraftObject, dice: Dice): void {
  const names = objectAt(objectAt(crd, "spec"), "names");
  const kind = String(names.kind);
  const key = dice.pick(["plural", "singular", "kind", "listKind"]);
  dice.weighted<() => unknown>([
    [6, () => put(names, key, dice.pick<Draft>([...BAD_NAMES, null, 1]))],
    [2, () => put(names, key, dice.pick(["lanes", "lane", "Lane", "LaneList", "bridges"]))],
    [2, () => delete names[key]],
    [1, () => put(names, "listKind", kind)],
    [1, () => put(names, "listKind", kind.toLowerCase())],
    [1, () => put(names, "kind", kind.toLowerCase())],
    [1, () => put(names, "kind", kind.toUpperCase())],
    [
      3,
      () =>
        put(
          names,
          dice.pick(["shortNames", "categories"]),
          dice.pick<Draft>([[], null, ["a", "a"], ["A"], ["all", "-x"], [""], ["a".repeat(64)], "ln", [1], ["é"]]),
        ),
    ],
  ])();
}

export function changeGroup(crd: DraftObject, dice: Dice): void {
  const spec = objectAt(crd, "spec");
  const group = dice.pick<Draft>([...BAD_GROUPS, ...GROUPS, ...PROTECTED_GROUPS, null, 1]);
  put(spec, "group", group);
  if (dice.chance(60))
    put(objectAt(crd, "metadata"), "name", `${String(objectAt(spec, "names").plural)}.${String(group)}`);
}

const URLS: readonly string[] = [
  "",
  "https://a.example.com",
  "https://a.example.com/path",
  "http://a.example.com",
  "HTTPS://a.example.com",
  "example.com",
  "https://",
  "https:///path",
  "https://user@a.example.com",
  "https://user:pw@a.example.com/",
  "https://a.example.com/#f",
  "https://a.example.com/?q",
  "https://a.example.com/?",
  "https://a.example.com#",
  "https://[::1]:443/",
  "https://[::1/",
  "https://a b.com/",
  "https://a.example.com:x/",
  "https://%zz/",
  "%",
  "://",
  "//a.example.com/",
  "https:a.example.com",
  "https://é.example.com/",
  "https://a.example.com:99999/",
  "https://a\u007f.com",
  "https://a.example.com/%zz",
  "1https://a",
  "ftp://x",
];

const SERVICE_PATHS: readonly Draft[] = [
  "",
  "/",
  "/a",
  "a",
  "a/",
  "//",
  "/a//b",
  "/a/",
  "/A",
  "/a_b",
  "/a?b=c",
  "/a.b",
  "/-a",
  "/é",
  `/${"a".repeat(254)}`,
  "/a b",
  null,
  1,
];

export function changeConversion(crd: DraftObject, dice: Dice): void {
  const spec = objectAt(crd, "spec");
  if (dice.chance(25)) {
    put(
      spec,
      "conversion",
      dice.pick<Draft>([
        null,
        {},
        { strategy: "" },
        { strategy: "None" },
        { strategy: "none" },
        { strategy: "Webhook" },
        { strategy: null },
        { strategy: "None", webhook: {} },
        { strategy: "None", webhook: { clientConfig: {} } },
        { strategy: "None", webhook: { conversionReviewVersions: ["v1"] } },
        { webhook: { clientConfig: { caBundle: "Cg==" } } },
        { strategy: "Webhook", webhook: null },
        { strategy: "Webhook", webhook: {} },
        { strategy: "Webhook", webhookClientConfig: { url: "https://a.b" }, conversionReviewVersions: ["v1"] },
        [],
        "None",
      ]),
    );
    return;
  }
  if (dice.chance(5)) {
    delete spec.conversion;
    return;
  }
  const conversion =
    isDraftObject(spec.conversion) && spec.conversion.strategy === "Webhook" ? spec.conversion : conversionOf(dice);
  spec.conversion = conversion;
  const webhook = objectAt(conversion, "webhook");
  if (conversion.strategy !== "Webhook" && dice.chance(70)) delete conversion.webhook;
  const config = objectAt(webhook, "clientConfig");
  dice.weighted<() => unknown>([
    [
      4,
      () =>
        put(
          webhook,
          "conversionReviewVersions",
          dice.pick<Draft>([
            [],
            null,
            ["v2"],
            ["v1", "v1"],
            ["v2", "v2"],
            ["V1"],
            ["v1", ""],
            ["v1", "é"],
            ["v1beta1", "v1alpha1"],
            "v1",
            [1],
            ["v1", "a".repeat(64)],
          ]),
        ),
    ],
    [4, () => put(config, "url", dice.pick<Draft>([...URLS, null, 1]))],
    [3, () => Object.assign(config, { url: dice.pick(URLS), service: null })],
    [4, () => put(objectAt(config, "service"), "path", dice.pick(SERVICE_PATHS))],
    [
      3,
      () =>
        put(objectAt(config, "service"), "port", dice.pick<Draft>([0, -1, 1, 65535, 65536, 80.5, "80", null, 2 ** 31])),
    ],
    [
      3,
      () =>
        put(objectAt(config, "service"), dice.pick(["name", "namespace"]), dice.pick<Draft>(["", "x", "X y", null, 1])),
    ],
    [1, () => put(config, "service", dice.pick<Draft>([null, {}, { name: "a" }, { namespace: "a" }, []]))],
    [
      5,
      () =>
        put(
          config,
          "caBundle",
          dice.pick<Draft>([...CA_BUNDLES, "Cg", "!", "Cg==\n", "C g==", "Cg==Cg==", null, 1, [10], "-_8=", "YQ"]),
        ),
    ],
    [1, () => put(conversion, "strategy", dice.pick<Draft>(["None", "", "webhook", null, "Service"]))],
  ])();
}
