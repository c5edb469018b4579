/** @module @dunlin/sdk/testing */
export * from '@dunlin/sdk/testing';
