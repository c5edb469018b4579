import { setTimeout as delay } from 'node:timers/promises';

export const frozenMs = 20_000;

/** A service that can be broken, and comes back on the same port. */
export interface Service {
  kill(): Promise<void>;
  restart(options?: { keepData?: boolean }): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export async function killAndRestart(
  service: Service,
  { holdMs, keepData }: { holdMs: number; keepData: boolean },
): Promise<void> {
  await service.kill();
  await delay(holdMs);
  await service.restart({ keepData });
}

export async function freezeAndThaw(service: Service): Promise<void> {
  service.freeze();
  await delay(frozenMs);
  service.thaw();
}
