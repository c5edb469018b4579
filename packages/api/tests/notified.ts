import type { TestApp, TestUser } from '@dunlin/harness';
import { expect } from 'vitest';
import { consumers } from '../src/consumers.ts';
import type { AppEvent } from '../src/core/events.ts';
import type { Notification } from '../src/notifications/schema.ts';
import { type Consumer, isRowConsumer } from '../src/outbox/consumer.ts';
import { apply } from './apply.ts';

/** What tests of notifications do time and again. */
export function createNotified(app: TestApp) {
  return {
    /** Latest first, with all that was done before. */
    async listOf(user: TestUser): Promise<Notification[]> {
      await app.drain();
      const { items } = await app.as(user).notifications.list({ limit: 100 });
      return items;
    },
    /** The summary, which always counts what the list shows. */
    async summaryOf(user: TestUser) {
      const summary = await app.as(user).notifications.summary();
      const { items } = await app.as(user).notifications.list({ limit: 100 });
      expect(summary.unread).toBe(items.filter(({ read }) => !read).length);
      return summary;
    },
    /** What was done, with all its consequences. */
    async settle(act: Promise<unknown>): Promise<void> {
      await act;
      await app.drain();
    },
    /** Runs the notifications' consumers of an event again. */
    async replay(event: AppEvent): Promise<void> {
      // `as`: the table gives each type the consumers of its events.
      for (const consumer of consumers[event.type] as Consumer[]) {
        if (!['notify', 'notify-of-edit'].includes(consumer.name)) continue;
        if (isRowConsumer(consumer)) await apply(app.api.services, consumer, [event]);
        else await consumer.handle(app.api.services, [event]);
      }
    },
    createMany(name: string, count: number): Promise<TestUser[]> {
      return app.createUsers(...Array.from({ length: count }, (_, index) => `${name}_${index}`));
    },
  };
}
