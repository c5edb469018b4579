export interface ServerSentEvent {
  id?: string;
  event?: string;
  retry?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert what an event holds; its type would say nothing.
  data: any;
}

/** Server-sent events as they come; ends when the server ends the stream. Breaking out of the loop closes it. */
export async function* readEvents(
  url: string,
  headers: Record<string, string>,
): AsyncGenerator<ServerSentEvent, void> {
  const response = await fetch(url, { headers });
  if (!response.body) throw new Error('the answer has no body');
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = toEvent(block);
      if (event) yield event;
    }
  }
}

function toEvent(block: string): ServerSentEvent | undefined {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2)));
  return fields.data === undefined
    ? undefined
    : { ...fields, data: fields.data === '' ? '' : JSON.parse(fields.data) };
}
