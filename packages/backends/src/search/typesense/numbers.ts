/** Some five hours each, as ids and ranks count them too. */
const eraBits = { n: 46n, at: 24n, rank: 13n } as const;

export type OrderedField = keyof typeof eraBits;

/**
 * Of which of few parts of all numbers one is. Typesense walks through every number that a condition leaves room for, so that
 * a condition is of eras, and of numbers only within one.
 */
export function toEra(field: OrderedField, value: bigint | number | string): number {
  return Number(BigInt(value) >> eraBits[field]);
}

export function isBelow(field: OrderedField, value: bigint): string {
  const { era, first } = eraOf(field, value);
  return `(${field}Era:<${era} || ${field}:[${first}..${value - 1n}])`;
}

export function isAtLeast(field: OrderedField, value: bigint): string {
  const { era, last } = eraOf(field, value);
  return `(${field}Era:>${era} || ${field}:[${value}..${last}])`;
}

function eraOf(field: OrderedField, value: bigint) {
  const bits = eraBits[field];
  const era = value >> bits;
  return { era, first: era << bits, last: ((era + 1n) << bits) - 1n };
}
