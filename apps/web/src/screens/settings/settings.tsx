import { useViewer } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { Link, useRoute } from 'wouter';
import { pages } from '../../paths.ts';
import { Loading } from '../../ui/loading.tsx';
import { Screen } from '../../ui/screen.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useWords } from '../../words/words.tsx';
import { Blocks, Mutes } from './blocks-and-mutes.tsx';
import { DeleteAccount } from './delete-account.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { PasswordForm } from './password-form.tsx';
import { Pictures } from './pictures/pictures.tsx';
import { Privacy } from './privacy.tsx';
import { ProfileForm } from './profile-form.tsx';
import { Sessions } from './sessions.tsx';

const sections = [
  'profile',
  'privacy',
  'password',
  'sessions',
  'blocks',
  'mutes',
  'display',
  'delete',
] as const;
type Section = (typeof sections)[number];

export function Settings() {
  const words = useWords().settings;
  const [, params] = useRoute<{ section: string }>(pages.settingsOf);
  const section = sections.find((name) => name === params?.section);
  if (!section)
    return (
      <Screen title={words.title}>
        <nav className="settings" aria-label={words.title}>
          {sections.map((name) => (
            <Link key={name} className="row-link" href={`${pages.settings}/${name}`}>
              {words.sections[name]}
            </Link>
          ))}
        </nav>
      </Screen>
    );
  return (
    <Screen title={words.sections[section]} canGoBack>
      <OneSection section={section} />
    </Screen>
  );
}

function OneSection({ section }: { section: Section }) {
  const errorText = useErrorText();
  const { data: viewer, error } = useViewer();
  if (error)
    return (
      <p className="empty" role="alert">
        {errorText(error)}
      </p>
    );
  return viewer ? <Shown section={section} viewer={viewer} /> : <Loading />;
}

function Shown({ section, viewer }: { section: Section; viewer: User }) {
  switch (section) {
    case 'profile':
      return (
        <>
          <Pictures viewer={viewer} />
          <ProfileForm viewer={viewer} />
        </>
      );
    case 'privacy':
      return <Privacy viewer={viewer} />;
    case 'password':
      return <PasswordForm viewer={viewer} />;
    case 'sessions':
      return <Sessions />;
    case 'blocks':
      return <Blocks />;
    case 'mutes':
      return <Mutes />;
    case 'display':
      return <LanguageChoice />;
    case 'delete':
      return <DeleteAccount viewer={viewer} />;
  }
}
