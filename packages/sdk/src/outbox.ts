export { type AddedWrite, createOutbox, type Outbox, type OutboxOptions } from './outbox/create-outbox.ts';
export { browserOutboxStore, memoryOutboxStore, type OutboxStore } from './outbox/outbox-store.ts';
export type { OutboxPath, OutboxWrite, RefusedWrite, SentWrite, WriteOf } from './outbox/outbox-write.ts';
