import type { JsonObject } from "../../src/base/json.ts";

const rules = (...texts: (string | JsonObject)[]): JsonObject => ({
  "x-kubernetes-validations": texts.map((rule) => (typeof rule === "string" ? { rule } : rule)),
});
const text = { type: "string", maxLength: 100 };

/**
 * Rules of all kinds, on values of all kinds: most of the objects that are made for it break some. A CRD would be refused with
 * it, for what they may cost.
 */
export const RULED: JsonObject = {
  type: "object",
  required: ["spec"],
  ...rules("self.metadata.name.size() < 60", { rule: "self.spec == oldSelf.spec || self.kind == 'Thing'" }),
  properties: {
    spec: {
      type: "object",
      required: ["count"],
      ...rules(
        { rule: "self.count <= self.most", messageExpression: "'at most %d, not %d'.format([self.most, self.count])" },
        {
          rule: "!has(self.kind) || self.kind == oldSelf.kind",
          message: "the kind stays",
          reason: "FieldValueForbidden",
        },
        { rule: "has(self.kind) == has(oldSelf.kind)", message: " spaces around " },
        { rule: "!has(self.port) || self.port != 0", fieldPath: ".port", reason: "FieldValueRequired" },
        { rule: "!has(self.port) || self.port != 80", fieldPath: ".port", reason: "FieldValueDuplicate" },
        { rule: "!has(self.port) || self.port < 50000", reason: "FieldValueInvalid", message: "a\tport" },
        { rule: "oldSelf.hasValue() || self.count < 100", optionalOldSelf: true, message: "few at first" },
        { rule: "!has(self.hosts) || self.hosts[1].name != 'a'" },
        { rule: "!has(self.labels) || self.labels['a'] != 'x'" },
        { rule: "!has(self.count) || 100 / self.count != 50" },
        { rule: "self.count != 5", messageExpression: "self.kind" },
        { rule: "self.count != 2", messageExpression: "'a\\nb'", message: "instead" },
        { rule: "self.count != 1", messageExpression: "'  '" },
        { rule: "self.count != 10", messageExpression: "self.labels['none']" },
        {
          rule: "!has(self.labels) || size(self.labels) < 3",
          messageExpression: "'%d labels'.format([self.labels.size()])",
        },
      ),
      properties: {
        count: { type: "integer" },
        most: { type: "integer", default: 5 },
        kind: { type: "string", maxLength: 40, enum: ["a", "b"], ...rules("self != 'b' || oldSelf != 'a'") },
        port: {
          "x-kubernetes-int-or-string": true,
          ...rules("type(self) == int || self != ''", "self > 1"),
        },
        ratio: { type: "number", ...rules("self < 100.0", "self >= 0.0") },
        flag: { type: "boolean", ...rules("self || oldSelf") },
        wait: { type: "string", format: "duration", ...rules("self < duration('1h30m')") },
        since: { type: "string", format: "date-time", ...rules("self > timestamp('1980-01-01T00:00:00Z')") },
        day: { type: "string", format: "date", ...rules("self.getFullYear() > 2024") },
        data: { type: "string", format: "byte", ...rules("size(self) > 0") },
        name: {
          ...text,
          ...rules(
            "self.matches('^[a-z].*$')",
            "!self.startsWith('x')",
            "self.lowerAscii() == self",
            "self.find('[0-9]+') == ''",
          ),
        },
        address: { ...text, ...rules("isURL(self) && url(self).getScheme() == 'https'") },
        maybe: { type: "string", nullable: true, ...rules("self.size() > 1") },
        hosts: {
          type: "array",
          maxItems: 16,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
          ...rules(
            "self.exists_one(x, x.name == 'a')",
            "self.all(x, !has(x.weight) || x.weight > 0)",
            "self == oldSelf",
          ),
          items: {
            type: "object",
            required: ["name"],
            ...rules("has(self.weight) || !has(oldSelf.weight)", "self.name != 'x'"),
            properties: { name: text, weight: { type: "integer", ...rules("self >= oldSelf", "self != 443") } },
          },
        },
        tags: {
          type: "array",
          "x-kubernetes-list-type": "set",
          items: text,
          ...rules("self == oldSelf", "self.isSorted()"),
        },
        numbers: {
          type: "array",
          items: { type: "integer", ...rules("self != 0") },
          ...rules("self.sum() < 500", "self.min() >= 0", "self[0] < 100"),
        },
        labels: {
          type: "object",
          maxProperties: 20,
          additionalProperties: { ...text, ...rules("self != 'x'", "self == oldSelf || self.size() < 3") },
          ...rules("!('x' in self)", "self.all(k, self[k] != '')"),
        },
        fixed: {
          type: "object",
          "x-kubernetes-map-type": "atomic",
          properties: { a: text, b: { ...text, ...rules("self != 'b'") } },
          ...rules("self == oldSelf"),
        },
        "an-odd.name": {
          type: "object",
          properties: { in: { type: "integer" } },
          ...rules("has(self.__in__) && self.__in__ > 0"),
        },
        inner: {
          type: "object",
          "x-kubernetes-embedded-resource": true,
          "x-kubernetes-preserve-unknown-fields": true,
          properties: { spec: { type: "object", properties: { a: { type: "integer", ...rules("self > 1") } } } },
          ...rules("self.kind == 'Inner'", "self.metadata.name.size() < 10"),
        },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true, ...rules("self == oldSelf") },
        template: {
          type: "object",
          default: { mode: "fast" },
          properties: { mode: { type: "string", enum: ["slow", "fast"], default: "fast", ...rules("self != 'slow'") } },
        },
      },
    },
  },
};

/** A schema that a server takes with a rule of every kind: on fields, lists, maps, old values, resources and defaults. */
export const SOUND: JsonObject = {
  type: "object",
  required: ["spec"],
  "x-kubernetes-validations": [{ rule: "self.metadata.name.size() < 60" }],
  properties: {
    spec: {
      type: "object",
      required: ["replicas"],
      "x-kubernetes-validations": [
        { rule: "self.replicas <= self.max", messageExpression: "'at most %d'.format([self.max])" },
        { rule: "!has(self.class) || self.class == oldSelf.class" },
      ],
      properties: {
        replicas: { type: "integer" },
        max: { type: "integer", default: 5 },
        class: { type: "string", maxLength: 40, enum: ["a", "b"] },
        port: {
          "x-kubernetes-int-or-string": true,
          "x-kubernetes-validations": [{ rule: "type(self) == int || self != ''" }],
        },
        wait: { type: "string", format: "duration", "x-kubernetes-validations": [{ rule: "self < duration('1h')" }] },
        hosts: {
          type: "array",
          maxItems: 16,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
          "x-kubernetes-validations": [{ rule: "self.all(x, self.exists_one(y, x.name == y.name))" }],
          items: {
            type: "object",
            required: ["name"],
            "x-kubernetes-validations": [{ rule: "self.name == oldSelf.name" }],
            properties: { name: { type: "string", maxLength: 63 }, weight: { type: "integer" } },
          },
        },
        labels: {
          type: "object",
          maxProperties: 20,
          additionalProperties: {
            type: "string",
            maxLength: 63,
            "x-kubernetes-validations": [{ rule: "self != 'x'" }],
          },
        },
        template: {
          type: "object",
          default: { mode: "fast" },
          "x-kubernetes-validations": [{ rule: "self.mode != 'slow'" }],
          properties: { mode: { type: "string", maxLength: 9 } },
        },
      },
    },
  },
};
