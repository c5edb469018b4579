import { useBlock, useClient, useList, useMute, useUser } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { PagesOf } from '../../ui/pages-of.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { UserRow } from '../../user/user-row.tsx';
import { useWords } from '../../words/words.tsx';

export function Blocks() {
  const words = useWords().settings;
  const { moderation } = useClient();
  const list = useList(moderation.blocks);
  return (
    <PagesOf label={words.sections.blocks} list={list} none={<p>{words.noBlocks}</p>} keyOf={({ id }) => id}>
      {(user) => <Blocked user={user} />}
    </PagesOf>
  );
}

export function Mutes() {
  const words = useWords().settings;
  const { moderation } = useClient();
  const list = useList(moderation.mutes);
  return (
    <PagesOf label={words.sections.mutes} list={list} none={<p>{words.noMutes}</p>} keyOf={({ id }) => id}>
      {(user) => <Muted user={user} />}
    </PagesOf>
  );
}

function Blocked({ user: given }: { user: User }) {
  const words = useWords().user;
  const user = useUser(given);
  const block = useBlock(user);
  const onError = useSayError();
  return (
    <UserRow user={user}>
      <button type="button" onClick={() => block.mutate(false, { onError })}>
        {words.unblock}
      </button>
    </UserRow>
  );
}

function Muted({ user: given }: { user: User }) {
  const words = useWords().user;
  const user = useUser(given);
  const mute = useMute(user);
  const onError = useSayError();
  return (
    <UserRow user={user}>
      <button type="button" onClick={() => mute.mutate(false, { onError })}>
        {words.unmute}
      </button>
    </UserRow>
  );
}

function useSayError() {
  const say = useToast();
  const errorText = useErrorText();
  return (error: { code: string; message: string }) => say(errorText(error));
}
