import { isArray, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { asObject, bytes, given, list, optionalNumber, optionalText, text, textMap, texts } from "./decoded-fields.ts";
import type { CrdNames } from "./live-crd.ts";

/** v1.CustomResourceDefinition as decoded: Go's zero values where the document is silent, unknown fields dropped. */
export interface CrdObject {
  readonly metadata: CrdMetadata;
  readonly group: string;
  readonly names: DecodedNames;
  readonly scope: string;
  readonly versions: readonly CrdVersion[];
  /** null: a nil list (missing or null), which prints otherwise than an empty one. */
  readonly versionsAreNil: boolean;
  readonly conversion: CrdConversion | null;
  readonly preserveUnknownFields: boolean;
}

export interface CrdMetadata {
  readonly name: string;
  readonly generateName: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
  /** null: not given. */
  readonly deletionTimestamp: string | null;
  readonly deletionGracePeriodSeconds: number | null;
  readonly ownerReferences: readonly OwnerReference[];
  /** null: not given. */
  readonly managedFields: readonly ManagedFieldsEntry[] | null;
}

export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly fieldsType: string;
  readonly fieldsV1: JsonValue;
  readonly subresource: string;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
}

export type DecodedNames = Required<CrdNames>;

export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated: boolean;
  readonly deprecationWarning: string | null;
  /** The value of `schema`; null: none. */
  readonly schema: JsonObject | null;
  readonly subresources: JsonObject | null;
  readonly additionalPrinterColumns: readonly JsonObject[];
  readonly selectableFields: readonly JsonObject[];
}

export interface CrdConversion {
  readonly strategy: string;
  readonly webhook: CrdWebhook | null;
}

export interface CrdWebhook {
  readonly clientConfig: WebhookClientConfig | null;
  readonly conversionReviewVersions: readonly string[];
}

export interface WebhookClientConfig {
  readonly url: string | null;
  readonly service: WebhookService | null;
  /** Empty when there is none. */
  readonly caBundle: Uint8Array;
}

export interface WebhookService {
  readonly namespace: string;
  readonly name: string;
  readonly path: string | null;
  /** null: not given. */
  readonly port: number | null;
}

/** Reads a document that decodes without errors (decode.ts). */
export function readCrd(document: JsonObject): CrdObject {
  const spec = member(document, "spec");
  const conversion = given(spec, "conversion");
  return {
    metadata: readMetadata(member(document, "metadata")),
    group: text(spec, "group"),
    names: readNames(member(spec, "names")),
    scope: text(spec, "scope"),
    versions: list(spec, "versions").map(readVersion),
    versionsAreNil: given(spec, "versions") === null,
    conversion: conversion === null ? null : readConversion(conversion),
    preserveUnknownFields: member(spec, "preserveUnknownFields") === true,
  };
}

/** Reads `spec.names` or `status.acceptedNames`. */
export function readNames(names: JsonValue | undefined): DecodedNames {
  return {
    plural: text(names, "plural"),
    singular: text(names, "singular"),
    kind: text(names, "kind"),
    listKind: text(names, "listKind"),
    shortNames: texts(names, "shortNames"),
    categories: texts(names, "categories"),
  };
}

/** Reads metadata of any object, of which decoding found no fault. */
export function readMetadata(metadata: JsonValue | undefined): CrdMetadata {
  return {
    name: text(metadata, "name"),
    generateName: text(metadata, "generateName"),
    namespace: text(metadata, "namespace"),
    uid: text(metadata, "uid"),
    resourceVersion: text(metadata, "resourceVersion"),
    labels: textMap(metadata, "labels"),
    annotations: textMap(metadata, "annotations"),
    finalizers: texts(metadata, "finalizers"),
    ownerReferences: list(metadata, "ownerReferences").map((owner) => ({
      apiVersion: text(owner, "apiVersion"),
      kind: text(owner, "kind"),
      name: text(owner, "name"),
      uid: text(owner, "uid"),
      controller: member(owner, "controller") === true,
    })),
    deletionTimestamp: optionalText(metadata, "deletionTimestamp"),
    deletionGracePeriodSeconds: optionalNumber(metadata, "deletionGracePeriodSeconds"),
    managedFields: isArray(member(metadata, "managedFields"))
      ? list(metadata, "managedFields").map(readManagedFieldsEntry)
      : null,
  };
}

function readManagedFieldsEntry(entry: JsonValue): ManagedFieldsEntry {
  return {
    manager: text(entry, "manager"),
    operation: text(entry, "operation"),
    apiVersion: text(entry, "apiVersion"),
    fieldsType: text(entry, "fieldsType"),
    fieldsV1: member(entry, "fieldsV1") ?? null,
    subresource: text(entry, "subresource"),
  };
}

function readVersion(version: JsonValue): CrdVersion {
  return {
    name: text(version, "name"),
    served: member(version, "served") === true,
    storage: member(version, "storage") === true,
    deprecated: member(version, "deprecated") === true,
    deprecationWarning: optionalText(version, "deprecationWarning"),
    schema: given(version, "schema"),
    subresources: given(version, "subresources"),
    additionalPrinterColumns: list(version, "additionalPrinterColumns").map(asObject),
    selectableFields: list(version, "selectableFields").map(asObject),
  };
}

function readConversion(conversion: JsonObject): CrdConversion {
  const webhook = given(conversion, "webhook");
  return { strategy: text(conversion, "strategy"), webhook: webhook === null ? null : readWebhook(webhook) };
}

function readWebhook(webhook: JsonObject): CrdWebhook {
  const clientConfig = given(webhook, "clientConfig");
  return {
    clientConfig: clientConfig === null ? null : readClientConfig(clientConfig),
    conversionReviewVersions: texts(webhook, "conversionReviewVersions"),
  };
}

function readClientConfig(config: JsonObject): WebhookClientConfig {
  const service = given(config, "service");
  return {
    url: optionalText(config, "url"),
    service: service === null ? null : readService(service),
    caBundle: bytes(config, "caBundle"),
  };
}

function readService(service: JsonObject): WebhookService {
  return {
    namespace: text(service, "namespace"),
    name: text(service, "name"),
    path: optionalText(service, "path"),
    port: optionalNumber(service, "port"),
  };
}
