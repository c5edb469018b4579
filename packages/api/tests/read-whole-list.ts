/** Reads a list page by page to its end. */
export async function readWholeList<Item>(
  read: (page: { limit: number; cursor?: string }) => Promise<{ items: Item[]; nextCursor: string | null }>,
  { limit, betweenPages }: { limit: number; betweenPages?: () => Promise<unknown> },
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await read({ limit, ...(cursor && { cursor }) });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
    await betweenPages?.();
  }
}
