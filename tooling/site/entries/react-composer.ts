/** @module @dunlin/react/composer */
export * from '@dunlin/react/composer';
