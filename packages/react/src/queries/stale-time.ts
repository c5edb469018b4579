/** What is on the screen is kept up to date by streams, and what a server has just rendered is not asked for again. */
export const staleTime = 30_000;
