/** A name that nothing else has. Not crypto.randomUUID, which browsers have on https pages only. */
export function randomKey(): string {
  const bytes = new Uint8Array(16);
  // `as`: React Native has no crypto, whatever the types at hand say; what is only to be unique need not be secret.
  const { crypto } = globalThis as { crypto?: typeof globalThis.crypto };
  const filled = crypto ? crypto.getRandomValues(bytes) : bytes.map(() => Math.random() * 256);
  return Array.from(filled, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
