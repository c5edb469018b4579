import type { Page } from '@dunlin/sdk';
import { type InfiniteData, InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { expect, onTestFinished, test } from 'vitest';
import { createLiveList } from '../src/live/live-list.ts';
import { maxBeside } from '../src/live/live-list-state.ts';
import { findLive, liveOf } from '../src/live/live-registry.ts';

type Item = { id: string };
type Event = { type: string; id: string; item?: Item };

const queryKey = ['dunlin', 'list'];
const page = (...ids: string[]): Page<Item> => ({ items: ids.map((id) => ({ id })), nextCursor: 'older' });
const checkpoint = { type: 'checkpoint', id: '0' };

test('what came between a page that was on its way and the stream waits', async () => {
  const late = Promise.withResolvers<Page<Item>>();
  const { list, queryClient, send } = openList(() => page('2', '1'));
  const query = new InfiniteQueryObserver(queryClient, {
    queryKey,
    queryFn: () => late.promise,
    initialPageParam: undefined,
    getNextPageParam: () => null,
  });
  onTestFinished(query.subscribe(() => {}));
  send(checkpoint);
  send({ type: 'item', id: '1', item: { id: '3' } });
  await expect.poll(() => list.state().waiting).toEqual([{ id: '3' }]);
  late.resolve(page('1'));
  await expect.poll(() => list.state().waiting).toEqual([{ id: '3' }, { id: '2' }]);
});

test('what the viewer has posted does not hide that something is missing before it', async () => {
  const newest = page('9', '8');
  const { list, show, send } = openList(() => newest);
  show(page('1'));
  list.edit((items) => [...items, { id: '9' }]);
  send(checkpoint);
  await expect.poll(() => list.state().replacement).toEqual(newest);
});

test('what the viewer has posted since the replacement was read stays when that is shown', async () => {
  const { list, show, send, shownPages } = openList(() => page('9', '8'));
  show(page('1'));
  list.edit((items) => [...items, { id: '7' }]);
  send(checkpoint);
  await expect.poll(() => list.state().replacement).toBeDefined();
  list.edit((items) => [...items, { id: '10' }, { id: 'provisional:1' }]);
  await list.showNew();
  expect(list.state().shown).toEqual([{ id: '10' }, { id: 'provisional:1' }, { id: '9' }, { id: '8' }]);
  expect(shownPages()).toEqual([page('9', '8')]);
});

test('a first page that could not be read is read when something else comes, and its error goes', async () => {
  const answers = [() => Promise.reject(new Error('The line broke.')), () => page('2', '1')];
  const { list, show, send } = openList(() => answers.shift()?.() ?? page());
  show(page('1'));
  send(checkpoint);
  await expect.poll(() => list.state().error).toEqual(new Error('The line broke.'));
  send({ type: 'item', id: '1', item: { id: '3' } });
  await expect.poll(() => list.state().waiting).toEqual([{ id: '3' }, { id: '2' }]);
  expect(list.state().error).toBeUndefined();
});

test('a stream that has ended is opened again by whoever joins next', async () => {
  const { list, fail, opened } = openList(() => page());
  fail(new Error('Over.'));
  await expect.poll(() => list.state().error).toEqual(new Error('Over.'));
  list.join();
  await expect.poll(opened).toBe(2);
});

test('another account begins the stream anew, and not where the one before was', async () => {
  const { list, show, send, inputs } = openList(() => page('1'));
  show(page('1'));
  send({ type: 'item', id: '7', item: { id: '3' } });
  await expect.poll(() => list.state().waiting).toHaveLength(1);
  list.reset();
  await expect.poll(() => inputs).toEqual([{}, {}]);
});

test('what was read for the account before does not come to the next', async () => {
  const late = Promise.withResolvers<Page<Item>>();
  let reads = 0;
  const { list, show, send } = openList(() => {
    reads++;
    return late.promise;
  });
  show(page('1'));
  send(checkpoint);
  await expect.poll(() => reads).toBe(1);
  list.reset();
  late.resolve(page('9'));
  await list.showNew();
  expect(list.state()).toMatchObject({ shown: [], waiting: [], replacement: undefined });
});

test('an older page that was on its way does not come between what takes the place of all pages', async () => {
  const late = Promise.withResolvers<Page<Item>>();
  const { list, queryClient, send, shownPages } = openList(() => page('9', '8'));
  const query = new InfiniteQueryObserver<
    Page<Item>,
    Error,
    InfiniteData<Page<Item>>,
    typeof queryKey,
    unknown
  >(queryClient, {
    queryKey,
    queryFn: ({ pageParam }) => (pageParam ? late.promise : Promise.resolve(page('1'))),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
  });
  onTestFinished(query.subscribe(() => {}));
  await expect.poll(shownPages).toEqual([page('1')]);
  send(checkpoint);
  await expect.poll(() => list.state().replacement).toBeDefined();
  const next = query.fetchNextPage().catch(() => {});
  await list.showNew();
  late.resolve(page('0'));
  await next;
  await expect.poll(() => queryClient.isFetching()).toBe(0);
  expect(shownPages()).toEqual([page('9', '8')]);
});

test('what could not be read is not passed over when it is asked for', async () => {
  const answers = [
    () => Promise.reject(new Error('The line broke.')),
    () => Promise.reject(new Error('Again.')),
  ];
  const { list, show, send } = openList(() => answers.shift()?.() ?? page('9', '8'));
  show(page('1'));
  send({ type: 'item', id: '1', item: { id: '9' } });
  await expect.poll(() => list.state().waiting).toEqual([{ id: '9' }]);
  send({ type: 'gap', id: '2' });
  await expect.poll(() => list.state().error).toEqual(new Error('The line broke.'));
  await list.showNew();
  expect(list.state()).toMatchObject({ shown: [], waiting: [{ id: '9' }], error: new Error('Again.') });
  await list.showNew();
  expect(list.state()).toMatchObject({ shown: [{ id: '9' }, { id: '8' }], waiting: [] });
});

test('of what waits so much is kept, and all of it counted', async () => {
  const { list, show, send } = openList(() => page('1499', '1498'));
  show(page('1'));
  for (let id = 1000; id < 1500; id++) send({ type: 'item', id: `${id}`, item: { id: `${id}` } });
  await expect.poll(() => list.state().leftCount).toBe(500 - maxBeside);
  expect(list.state().waiting).toHaveLength(maxBeside);
  await list.showNew();
  expect(list.state()).toMatchObject({ waiting: [], leftCount: 0 });
});

test('a list that shows at once reads its pages again when too much stands beside them', async () => {
  const { list, queryClient, send } = openList();
  let reads = 0;
  const query = new InfiniteQueryObserver(queryClient, {
    queryKey,
    queryFn: () => {
      reads++;
      return Promise.resolve(page('1'));
    },
    initialPageParam: undefined,
    getNextPageParam: () => null,
  });
  onTestFinished(query.subscribe(() => {}));
  await expect.poll(() => reads).toBe(1);
  list.edit((items) => [...items, { id: '999' }]);
  for (let id = 1000; id < 999 + maxBeside; id++) send({ type: 'item', id: `${id}`, item: { id: `${id}` } });
  await expect.poll(() => reads).toBe(2);
  await expect.poll(() => list.state().shown).toEqual([{ id: '999' }]);
});

test('a list that shows at once and is read again goes on to what was shown, so that nothing vanishes', async () => {
  const { list, queryClient, send } = openList();
  const all = ['1'];
  const query = new InfiniteQueryObserver(queryClient, {
    queryKey,
    queryFn: ({ pageParam }) => {
      const next = pageParam + 2;
      return Promise.resolve({ items: toItems(all.slice(pageParam, next)), nextCursor: nextOf(next) });
    },
    initialPageParam: 0,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const nextOf = (next: number) => (next < all.length ? next : null);
  const toItems = (ids: string[]) => ids.map((id) => ({ id }));
  onTestFinished(query.subscribe(() => {}));
  await expect.poll(() => query.getCurrentResult().isSuccess).toBe(true);
  for (const id of ['2', '3', '4', '5']) {
    all.push(id);
    send({ type: 'item', id, item: { id } });
  }
  await expect.poll(() => list.state().shown).toHaveLength(4);
  send({ type: 'gap', id: '6' });
  await expect.poll(() => list.state().shown).toEqual([]);
  expect(query.getCurrentResult().data?.pages.flatMap(({ items }) => items)).toEqual(toItems(all));
});

test('of lists that nobody shows the latest are kept, and those that are shown', async () => {
  const queryClient = new QueryClient();
  const thing = (isIdle: boolean) => ({ reset() {}, isIdle: () => isIdle });
  liveOf(queryClient, ['shown'], () => thing(false));
  for (let id = 0; id < 100; id++) liveOf(queryClient, [id], () => thing(true));
  await expect.poll(() => findLive(queryClient, [0])).toBeUndefined();
  expect(findLive(queryClient, ['shown'])).toBeDefined();
  expect(findLive(queryClient, [99])).toBeDefined();
  const kept = Array.from({ length: 100 }, (_, id) => findLive(queryClient, [id])).filter(Boolean);
  expect(kept).toHaveLength(20);
});

function openList(readFirstPage?: () => Page<Item> | Promise<Page<Item>>) {
  const queryClient = new QueryClient();
  const inputs: { lastEventId?: string | undefined }[] = [];
  const events = new TransformStream<Event, Event>();
  const writer = events.writable.getWriter();
  const list = createLiveList<Item, Event>({
    queryClient,
    queryKey,
    open(input) {
      inputs.push(input);
      return events.readable;
    },
    itemOf: ({ item }) => item,
    ...(readFirstPage && { readFirstPage: async () => readFirstPage() }),
  });
  onTestFinished(list.join());
  onTestFinished(() => queryClient.clear());
  return {
    ...{ list, queryClient },
    opened: () => inputs.length,
    inputs,
    send: (event: Event) => void writer.write(event),
    fail: (error: Error) => void writer.abort(error),
    show: (shown: Page<Item>) =>
      queryClient.setQueryData(queryKey, { pages: [shown], pageParams: [undefined] }),
    shownPages: () => queryClient.getQueryData<InfiniteData<Page<Item>>>(queryKey)?.pages,
  };
}
