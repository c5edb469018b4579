export const ecosystems = ['npm', 'PyPI', 'Go', 'Rust', 'Java'] as const;
export type Ecosystem = (typeof ecosystems)[number];

/** A program that looks at addresses: `page` and `oembed` at those of tweets, `feed` at that of a profile's feed. */
export interface Consumer {
  ecosystem: Ecosystem;
  name: string;
  version: string;
  reads: 'page' | 'feed' | 'oembed';
}

export const consumers: readonly Consumer[] = [
  ...of('npm', 'page', {
    'open-graph-scraper': '6.12.0',
    'unfurl.js': '6.4.0',
    metascraper: '5.49.24',
    'link-preview-js': '4.0.4',
    '@misskey-dev/summaly': '5.5.1',
  }),
  ...of('npm', 'oembed', { '@extractus/oembed-extractor': '6.0.0' }),
  ...of('npm', 'feed', {
    'rss-parser': '3.13.0',
    feedsmith: '3.0.1',
    '@extractus/feed-extractor': '8.0.3',
  }),
  ...of('PyPI', 'page', { linkpreview: '0.13.2', 'opengraph-py3': '0.71' }),
  ...of('PyPI', 'oembed', { pyoembed: '0.1.2', micawber: '0.8.0' }),
  ...of('PyPI', 'feed', { feedparser: '6.0.14', atoma: '0.0.17' }),
  ...of('Go', 'feed', { 'github.com/mmcdole/gofeed': '1.4.2' }),
  ...of('Rust', 'page', { webpage: '2.1.0' }),
  ...of('Rust', 'feed', { 'feed-rs': '3.0.0', atom_syndication: '0.12.10' }),
  ...of('Java', 'feed', { rome: '2.1.0' }),
];

/** What more must be installed beside them, pinned likewise. */
export const companions: Readonly<Record<Ecosystem, Readonly<Record<string, string>>>> = {
  npm: {
    'metascraper-title': '5.49.24',
    'metascraper-description': '5.49.24',
    'metascraper-image': '5.49.24',
  },
  PyPI: {},
  Go: {},
  Rust: { serde_json: '1.0.154' },
  Java: {},
};

function of(ecosystem: Ecosystem, reads: Consumer['reads'], versions: Record<string, string>): Consumer[] {
  return Object.entries(versions).map(([name, version]) => ({ ecosystem, name, version, reads }));
}
