import { useBlock, useMute } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { Suspense, useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import { lazyOf } from '../ui/lazy-of.ts';
import { Menu } from '../ui/menu.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { useWords } from '../words/words.tsx';

const Confirm = lazyOf(async () => (await import('../ui/confirm.tsx')).Confirm);
const ReportDialog = lazyOf(async () => (await import('./report-dialog.tsx')).ReportDialog);

export function UserMenu({ user }: { user: User }) {
  const words = useWords().user;
  const mute = useMute(user);
  const block = useBlock(user);
  const say = useToast();
  const errorText = useErrorText();
  const [asks, setAsks] = useState<'block' | 'report'>();
  const { muting, blocking } = user.viewer;
  const onError = (error: { code: string; message: string }) => say(errorText(error));
  const close = () => setAsks(undefined);
  return (
    <>
      <Menu label={words.more(user.username)} button={<Icon name="more" />}>
        <button type="button" onClick={() => mute.mutate(!muting, { onError })}>
          {muting ? words.unmute : words.mute}
        </button>
        <button
          type="button"
          onClick={() => (blocking ? block.mutate(false, { onError }) : setAsks('block'))}
        >
          {blocking ? words.unblock : words.block}
        </button>
        <button type="button" onClick={() => setAsks('report')}>
          {words.report}
        </button>
      </Menu>
      <Suspense>
        {asks === 'block' && (
          <Confirm
            title={words.blockTitle(user.username)}
            action={words.block}
            onConfirm={() => block.mutate(true, { onError })}
            onClose={close}
          >
            {words.blockText}
          </Confirm>
        )}
        {asks === 'report' && <ReportDialog about={{ userId: user.id }} onClose={close} />}
      </Suspense>
    </>
  );
}
