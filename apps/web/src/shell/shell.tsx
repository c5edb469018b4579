import { type ReactNode, Suspense, useState } from 'react';
import { ComposeContext, type ComposeTarget } from '../compose/compose-context.ts';
import { lazyOf } from '../ui/lazy-of.ts';
import { useWords } from '../words/words.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { Navigation } from './navigation.tsx';
import { OutboxProvider } from './outbox.tsx';
import { RefusedTweets } from './refused-tweets.tsx';
import { useFocusOnPage, useScrollPosition } from './scroll-position.ts';
import { useShortcuts } from './shortcuts.ts';
import { Side } from './side.tsx';

const ComposeDialog = lazyOf(async () => (await import('../compose/compose-dialog.tsx')).ComposeDialog);
const ShortcutsHelp = lazyOf(async () => (await import('./shortcuts-help.tsx')).ShortcutsHelp);

/** What stands around every screen of who is signed in. */
export function Shell({ children }: { children: ReactNode }) {
  const { skip } = useWords();
  const [target, setTarget] = useState<ComposeTarget>();
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  useScrollPosition();
  useFocusOnPage();
  useShortcuts({ compose: () => setTarget({}), help: () => setIsHelpOpen(true) });
  return (
    <OutboxProvider>
      <ComposeContext value={setTarget}>
        <a className="skip" href="#content">
          {skip}
        </a>
        <div className="shell">
          <Navigation onCompose={() => setTarget({})} />
          <main id="content" tabIndex={-1}>
            <ConnectionNotice />
            <RefusedTweets />
            {children}
          </main>
          <Side />
        </div>
        <Suspense>
          {target && <ComposeDialog target={target} onClose={() => setTarget(undefined)} />}
          {isHelpOpen && <ShortcutsHelp onClose={() => setIsHelpOpen(false)} />}
        </Suspense>
      </ComposeContext>
    </OutboxProvider>
  );
}
