/**
 * The Go types a CRD is decoded into, as far as they decide whether JSON fits and how the decoder names them in its
 * errors. From pkg/apis/apiextensions/v1/{types,types_jsonschema}.go and apimachinery/pkg/apis/meta/v1/types.go.
 * Pointers are left out: the decoder looks through them.
 */
export type GoType =
  | { readonly kind: "string" | "bool" | "float"; readonly name: string }
  | { readonly kind: "integer"; readonly name: "int32" | "int64" | "uint8" }
  /** Base64 in JSON. */
  | { readonly kind: "bytes" }
  /** Takes any JSON. */
  | { readonly kind: "any" }
  /** metav1.Time: a string in RFC 3339. */
  | { readonly kind: "time" }
  /** `keyed`: the member that tells items apart when they are applied, "" where an item is its own key. */
  | { readonly kind: "list"; readonly name: string; readonly of: () => GoType; readonly keyed?: string }
  | { readonly kind: "map"; readonly name: string; readonly of: () => GoType }
  /** `since`: the minor version of Kubernetes 1.x that first had a field; without entry it is older than 1.25. */
  | {
      readonly kind: "struct";
      readonly name: string;
      readonly fields: () => Readonly<Record<string, GoType>>;
      readonly since: FieldsSince;
    }
  /** A schema object or something else, told apart by the type's own UnmarshalJSON (v1/marshal.go). */
  | { readonly kind: "schema-or"; readonly or: "bool" | "list" | "strings" };

type FieldsSince = ReadonlyMap<string, number>;

const NO_NEW_FIELDS: FieldsSince = new Map();

const text: GoType = { kind: "string", name: "string" };
const bool: GoType = { kind: "bool", name: "bool" };
const int32: GoType = { kind: "integer", name: "int32" };
const int64: GoType = { kind: "integer", name: "int64" };
const float64: GoType = { kind: "float", name: "float64" };
const anyJson: GoType = { kind: "any" };
const time: GoType = { kind: "time" };
const texts: Extract<GoType, { kind: "list" }> = { kind: "list", name: "[]string", of: () => text };
const textMap: GoType = { kind: "map", name: "map[string]string", of: () => text };

function named(name: string): GoType {
  return { kind: "string", name };
}

function listOf(of: GoType & { readonly name: string }, name = `[]${of.name}`): Extract<GoType, { kind: "list" }> {
  return { kind: "list", name, of: () => of };
}

function struct(
  name: string,
  fields: () => Readonly<Record<string, GoType>>,
  since = NO_NEW_FIELDS,
): GoType & { readonly name: string } {
  return { kind: "struct", name, fields, since };
}

/** Fields of v1.ValidationRule that older servers do not know, and drop. */
export const RULE_FIELDS_SINCE = { messageExpression: 27, reason: 28, fieldPath: 28, optionalOldSelf: 29 } as const;

const schemaFields: Readonly<Record<string, GoType>> = {
  id: text,
  $schema: named("v1.JSONSchemaURL"),
  $ref: text,
  description: text,
  type: text,
  format: text,
  title: text,
  default: anyJson,
  maximum: float64,
  exclusiveMaximum: bool,
  minimum: float64,
  exclusiveMinimum: bool,
  maxLength: int64,
  minLength: int64,
  pattern: text,
  maxItems: int64,
  minItems: int64,
  uniqueItems: bool,
  multipleOf: float64,
  enum: { kind: "list", name: "[]v1.JSON", of: () => anyJson },
  maxProperties: int64,
  minProperties: int64,
  required: texts,
  items: { kind: "schema-or", or: "list" },
  allOf: { kind: "list", name: "[]v1.JSONSchemaProps", of: () => SCHEMA },
  oneOf: { kind: "list", name: "[]v1.JSONSchemaProps", of: () => SCHEMA },
  anyOf: { kind: "list", name: "[]v1.JSONSchemaProps", of: () => SCHEMA },
  not: { kind: "struct", name: "v1.JSONSchemaProps", fields: () => schemaFields, since: NO_NEW_FIELDS },
  properties: { kind: "map", name: "map[string]v1.JSONSchemaProps", of: () => SCHEMA },
  additionalProperties: { kind: "schema-or", or: "bool" },
  patternProperties: { kind: "map", name: "map[string]v1.JSONSchemaProps", of: () => SCHEMA },
  dependencies: { kind: "map", name: "v1.JSONSchemaDependencies", of: () => ({ kind: "schema-or", or: "strings" }) },
  additionalItems: { kind: "schema-or", or: "bool" },
  definitions: { kind: "map", name: "v1.JSONSchemaDefinitions", of: () => SCHEMA },
  externalDocs: struct("v1.ExternalDocumentation", () => ({ description: text, url: text })),
  example: anyJson,
  nullable: bool,
  "x-kubernetes-preserve-unknown-fields": bool,
  "x-kubernetes-embedded-resource": bool,
  "x-kubernetes-int-or-string": bool,
  "x-kubernetes-list-map-keys": texts,
  "x-kubernetes-list-type": text,
  "x-kubernetes-map-type": text,
  "x-kubernetes-validations": {
    kind: "list",
    name: "v1.ValidationRules",
    keyed: "rule",
    of: () =>
      struct(
        "v1.ValidationRule",
        () => ({
          rule: text,
          message: text,
          messageExpression: text,
          reason: named("v1.FieldValueErrorReason"),
          fieldPath: text,
          optionalOldSelf: bool,
        }),
        new Map(Object.entries(RULE_FIELDS_SINCE)),
      ),
  },
};

