/** @module @dunlin/testing */
export * from '@dunlin/testing';
