import { type DunlinClient, isDunlinError } from '@dunlin/sdk';

/** Shows tweets as they come, across reconnects, and after a restart from where it stopped. */
export async function followTimeline(
  client: DunlinClient,
  view: TimelineView,
  signal: AbortSignal,
): Promise<void> {
  const { lastEventId } = view;
  try {
    for await (const event of client.timelines.onHome(lastEventId ? { lastEventId } : {}, { signal })) {
      if (event.type === 'tweet') view.show(event.tweet.id, event.tweet.text);
      // More was missed than the server keeps: what is shown has a hole.
      if (event.type === 'gap') view.reload();
      view.lastEventId = event.id;
    }
  } catch (error) {
    if (isDunlinError(error, 'SESSION_ENDED')) view.askToSignIn();
    else throw error;
  }
}

export interface TimelineView {
  lastEventId?: string;
  show(id: string, text: string): void;
  reload(): void;
  askToSignIn(): void;
}
