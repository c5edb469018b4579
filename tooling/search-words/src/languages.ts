/** A language whose words are inflected, with its names in the sources. */
export interface InflectedLanguage {
  /** As Dunlin calls it. */
  code: string;
  /** Of simplemma's dictionaries. */
  dictionary: string;
  /** Of wordfreq's lists, where there is one. */
  frequencies?: string;
}

export const inflectedLanguages: readonly InflectedLanguage[] = [
  ...'ca da de el en es fi fr hi hu id it lt nl pt ro ru sv tr'
    .split(' ')
    .map((code) => ({ code, dictionary: code, frequencies: code })),
  { code: 'ga', dictionary: 'ga' },
  { code: 'hy', dictionary: 'hy' },
  { code: 'no', dictionary: 'nb', frequencies: 'nb' },
].toSorted((a, b) => (a.code < b.code ? -1 : 1));

/** The languages of which there are posts, by the file of the Universal Declaration of Human Rights in them. */
export const filesOfLanguages: Readonly<Record<string, string>> = {
  ar: 'arb',
  be: 'bel',
  bg: 'bul',
  bn: 'ben',
  ca: 'cat',
  cs: 'ces',
  da: 'dan',
  de: 'deu_1996',
  el: 'ell_monotonic',
  en: 'eng',
  es: 'spa',
  et: 'est',
  eu: 'eus',
  fa: 'pes_1',
  fi: 'fin',
  fr: 'fra',
  ga: 'gle',
  he: 'heb',
  hi: 'hin',
  hr: 'hrv',
  hu: 'hun',
  hy: 'hye',
  id: 'ind',
  is: 'isl',
  it: 'ita',
  ja: 'jpn',
  ka: 'kat',
  ko: 'kor',
  lt: 'lit',
  lv: 'lav',
  mr: 'mar',
  ne: 'nep',
  nl: 'nld',
  no: 'nob',
  pl: 'pol',
  pt: 'por_BR',
  ro: 'ron_2006',
  ru: 'rus',
  sk: 'slk',
  sl: 'slv',
  sr: 'srp_cyrl',
  sv: 'swe',
  ta: 'tam',
  th: 'tha',
  tr: 'tur',
  uk: 'ukr',
  vi: 'vie',
  yi: 'ydd',
  zh: 'cmn_hans',
};
