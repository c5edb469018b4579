/** @module @dunlin/react/options */
export * from '@dunlin/react/options';
