import type { DunlinClient, Notification, NotificationSummary } from '@dunlin/sdk';
import { type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useClient } from '../dunlin-context.ts';
import type { ErrorOf } from '../operation.ts';
import { listOptions } from '../queries/list-options.ts';
import { readOptions } from '../queries/read-options.ts';
import { useItems } from '../queries/use-items.ts';
import { type ListResult, useListResult } from '../queries/use-list.ts';
import { compareIds } from './compare-ids.ts';
import { type Connection, createConnection } from './connection.ts';
import { createLiveList, type LiveList } from './live-list.ts';
import { liveOf } from './live-registry.ts';
import { useLiveState } from './use-live-state.ts';

type Notifications = DunlinClient['notifications'];

/**
 * The viewer's notifications, live: latest first, one that grows in place of what it was.
 * @example const { items } = useNotifications();
 */
export function useNotifications(): ListResult<Notification, ErrorOf<Notifications['list']>> {
  const { notifications } = useClient();
  const options = listOptions(notifications.list);
  const query = useInfiniteQuery(options);
  const { shown } = useLiveState(listOf(useQueryClient(), notifications));
  return useListResult(
    query,
    useItems(options.queryKey, query.data, { beside: shown, merge: mergeNotifications }),
  );
}

/**
 * How many notifications the viewer has not read, live; undefined until it is known.
 * @example const unread = useUnread()?.unread;
 */
export function useUnread(): NotificationSummary | undefined {
  const { notifications } = useClient();
  const connection = unreadOf(useQueryClient(), notifications);
  useEffect(() => connection.join(), [connection]);
  const { data } = useQuery({ ...readOptions(notifications.summary), enabled: false });
  return data;
}

function mergeNotifications(paged: readonly Notification[], beside: readonly Notification[]): Notification[] {
  const sorted = [...paged, ...beside].sort((a, b) => compareIds(b.id, a.id));
  const groups = new Set<string>();
  return sorted.filter(({ groupId }) => !groups.has(groupId) && groups.add(groupId));
}

function listOf(queryClient: QueryClient, { list, onNew }: Notifications): LiveList<Notification> {
  const { queryKey } = listOptions(list);
  return liveOf(queryClient, queryKey, () =>
    createLiveList({
      queryClient,
      queryKey,
      open: onNew,
      itemOf: (event) => (event.type === 'notification' ? event.notification : undefined),
    }),
  );
}

/** The stream tells how many there are when it begins: nothing needs to be asked. */
function unreadOf(queryClient: QueryClient, { summary, onUnread }: Notifications): Connection {
  const { queryKey } = readOptions(summary);
  return liveOf(queryClient, queryKey, () =>
    createConnection({
      // Who has forgotten the count is told it anew.
      open: (input, options) => onUnread(queryClient.getQueryData(queryKey) ? input : {}, options),
      onEvent(event) {
        if (event.type === 'unread') queryClient.setQueryData(queryKey, event.summary);
      },
      onError: () => {},
    }),
  );
}
