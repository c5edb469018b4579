/** What the people of the demo talk about: each has a colour for its pictures, tweets, and what others answer. */
export interface Topic {
  hashtag: string;
  /** Of its pictures, in degrees. */
  hue: number;
  tweets: readonly string[];
  answers: readonly string[];
}

export const topics: readonly Topic[] = [
  {
    hashtag: 'birding',
    hue: 200,
    tweets: [
      'First dunlins of the winter on the mudflats this morning. About four hundred, all turning at once.',
      'The hide is open again after the flood. Somebody has even mended the bench.',
      'A kingfisher, three metres away, and my camera in the car.',
      'Who else is counting waders on Sunday? We still need two people for the north shore.',
      'Ringed plover on the beach car park. They choose the strangest places.',
    ],
    answers: ['Saw them too, from the other side.', 'Which tide was that?', 'I can take the north shore.'],
  },
  {
    hashtag: 'baking',
    hue: 35,
    tweets: [
      'Rye loaf, 24 hours of waiting, four minutes until it was gone.',
      'My starter is called Gertrude and she has opinions about the weather.',
      'Cardamom buns for the whole office. They pretend to be surprised every Friday.',
      'If your dough sticks to everything: wet hands, not more flour.',
      'Baked on the new stone for the first time. What a crust.',
    ],
    answers: ['How long did it prove?', 'Recipe, please!', 'Wet hands changed my life.'],
  },
  {
    hashtag: 'trains',
    hue: 350,
    tweets: [
      'Night train to the coast: asleep at the border, awake at the sea.',
      'The 7:14 was on time. I have a witness.',
      'They are painting the old signal box green again. It was green in 1962, too.',
      'Six countries, one ticket, no airport. I will write it all down.',
      'The view from the viaduct after the first snow.',
    ],
    answers: ['Which carriage has the good windows?', 'Write it down, please.', 'On time? Impossible.'],
  },
  {
    hashtag: 'garden',
    hue: 110,
    tweets: [
      'Planted two hundred tulips. The squirrels held a meeting.',
      'Leave the seed heads standing until March. The finches will thank you.',
      'First frost. The dahlias have understood.',
      'Compost is warm, the robin supervises, all is well.',
      'Swapped a bucket of quinces for a box of leeks. The old ways work.',
    ],
    answers: [
      'Chicken wire over the bulbs helps.',
      'Mine are still flowering!',
      'What do you do with quinces?',
    ],
  },
  {
    hashtag: 'code',
    hue: 265,
    tweets: [
      'Deleted a thousand lines today and nothing broke. Best day of the month.',
      'The bug was a comma. It is always a comma, except when it is the clock.',
      'Wrote a bot that says when the tide turns. Fifty lines, and most of them are the tide.',
      'Naming things: still hard. Renaming things: somehow harder.',
      'Cold coffee, warm laptop, green tests.',
    ],
    answers: ['Nothing broke yet.', 'It was DNS for us.', 'Where can I follow the bot?'],
  },
  {
    hashtag: 'music',
    hue: 300,
    tweets: [
      'Rehearsal in the church: three minutes of music, forty of finding the light switch.',
      'The second oboe has a cold and the second movement has a hole.',
      'Bought a second-hand cello. It smells of somebody else’s Sundays.',
      'Concert on Saturday, entrance free, biscuits certain.',
      'Somebody practised scales in the stairwell all evening and I did not mind at all.',
    ],
    answers: ['See you on Saturday.', 'What are you playing?', 'Biscuits certain: I will be there.'],
  },
  {
    hashtag: 'astronomy',
    hue: 230,
    tweets: [
      'Clear sky, no moon, two thermos flasks. See you at the observatory.',
      'Saturn was so sharp tonight that the children thought I had drawn it.',
      'Forty minutes on one faint smudge. It is a galaxy, and it was worth it.',
      'Street lights on our road now go off at midnight. The Milky Way is back.',
      'The meteor I saw was so bright that the dog barked at it.',
    ],
    answers: ['Which eyepiece?', 'We saw that one, too!', 'Bring a third thermos.'],
  },
  {
    hashtag: 'cycling',
    hue: 15,
    tweets: [
      'Ninety kilometres into the wind, ninety back. The wind had turned.',
      'The new bridge has a lane of its own for bicycles. I rode over it four times.',
      'Mended a flat tyre for a stranger, got an apple. Fair.',
      'Lights on, gloves on, still quicker than the bus.',
      'The hill behind the quarry has not become flatter since last year.',
    ],
    answers: ['It had turned? It always does.', 'Which bridge?', 'Nice apple.'],
  },
];

/** Their names are also how they sign in: in lower case, the first alone. */
export const people: readonly string[] = [
  ...[
    'Ada Holm',
    'Bram Visser',
    'Carmen Ruiz',
    'Dov Levin',
    'Elif Kaya',
    'Farid Nazari',
    'Greta Lind',
    'Hugo Moreau',
  ],
  ...[
    'Ines Costa',
    'Jonas Weber',
    'Kofi Mensah',
    'Lena Brandt',
    'Mira Patel',
    'Nils Berg',
    'Olga Sokolova',
    'Pablo Soto',
  ],
  ...[
    'Quinn Doyle',
    'Rosa Conti',
    'Sami Virtanen',
    'Tessa Jong',
    'Umar Sheikh',
    'Vera Novak',
    'Wim Peeters',
    'Xenia Pappas',
  ],
  ...[
    'Yuki Mori',
    'Zora Kovac',
    'Amos Green',
    'Birgit Falk',
    'Cem Demir',
    'Dana Popescu',
    'Emil Krog',
    'Fleur Dubois',
  ],
  ...[
    'Goran Babic',
    'Hanna Sand',
    'Ivo Rossi',
    'Juna Kim',
    'Klaus Ritter',
    'Luz Vega',
    'Marek Zielinski',
    'Nora Walsh',
  ],
];

/** What somebody else's tweet is quoted with. */
export const remarks = [
  'This.',
  'Made my morning.',
  'More of this, please.',
  'I knew it.',
  'You have to see this.',
];
