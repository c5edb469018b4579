/** @module @dunlin/sdk/upload */
export * from '@dunlin/sdk/upload';
