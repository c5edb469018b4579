/** @module @dunlin/react */
export * from '@dunlin/react';
