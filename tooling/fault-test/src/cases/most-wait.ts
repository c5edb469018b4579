/** No request waits longer than this for Redis, or for Typesense. */
export const mostWaitMs = 500;
