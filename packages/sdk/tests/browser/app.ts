import { browserStorage, createClient, type DunlinClient } from '../../src/index.ts';

declare const location: { origin: string };

/** What a page of an app notes, for the test to read. */
const app = {
  client: createClient({
    ...{ baseUrl: location.origin, transport: 'sse', storage: browserStorage() },
    // A wait that does not end early does not end.
    retry: { baseDelayMs: 1e9, maxDelayMs: 1e9 },
  }),
  sessions: [] as string[],
  states: [] as string[],
  events: [] as string[],
  async follow(): Promise<void> {
    for await (const event of app.client.timelines.onHome())
      app.events.push(event.type === 'tweet' ? event.tweet.text : event.type);
  },
};
app.client.session.onChange(({ type }) => void app.sessions.push(type));
app.client.connection.onChange(({ state }) => void app.states.push(state));
Object.assign(globalThis, { app });

export interface App {
  client: DunlinClient;
  /** What was told of the session, by type. */
  sessions: string[];
  /** What was told of the line. */
  states: string[];
  /** Types of events, and texts of tweets. */
  events: string[];
  follow(): Promise<void>;
}
