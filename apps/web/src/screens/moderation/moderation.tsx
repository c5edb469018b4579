import { useViewer } from '@dunlin/react';
import { useRoute } from 'wouter';
import { pages } from '../../paths.ts';
import { Loading } from '../../ui/loading.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useStaffWords } from '../../words/staff.ts';
import { NotFound } from '../not-found/not-found.tsx';
import { Accounts } from './accounts.tsx';
import { Appeals } from './appeals.tsx';
import { AuditLog } from './audit-log.tsx';
import { Jobs } from './jobs.tsx';
import { Reports } from './reports.tsx';
import { Usage } from './usage.tsx';

const sections = {
  reports: Reports,
  appeals: Appeals,
  accounts: Accounts,
  audit: AuditLog,
  jobs: Jobs,
  usage: Usage,
};
type Section = keyof typeof sections;
const ofModerators: readonly Section[] = ['reports', 'appeals', 'accounts'];
const ofAdmins: readonly Section[] = [...ofModerators, 'audit', 'jobs', 'usage'];

/** What staff do and look at, on the operations that anybody's tools can use. */
export function Moderation() {
  const words = useStaffWords();
  const [, params] = useRoute<{ section: string }>(pages.moderationOf);
  const { data: viewer } = useViewer();
  if (!viewer) return <Loading />;
  const offered = { user: [], moderator: ofModerators, admin: ofAdmins }[viewer.role];
  const section = offered.find((name) => name === (params?.section ?? 'reports'));
  if (!section) return <NotFound />;
  const Section = sections[section];
  return (
    <Screen title={words.title}>
      <Tabs
        label={words.title}
        tabs={offered.map((name) => ({
          href: `${pages.moderation}/${name}`,
          text: words.sections[name],
          isOpen: name === section,
        }))}
      />
      <Section />
    </Screen>
  );
}
