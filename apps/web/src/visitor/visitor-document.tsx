import type { ReactNode } from 'react';
import { pages } from '../paths.ts';
import { useBrand } from '../ui/brand-context.ts';
import { Logo } from '../ui/logo.tsx';
import { useWords } from '../words/words.tsx';
import type { PageDescription, SharedDescription } from './description.ts';
import { toLinkedData } from './linked-data.ts';
import type { PageFrame } from './visitor-page.ts';

/** The document around a page, with what others are told of it. */
export function VisitorDocument({ frame, description, children }: VisitorDocumentProps) {
  const words = useWords();
  const { title, shared, isIndexed } = description;
  return (
    <html
      lang={words.language}
      data-app={frame.app}
      data-name={frame.brand.name}
      data-logo={frame.brand.logo}
    >
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${frame.brand.name}`}</title>
        {!isIndexed && <meta name="robots" content="noindex" />}
        {shared && <SharedTags title={title} shared={shared} frame={frame} />}
        <link rel="icon" href={frame.icon} />
        <link rel="apple-touch-icon" href={frame.picture} />
        {frame.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        <script type="module" src={frame.script} />
      </head>
      <body>
        <div id="root">
          <div className="visitor">
            <VisitorBar from={shared?.path} />
            <main id="content">{children}</main>
          </div>
        </div>
      </body>
    </html>
  );
}

function VisitorBar({ from }: { from: string | undefined }) {
  const words = useWords();
  const back = from === undefined ? '' : `?${new URLSearchParams({ from })}`;
  return (
    <header className="visitor-bar">
      <a href={pages.home} className="visitor-name">
        <Logo />
        {useBrand().name}
      </a>
      <nav aria-label={words.navigation.main}>
        <a href={`${pages.signIn}${back}`}>{words.signIn.title}</a>
        <a className="button primary" href={`${pages.signUp}${back}`}>
          {words.signUp.title}
        </a>
      </nav>
    </header>
  );
}

/** Each once: of those who read them, some take the first of several, and some the last. */
function SharedTags({ title, shared, frame: { baseUrl, picture: ofServer } }: SharedTagsProps) {
  const { name } = useBrand();
  const { path, type, text, username, posting, picture, video } = shared;
  const address = `${baseUrl}${path}`;
  // Without one, some take whatever picture they find in the page.
  const pictureUrl = `${baseUrl}${picture?.url ?? ofServer}`;
  const properties = {
    'og:site_name': name,
    'og:type': type,
    'og:url': address,
    'og:title': title,
    'og:description': text,
    'og:image': pictureUrl,
    'og:image:type': picture?.type,
    'og:image:width': picture?.width,
    'og:image:height': picture?.height,
    'og:image:alt': picture?.alt,
    'og:video': video && `${baseUrl}${video.url}`,
    'og:video:secure_url': video && baseUrl.startsWith('https:') ? `${baseUrl}${video.url}` : undefined,
    'og:video:type': video?.type,
    'og:video:width': video?.width,
    'og:video:height': video?.height,
    'profile:username': username,
    'article:published_time': posting?.createdAt,
    'article:modified_time': posting?.editedAt,
  };
  const names = {
    description: text,
    'twitter:card': picture?.isLarge ? 'summary_large_image' : 'summary',
    'twitter:title': title,
    'twitter:description': text,
    'twitter:image': pictureUrl,
  };
  return (
    <>
      <link rel="canonical" href={address} />
      {shared.alternates.map(({ type: form, path: other, of }) => (
        <link
          key={form}
          rel="alternate"
          type={form}
          title={title}
          href={`${baseUrl}${other}${of ? `?${new URLSearchParams({ url: baseUrl + of, format: 'json' })}` : ''}`}
        />
      ))}
      {given(properties).map(([property, content]) => (
        <meta key={property} property={property} content={content} />
      ))}
      {given(names).map(([name, content]) => (
        <meta key={name} name={name} content={content} />
      ))}
      {posting && (
        <script
          type="application/ld+json"
          // It holds no sign that HTML or XML knows.
          dangerouslySetInnerHTML={{ __html: toLinkedData(posting, { address, pictureUrl, baseUrl }) }}
        />
      )}
    </>
  );
}

function given(tags: Record<string, string | number | null | undefined>): [string, string][] {
  return Object.entries(tags).flatMap(([name, content]) =>
    content === undefined || content === null || content === '' ? [] : [[name, String(content)]],
  );
}

interface VisitorDocumentProps {
  frame: PageFrame;
  description: PageDescription;
  children: ReactNode;
}

interface SharedTagsProps {
  title: string;
  shared: SharedDescription;
  frame: PageFrame;
}
