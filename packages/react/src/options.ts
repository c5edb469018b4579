export { listOptions } from './queries/list-options.ts';
export { readOptions } from './queries/read-options.ts';
