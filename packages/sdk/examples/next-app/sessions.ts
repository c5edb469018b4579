import { createServerSessions } from '@dunlin/sdk/server';

export const sessions = createServerSessions({
  baseUrl: process.env.DUNLIN_URL ?? 'http://localhost:3000',
});
