/** A page of a list; nextCursor is null on the last one. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Reads a list page by page, from `input.cursor` when given. */
export async function* readPages<Item>(
  read: (input: { cursor?: string }) => Promise<Page<Item>>,
  input: { cursor?: string },
): AsyncGenerator<Page<Item>, void, undefined> {
  let page = await read(input);
  yield page;
  while (page.nextCursor !== null) {
    page = await read({ ...input, cursor: page.nextCursor });
    yield page;
  }
}

/** Reads a list item by item, a page at a time. */
export async function* readItems<Item>(
  pages: AsyncIterable<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  for await (const page of pages) yield* page.items;
}
