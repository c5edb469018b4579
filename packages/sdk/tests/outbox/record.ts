import type { AddedWrite, Outbox, OutboxWrite, RefusedWrite } from '@dunlin/sdk/outbox';
import { expect } from 'vitest';
import type { IdempotentServer } from './idempotent-server.ts';

/** What the app did and was told, which has to agree with what the server did. */
export function createRecord() {
  /** Texts of writes that the app was told are kept. */
  const kept: string[] = [];
  /** As they were put first, by their text. */
  const born = new Map<string, OutboxWrite>();
  /** What was kept when a write was added, by its text. */
  const before = new Map<string, string[]>();
  const refused = new Map<string, RefusedWrite>();
  /** What replies reply to. */
  const targets = new Map<string, string>();
  let latest: (AddedWrite & { text: string }) | undefined;

  return {
    refuse: (write: RefusedWrite) => void refused.set(textOf(write), write),
    put(write: OutboxWrite) {
      if (!born.has(textOf(write))) born.set(textOf(write), write);
    },
    add(outbox: Outbox, kind: Kind) {
      const text = `${kind} ${before.size}`;
      before.set(text, [...kept]);
      const reply = kind === 'reply' && latest ? { replyToId: latest.answerId } : {};
      if (kind === 'reply' && latest) targets.set(text, latest.text);
      outbox.add('tweets.create', { text, ...reply }).then(
        (added) => {
          kept.push(text);
          latest = { ...added, text };
        },
        () => {},
      );
    },
    check(done: Done) {
      const texts = done.map(({ text }) => text);
      expect(texts).toEqual([...new Set(texts)]);
      for (const text of kept)
        expect({ text, isDone: texts.includes(text) || refused.has(text) }).toEqual({ text, isDone: true });
      for (const [text, { reason }] of refused) {
        expect(texts).not.toContain(text);
        const target = targets.get(text) ?? '';
        const isAnothers = born.get(target)?.userId !== born.get(text)?.userId;
        const isLost = refused.has(target) || isAnothers;
        expect([text, reason]).toEqual([text, isLost && targets.has(text) ? 'depends' : 'refused']);
      }
      for (const [place, { text, userId, replyToId = 'id of' }] of done.entries()) {
        expect(userId).toBe(born.get(text)?.userId);
        expect(replyToId).toMatch(/^id of/);
        const later = done.slice(place).filter((other) => other.userId === userId);
        for (const other of later) expect(before.get(text)).not.toContain(other.text);
      }
    },
  };
}

function textOf({ input }: { input: object }): string {
  return (input as { text: string }).text; // `as`: only tweets are written here
}

export type Kind = 'good' | 'bad' | 'reply';

type Done = IdempotentServer['done'];
