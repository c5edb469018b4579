/** @module @dunlin/sdk/server */
export * from '@dunlin/sdk/server';
