import { goLowerCase } from "./content-rules.ts";
import type { CrdConversion, CrdObject } from "./crd-object.ts";

const HTTPS_PORT = 443;
const NO_CONVERSION: CrdConversion = { strategy: "None", webhook: null };

/** What the server fills in before it looks at a CRD (pkg/apis/apiextensions/v1/defaults.go); storedVersions: stored-walk.ts. */
export function withDefaults(crd: CrdObject): CrdObject {
  const { kind, singular, listKind } = crd.names;
  return {
    ...crd,
    names: {
      ...crd.names,
      singular: singular === "" ? goLowerCase(kind) : singular,
      listKind: listKind === "" && kind !== "" ? `${kind}List` : listKind,
    },
    conversion: crd.conversion === null ? NO_CONVERSION : withServicePort(crd.conversion),
  };
}

function withServicePort(conversion: CrdConversion): CrdConversion {
  const clientConfig = conversion.webhook?.clientConfig;
  if (conversion.webhook === null || !clientConfig?.service) return conversion;
  const service = { ...clientConfig.service, port: clientConfig.service.port ?? HTTPS_PORT };
  return { ...conversion, webhook: { ...conversion.webhook, clientConfig: { ...clientConfig, service } } };
}
