/** @module @dunlin/sdk/outbox */
export * from '@dunlin/sdk/outbox';
