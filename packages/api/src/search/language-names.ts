import { languages } from './language.ts';

/** A language by what people call it: its code, also with a region, and its name in English or in the language itself. */
export function toLanguage(name: string): string | undefined {
  const asked = name.toLowerCase().replaceAll('_', '-');
  if (asked === 'und') return asked;
  return byName().get(asked) ?? toCode(asked);
}

/** Others that stand for one of those that there are. */
const others: Readonly<Record<string, string>> = {
  ms: 'id',
  nb: 'no',
  nn: 'no',
  bs: 'hr',
  sh: 'hr',
  fil: 'tl',
  prs: 'fa',
};

function toCode(tag: string): string | undefined {
  if (!/^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?$/.test(tag)) return;
  // What a code was called once (iw, in, ji), and codes of three letters, are told by their present ones.
  const { language } = new Intl.Locale(Intl.getCanonicalLocales(tag)[0] ?? 'und');
  const code = others[language] ?? language;
  return languages.has(code) ? code : undefined;
}

let names: ReadonlyMap<string, string> | undefined;

/** Made when it is first asked for: most searches name no language. */
function byName(): ReadonlyMap<string, string> {
  names ??= new Map(
    [...languages, ...Object.keys(others)].flatMap((code) =>
      [code, 'en'].flatMap((locale) => {
        const name = new Intl.DisplayNames([locale], { type: 'language' }).of(code);
        return name === undefined ? [] : [[name.toLowerCase(), others[code] ?? code] as const];
      }),
    ),
  );
  return names;
}
