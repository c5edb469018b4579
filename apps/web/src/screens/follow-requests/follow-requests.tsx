import { useClient, useList, useWrite } from '@dunlin/react';
import type { FollowRequest } from '@dunlin/sdk';
import { PagesOf } from '../../ui/pages-of.tsx';
import { Screen } from '../../ui/screen.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { UserRow } from '../../user/user-row.tsx';
import { useWords } from '../../words/words.tsx';

export function FollowRequests() {
  const words = useWords().followRequests;
  const { follows } = useClient();
  const list = useList(follows.requests.list);
  return (
    <Screen title={words.title}>
      <PagesOf label={words.title} list={list} none={<p>{words.empty}</p>} keyOf={({ id }) => id}>
        {(request) => <Request request={request} onDone={list.refetch} />}
      </PagesOf>
    </Screen>
  );
}

function Request({ request: { id, user }, onDone }: { request: FollowRequest; onDone: () => void }) {
  const words = useWords().followRequests;
  const { follows } = useClient();
  const accept = useWrite(follows.requests.accept);
  const reject = useWrite(follows.requests.reject);
  const say = useToast();
  const errorText = useErrorText();
  const isBusy = accept.isPending || reject.isPending;
  const options = {
    onSuccess: onDone,
    onError: (error: { code: string; message: string }) => say(errorText(error)),
  };
  return (
    <UserRow user={user}>
      <div className="row-acts">
        <button
          type="button"
          className="primary"
          aria-label={words.acceptOf(user.username)}
          disabled={isBusy}
          onClick={() => accept.mutate({ id }, options)}
        >
          {words.accept}
        </button>
        <button
          type="button"
          aria-label={words.rejectOf(user.username)}
          disabled={isBusy}
          onClick={() => reject.mutate({ id }, options)}
        >
          {words.reject}
        </button>
      </div>
    </UserRow>
  );
}
