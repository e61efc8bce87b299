/** v1, v2beta1, v1alpha3: k8s.io/apimachinery/pkg/version/helpers.go. `v1alpha` without a number is not Kubernetes-like. */
const KUBE_LIKE = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const STABILITY = { alpha: 1, beta: 2, ga: 3 } as const;

/**
 * Kubernetes' version priority, highest first (CompareKubeAwareVersionStrings, negated for sorting).
 * Kubernetes-like names come before all others; GA before beta before alpha; then the larger number.
 * Other names compare with digit runs as numbers, so `v1-10-0` is newer than `v1-9-0`: Kubernetes itself would compare
 * them as text, which says nothing about age.
 * @returns negative when `a` has higher priority than `b`, positive when lower, 0 when equal
 */
export function compareVersionPriority(a: string, b: string): number {
  const left = KUBE_LIKE.exec(a);
  const right = KUBE_LIKE.exec(b);
  if (left === null && right === null) return compareNumericAware(b, a);
  if (left === null) return 1;
  if (right === null) return -1;
  return stability(right) - stability(left) || number(right[1]) - number(left[1]) || number(right[3]) - number(left[3]);
}

/**
 * The version of several served ones that discovery names first: who asks for a resource without a version gets it. null:
 * none is served, or their names are such as Kubernetes compares as text.
 */
export function preferredVersion(served: readonly string[]): string | null {
  const [first, second] = [...served].sort(compareVersionPriority);
  if (first === undefined || (second !== undefined && !KUBE_LIKE.test(first))) return null;
  return first;
}

/** v1, v2beta1, and v1-6-0, as Percona numbers its releases of v1: Kubernetes gives that less priority than v1alpha1. */
const NUMBERED = /^v(\d+)(?:(alpha|beta)(\d+))?(-.*)?$/;

/**
 * Whether a version came before another, as projects number them: v1beta1 before v1, v1 before v2alpha1, although
 * Kubernetes gives v1 priority over v2alpha1.
 */
export function isOlderVersion(a: string, b: string): boolean {
  const left = NUMBERED.exec(a);
  const right = NUMBERED.exec(b);
  if (left === null || right === null) return compareVersionPriority(a, b) > 0;
  const order =
    number(left[1]) - number(right[1]) ||
    stability(left) - stability(right) ||
    number(left[3]) - number(right[3]) ||
    compareNumericAware(left[4] ?? "", right[4] ?? "");
  return order < 0;
}

function stability(match: RegExpExecArray): number {
  if (match[2] === "alpha") return STABILITY.alpha;
  return match[2] === "beta" ? STABILITY.beta : STABILITY.ga;
}

function number(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits);
}

function compareNumericAware(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] ?? "";
    const y = right[i] ?? "";
    const bothNumbers = /^\d/.test(x) && /^\d/.test(y);
    const order = bothNumbers ? Number(x) - Number(y) : Number(x > y) - Number(x < y);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
