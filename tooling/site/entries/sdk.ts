/** @module @dunlin/sdk */
export * from '@dunlin/sdk';