/** v1.JSONSchemaProps */
export const SCHEMA: GoType & { readonly name: string } = struct("v1.JSONSchemaProps", () => schemaFields);

/** One of []byte. */
export const BYTE: GoType = { kind: "integer", name: "uint8" };

/** []v1.JSONSchemaProps, as `items` may be. */
export const SCHEMAS: GoType = listOf(SCHEMA);

/** []string, as an entry of `dependencies` may be. */
export const STRINGS: GoType = texts;

const names = struct("v1.CustomResourceDefinitionNames", () => ({
  plural: text,
  singular: text,
  shortNames: texts,
  kind: text,
  listKind: text,
  categories: texts,
}));

const conversion = struct("v1.CustomResourceConversion", () => ({
  strategy: named("v1.ConversionStrategyType"),
  webhook: struct("v1.WebhookConversion", () => ({
    clientConfig: struct("v1.WebhookClientConfig", () => ({
      url: text,
      service: struct("v1.ServiceReference", () => ({ namespace: text, name: text, path: text, port: int32 })),
      caBundle: { kind: "bytes" },
    })),
    conversionReviewVersions: texts,
  })),
}));

const version = struct(
  "v1.CustomResourceDefinitionVersion",
  () => ({
    name: text,
    served: bool,
    storage: bool,
    deprecated: bool,
    deprecationWarning: text,
    schema: struct("v1.CustomResourceValidation", () => ({ openAPIV3Schema: SCHEMA })),
    subresources: struct("v1.CustomResourceSubresources", () => ({
      status: struct("v1.CustomResourceSubresourceStatus", () => ({})),
      scale: struct("v1.CustomResourceSubresourceScale", () => ({
        specReplicasPath: text,
        statusReplicasPath: text,
        labelSelectorPath: text,
      })),
    })),
    additionalPrinterColumns: listOf(
      struct("v1.CustomResourceColumnDefinition", () => ({
        name: text,
        type: text,
        format: text,
        description: text,
        priority: int32,
        jsonPath: text,
      })),
    ),
    selectableFields: listOf(struct("v1.SelectableField", () => ({ jsonPath: text }))),
  }),
  new Map([["selectableFields", 30]]),
);

/** metav1.ObjectMeta */
export const OBJECT_META: GoType = struct("v1.ObjectMeta", () => ({
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid: named("types.UID"),
  resourceVersion: text,
  generation: int64,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: int64,
  labels: textMap,
  annotations: textMap,
  ownerReferences: {
    ...listOf(
      struct("v1.OwnerReference", () => ({
        apiVersion: text,
        kind: text,
        name: text,
        uid: named("types.UID"),
        controller: bool,
        blockOwnerDeletion: bool,
      })),
    ),
    keyed: "uid",
  },
  finalizers: { ...texts, keyed: "" },
  managedFields: listOf(
    struct("v1.ManagedFieldsEntry", () => ({
      manager: text,
      operation: named("v1.ManagedFieldsOperationType"),
      apiVersion: text,
      time,
      fieldsType: text,
      fieldsV1: anyJson,
      subresource: text,
    })),
  ),
}));

const OBSERVED_SINCE: FieldsSince = new Map([["observedGeneration", 35]]);

const status = struct(
  "v1.CustomResourceDefinitionStatus",
  () => ({
    conditions: {
      ...listOf(
        struct(
          "v1.CustomResourceDefinitionCondition",
          () => ({
            type: named("v1.CustomResourceDefinitionConditionType"),
            status: named("v1.ConditionStatus"),
            lastTransitionTime: time,
            reason: text,
            message: text,
            observedGeneration: int64,
          }),
          OBSERVED_SINCE,
        ),
      ),
      keyed: "type",
    },
    acceptedNames: names,
    storedVersions: texts,
    observedGeneration: int64,
  }),
  OBSERVED_SINCE,
);

/** v1.CustomResourceDefinition */
export const CUSTOM_RESOURCE_DEFINITION: GoType = struct("v1.CustomResourceDefinition", () => ({
  apiVersion: text,
  kind: text,
  metadata: OBJECT_META,
  spec: struct("v1.CustomResourceDefinitionSpec", () => ({
    group: text,
    names,
    scope: named("v1.ResourceScope"),
    versions: listOf(version),
    conversion,
    preserveUnknownFields: bool,
  })),
  status,
}));
