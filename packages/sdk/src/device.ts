// `as`: servers have less of this, whatever the types at hand say.
const device = globalThis as unknown as Device;

/** Whether the device says that it has no network; false where it does not say. */
export function isOffline(): boolean {
  return device.navigator?.onLine === false;
}

/** Has a listener told when the device goes online or offline; returns how to stop. */
export function watchDevice(listener: () => void): () => void {
  // Where nobody tells, listening may be forbidden, as in Cloudflare's runtime.
  if (device.navigator?.onLine === undefined) return () => {};
  for (const type of types) device.addEventListener?.(type, listener);
  return () => {
    for (const type of types) device.removeEventListener?.(type, listener);
  };
}

const types = ['online', 'offline'] as const;

interface Device {
  navigator?: { onLine?: boolean };
  addEventListener?(type: (typeof types)[number], listener: () => void): void;
  removeEventListener?(type: (typeof types)[number], listener: () => void): void;
}
