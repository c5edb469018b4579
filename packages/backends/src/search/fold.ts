import anyAscii from 'any-ascii';

/** Bounds a lexeme far below what PostgreSQL refuses. */
const maxLength = 100;

/**
 * A word or hashtag as it is compared: what people leave out or write otherwise when they type is one. Folding twice changes nothing.
 * What is told apart is what is another letter to its readers, as й and и are.
 */
export function fold(text: string): string {
  // Nothing of what follows changes it, and it is by far the most of what is written.
  return cut(/^[\da-z]+$/i.test(text) ? text.toLowerCase() : foldLetters(text));
}

/** In lower case, without what is not seen, and else as it was written: what stemmers are made for. */
export function toSpelled(text: string): string {
  return cut(text.replaceAll(unseen, '').normalize('NFKC').toLowerCase().normalize('NFC'));
}

function cut(text: string): string {
  return text.length > maxLength ? [...text].slice(0, maxLength).join('') : text;
}

function foldLetters(text: string): string {
  // Styled letters have no lower case before they are taken apart; lower case may come apart in turn (İ).
  let folded = text.replaceAll(unseen, '').normalize('NFKD').toLowerCase().normalize('NFKD');
  for (const [script, rules] of rulesOfScripts)
    if (script.test(folded)) for (const rule of rules) folded = rule(folded);
  return folded.normalize('NFC');
}

/** Hyphens that show only at the end of a line, joiners and their opposites, marks of direction, selectors of a form. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

type Rule = (text: string) => string;

function rule(pattern: RegExp, by: string): Rule {
  return (text) => text.replace(pattern, by);
}

/** In ASCII, as it is told in any script. */
function inAscii(pattern: RegExp): Rule {
  return (text) => text.replace(pattern, (found) => anyAscii(found).toLowerCase());
}

/** In the order in which they apply. Texts are in NFKD. */
const rulesOfScripts: readonly (readonly [script: RegExp, rules: readonly Rule[]])[] = [
  [
    /[\p{Script=Latin}\p{Script=Greek}]/u,
    [
      rule(/([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu, '$1'),
      // ø, ł, đ, œ, ß, þ: what does not come apart.
      inAscii(/[\p{Script=Latin}--[a-z]]/gv),
      rule(/ς/g, 'σ'),
    ],
  ],
  [
    /\p{Script=Cyrillic}/u,
    [
      // Marks of stress.
      rule(/(?<=[аеиоуыэюяєіїѣ])[\u0300\u0301]/g, ''),
      rule(/е\u0308/g, 'е'),
    ],
  ],
  [
    /\p{Script=Arabic}/u,
    [
      // Vowels and what only makes a word longer.
      rule(/[\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/g, ''),
      rule(/(?<=[\u0627\u0671])[\u0653-\u0655]/g, ''),
      rule(/\u0671/g, '\u0627'),
      rule(/[\u0629\u06c1\u06be]/g, '\u0647'),
      rule(/[\u0649\u06cc]/g, '\u064a'),
      rule(/\u06a9/g, '\u0643'),
    ],
  ],
  [
    /\p{Script=Hebrew}/u,
    [
      rule(/[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/g, ''),
      rule(/\u05f0/g, '\u05d5\u05d5'),
      rule(/\u05f1/g, '\u05d5\u05d9'),
      rule(/\u05f2/g, '\u05d9\u05d9'),
    ],
  ],
  [
    /\p{Script=Devanagari}/u,
    [
      rule(/\u093c/g, ''),
      // A nasal before a consonant of its own row is written as a dot, too.
      rule(
        /\u0919\u094d(?=[\u0915-\u0919])|\u091e\u094d(?=[\u091a-\u091e])|\u0923\u094d(?=[\u091f-\u0923])/g,
        '\u0902',
      ),
      rule(/\u0928\u094d(?=[\u0924-\u0928])|\u092e\u094d(?=[\u092a-\u092e])|\u0901/g, '\u0902'),
    ],
  ],
  // Of any script.
  [/[\p{Nd}--[0-9]]/v, [inAscii(/[\p{Nd}--[0-9]]/gv)]],
];
