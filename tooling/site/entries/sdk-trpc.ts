/** @module @dunlin/sdk/trpc */
export * from '@dunlin/sdk/trpc';
