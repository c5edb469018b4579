import { extractEntities } from '@dunlin/api/tweet-text';
import { createRandom } from '@dunlin/harness/create-random';

/** From the most common down; a word is drawn by a power, as words are used. */
const words = (
  'the to and a of in is for on that it with you was this my at be have are not but we so just all from me like out up about what get now one ' +
  'new can good time day more when your they go know here love see today back people really think too how no still great make over got much ' +
  'well would some really morning coffee after work only first look even right best been need night way home off last never down very little ' +
  'week year thing always old world life next long rain music game photo city birds river train garden window weather summer winter bread ' +
  'walk road light water tide estuary wader hide flock notebook binoculars harbour ferry market kitchen letter library engine signal branch ' +
  'compiler server query index mountain valley orchestra chorus rehearsal match season goal referee election budget council school teacher ' +
  'science climate museum painting novel chapter poem recipe soup cheese bicycle tram platform ticket island lighthouse storm thunder frost'
).split(' ');
const others = [
  'Der Zug kommt heute wieder zu spät und der Kaffee ist kalt',
  'Mañana vamos a la playa con los niños si hace buen tiempo',
  'La marée est basse ce matin et les oiseaux sont loin',
  'Amanhã vou ao mercado comprar pão e queijo para o jantar',
  'Vandaag regent het weer en de trein rijdt niet verder',
  '今日は天気がいいので川まで散歩しました',
];
const hashtags = [
  'news',
  'birding',
  'music',
  'coffee',
  'waders',
  'photo',
  'football',
  'climate',
  'books',
  'rain',
];

interface Text {
  text: string;
  entities: ReturnType<typeof extractEntities>;
}

/** The same each time. */
export function composeTexts({ texts, users }: { texts: number; users: number }): Text[] {
  const random = createRandom(20_261_201);
  return Array.from({ length: texts }, (_, index) => {
    const text = compose(random, { index, users });
    return { text, entities: extractEntities(text) };
  });
}

function compose(random: () => number, { index, users }: { index: number; users: number }): string {
  const draw = (power: number, of: number) => Math.floor(of * random() ** power);
  const isOther = random() < 0.15;
  const length = 4 + draw(1, 18);
  const sentence = isOther
    ? (others[draw(1, others.length)] ?? '')
    : Array.from({ length }, () => words[draw(2.2, words.length)]).join(' ');
  return [
    random() < 0.12 ? `@user_${1 + draw(2, users)}` : '',
    sentence,
    random() < 0.3 ? `#${hashtags[draw(2.5, hashtags.length)]}` : '',
    random() < 0.1 ? `https://example.org/notes/${index}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
