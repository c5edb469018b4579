/** What is longer is no word that has endings, and takes the patterns milliseconds. */
const longestWord = 40;

/**
 * The same word in a form that the stemmer of the language knows better, where there is one: endings of verbs, participles, articles
 * and what a stem becomes before an ending. What comes of a rule need not be a word; what the other forms of the word become by it is the same.
 */
export function toOtherForms(language: string, word: string): readonly string[] {
  if (word.length > longestWord) return [];
  const others = (rulesOfLanguages[language] ?? []).flatMap((rules) => {
    const rule = rules.find(([pattern]) => pattern.test(word));
    if (!rule) return [];
    const [ending, ...forms] = rule;
    return forms.map((form) => word.replace(ending, form));
  });
  return [...new Set(others)].filter((other) => other !== word);
}

type Rule = readonly [ending: RegExp, ...forms: readonly string[]];

/** Of each list the first that fits is applied. Letters are told with their accents and without. */
const rulesOfLanguages: Readonly<Record<string, readonly (readonly Rule[])[]>> = {
  de: [
    [
      // Participles and infinitives, with what stands before them.
      [
        /^(ab|an|auf|aus|bei|ein|fest|her|hin|los|mit|nach|um|vor|weg|zu|zurück|zusammen)?ge(.{2,}?)e?t(?:e[mnrs]?)?$/,
        '$1$2en',
      ],
      [
        /^(ab|an|auf|aus|bei|ein|fest|her|hin|los|mit|nach|um|vor|weg|zurück|zusammen)?ge(.{3,})en(?:e[mnrs]?)?$/,
        '$1$2en',
      ],
      [/^(ab|an|auf|aus|bei|ein|fest|her|hin|los|mit|nach|um|vor|weg|zurück|zusammen)zu(.{2,}en)$/, '$1$2'],
      [/(.{3,}?)(?:e?te(?:[nt]|st)?|e?t)$/, '$1en'],
      [/(.[aeiouy])s$/, '$1'],
    ],
  ],
  el: [
    [
      [/ι[άα]$/, 'ί', 'ιο'],
      [
        /[ίι](?:ζεται|ζονται|ζομαι|ζόταν|στηκ[εα]ν?|στεί|στούν|σ(?:α|ες|ε|αν|αμε|ατε|ω|εις|ει|ουμε|ετε|ουν))$/,
        'ίζω',
      ],
      [
        /[άα](?:ζεται|ζονται|ζομαι|ζόταν|στηκ[εα]ν?|στεί|στούν|σ(?:α|ες|ε|αν|αμε|ατε|ω|εις|ει|ουμε|ετε|ουν))$/,
        'άζω',
      ],
      [/(?:[εέ][υύ](?:εται|ονται|τηκ[εα]ν?)|[εέ]ψ(?:α|ες|ε|αν|αμε|ατε|ω|εις|ει|ουμε|ετε|ουν))$/, 'εύω'],
      [/[ίι]ων$/, 'ιο'],
      [/ικ(?:ά|ών|ούς|ές|ή|ής|ό|ού|οί)$/, 'ικός'],
    ],
  ],
  en: [[[/(.[^aeious]|u)s$/, '$1']]],
  fi: [
    [
      [/nen$/, 'sen'],
      [/([uy])s$/, '$1ksen', '$1den', '$1teen'],
      [/([aeioäö])s$/, '$1ksen', '$1$1n'],
      [/([aä])\1m[aä](?:\1n|ss\1|st\1|ll\1)$/, '$1t$1'],
      [/m([aä])(?:\1n|ss\1|st\1|ll\1)$/, '$1'],
      [/(?:nu[td]|neet|neen)$/, 'a'],
      [/ny[td]$/, 'ä'],
      [/v([aä])(?:\1|t|n)?$/, '$1'],
      [/([aäouyö])si(?:v[aä]t|[nt]|mme|tte)?$/, '$1ta'],
      [/itsi(?:v[aä]t|[nt]|mme|tte)?$/, 'ita'],
      [/in$/, 'imen'],
      [/([lnrh])de$/, '$1teen'],
      [/e$/, 'een'],
      [/([nlrs])([nlrt])([aä])$/, '$1en'],
      [/d([aä])$/, 'n'],
      [/([aeiouyäö])t([aä])$/, '$1$2n', '$1n'],
      [/([eiouyäö])[aä]$/, '$1n'],
      [/([^aeiouyäö])i$/, '$1in', '$1en'],
    ],
    // Consonants that are weak before an ending.
    [
      [/([aeiouyäöhlnr])d([aeiouyäö](?:n|t|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|mme|tte))$/, '$1t$2'],
      [/([aeiouyäölr])v([aeiouyäö](?:n|t|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|mme|tte))$/, '$1p$2'],
      [/mm([aeiouyäö](?:n|t|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|mme|tte))$/, 'mp$1'],
      [/nn([aeiouyäö](?:n|t|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|mme|tte))$/, 'nt$1'],
      [/ng([aeiouyäö](?:n|t|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|mme|tte))$/, 'nk$1'],
    ],
  ],
  fr: [
    [
      [/iss(?:ent|ons|ez|ant|ai[st]|aient)$/, 'ir'],
      [/(?<!m)ent$/, 'er'],
      [/d(?:s|ent|ons|ez|ais|ait|aient|u|ue|us|ues|it|ant)?$/, 'dre'],
      [/ons$/, 'er'],
      [/aux$/, 'al', 'ail'],
      [/ives?$/, 'if'],
      [/euses?$/, 'eur'],
      [/([uio])s$/, '$1'],
    ],
  ],
  ga: [
    [
      [
        /(.{2,}?)(?:e?ái?l)?(?:e?ofa[ií](?:nn|dís)?|e?ó[fc]hai?[mrd]\p{L}*|e?ó(?:inn|idh|idís|imid|imis|far|faí|fá)|eodh|ódh|f(?:a?idh?|a?imi[ds]|ainn|a?idís|adh|aí|á|ear|ar)|aígí|ígí|a?íonn|aíodh|íodh|a?íodar|a?íomar|amar|adar|t[eaá](?:r|í|aí)|t[eao]ar|aí?tear|a?ítí|aí?dís|a?ímis|aimi[ds]|aim|ann|adh|a?igh|a?il|[aá]laí?)$/u,
        '$1',
      ],
    ],
    [[/^h(?=[aeiouáéíóú])/, '']],
  ],
  hu: [
    [
      [/(.{2,}?)[ae]?ni(?:[ae]?[md]|e|a|ünk|unk|ük|uk)?$/, '$1', '$1ik'],
      [
        /(.{2,}?)(?:[oeö]tt(?:am|em|ál|él|a|e|unk|ünk|ak|ek|ák|ék|atok|etek|uk|ük)?|t(?:am|em|ál|él|a|e|unk|ünk|ak|ek|ák|ék|atok|etek|uk|ük))$/,
        '$1',
        '$1ik',
      ],
      [/(.{2,}?)j(?:on|en|ön|unk|ünk|anak|enek|ak|ek|átok|étek|ék|ák|uk|ük)$/, '$1'],
      [/(.{3,}?)v[ae]$/, '$1'],
    ],
  ],
  hy: [
    [[/(.{2,}?)(?:ներ|եր)?(?:ին|ից|ով|ում|ի)?(?:ս|դ|ը|ն)$/, '$1']],
    [
      [
        /^[կչ]?(.{2,}?)(?:եցի(?:ր|նք|ք|ն)?|եց|եի(?:ր|նք|ք|ն)?|են?ք|ե[մսնր]|ացի(?:ր|նք|ք|ն)?|աց|այի(?:ր|նք|ք|ն)?|ան?ք|ա[մսնր]|ի(?:ր|նք|ք|ն)|ող|ած|ել|ալ)$/,
        '$1',
      ],
    ],
  ],
  nl: [
    [
      [
        /^(aan|achter|af|be|bij|door|in|mee|na|om|onder|op|over|tegen|terug|toe|uit|vast|voor|weg)?g(?:e|eë)(.{2,}?)(?:[dt](?:en?)?|en)$/,
        '$1$2',
      ],
      [/(.{2,}?)(?:dst|st)e$/, '$1'],
      [/(.{2,}?)(?:etje|pje|tje|je)s?$/, '$1'],
      [/(.*?)([bdfgklmnprst])\2en?$/, '$1$2'],
      [/(.{2,}?)ven?$/, '$1f'],
      [/(.{2,}?)zen?$/, '$1s'],
      [/(.{3,}?)[dt]en?$/, '$1'],
      [/(.{3,}?)t$/, '$1'],
    ],
  ],
  sv: [
    [
      [/(.[^aeiouyåäö])e[tn]s?$/, '$1'],
      [/(.{2,}?)a?n(?:s|a|as)?$/, '$1'],
      [/(.{2,}[^aeiouyåäös])t$/, '$1'],
    ],
  ],
  tr: [
    [
      [
        /^([aeıioöuü][^aeıioöuü](?=.{4})|.{3,}?)(?:y?[ae]bil)?(?:(?:y?[ae])?m)?[ıiuü]yor(?:um|sun|uz|sunuz|lar|du[mnk]?|dular|duk|dunuz|sa[mnk]?|muş|ken)?$/,
        '$1',
        '$1a',
        '$1e',
      ],
      [
        /^([aeıioöuü][^aeıioöuü](?=.{4})|.{3,}?)(?:y?[ae]bil)?(?:(?:y?[ae])?m[ae])?(?:m[ıiuü][şs]|[dt][ıiuü][kğg]?|y?(?:aca[kğg]|ece[kğg])|m[ae]z|m[ae]l[ıi]|s[ae]|m[ae]kt?|m[ae]|y?[ae]r[ae]k|y?[ıiuü]p|y?[ıi]nc[ae]|m[ae]d[ae]n|y?[ae]n|[aeıiuü]r(?=.)|s[ıiuü]n)(?:l[ae]r)?(?:[ıiuü]m[ıiuü]z|s?[ıiuü]n[ıiuü]z|n[ıiuü]z|s[ıiuü]n|s[ıiuü]|[ıiuü]m|[ıiuü]n|[ıiuü]z|[ıiuü]|m|n|k)?(?:l[ae]r)?(?:n?[dt][ae]n?|y?[ae]|n[ae]|n?[ıiuü]n|n?[ıiuü]|y?l[ae]|[dt][ıiuü]r|yd[ıiuü]|ys[ae]|[dt][ıiuü][mnk]?|ken)?$/,
        '$1',
      ],
      [/^(.*?[aeıioöuü].*[aeıioöuü])s[ıiuü](?:n[ıiuü]n?|nd[ae]n?|yl[ae]|n[ae]|d[ıiuü]r)?$/, '$1'],
    ],
  ],
};
