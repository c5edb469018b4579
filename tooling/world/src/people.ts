import { hash } from '@node-rs/argon2';
import { sql } from 'kysely';
import { people } from './extremes.ts';
import type { Shape } from './shape.ts';
import type { Step } from './steps.ts';

const firstNames = [
  ...[
    'Maria',
    'Anna',
    'Peter',
    'Thomas',
    'Laura',
    'Lukas',
    'Sofia',
    'Jonas',
    'Elena',
    'Marco',
    'Ines',
    'Pavel',
  ],
  ...[
    'Aiko',
    'Omar',
    'Nina',
    'Samuel',
    'Chloé',
    'Björn',
    'Zoë',
    'Mateo',
    'Freya',
    'Kwame',
    'Leila',
    'Viktor',
  ],
];
const lastNames = [
  ...[
    'Keller',
    'Rossi',
    'Novak',
    'Tanaka',
    'Silva',
    'Meyer',
    'Dubois',
    'Larsen',
    'Okafor',
    'Haddad',
    'Brown',
  ],
  ...[
    'Lindqvist',
    'Moreau',
    'Garcia',
    'Schmidt',
    'Jansen',
    'Kowalski',
    'Popescu',
    'Murphy',
    'Weber',
    'Costa',
  ],
];
/** Whom the average user follows, besides the celebrities. */
const followees = 60;

export function peopleSteps({ users }: Shape): Step[] {
  return [
    { name: 'users', upTo: users, pieceOf: 50_000, run: insertUsers },
    {
      name: 'follows',
      upTo: users,
      pieceOf: 10_000,
      run: (trx, from, to) => insertFollows(trx, { from, to, users }),
    },
    { name: 'blocks and mutes', run: (trx) => insertBoundaries(trx, users) },
  ];
}

const insertUsers: Step['run'] = async (trx, from, to) => {
  const passwordHash = await hash(people.password, {
    algorithm: 2,
    memoryCost: 19_456,
    timeCost: 2,
    parallelism: 1,
  });
  await sql`
    insert into users (id, username, email, password_hash, display_name, private, role, created_at)
    select world.user_id(n), 'user_' || n, 'user_' || n || '@example.org', ${passwordHash},
      (${firstNames}::text[])[1 + floor(world.draw(n, 10) * ${sql.lit(firstNames.length)})::int] || ' ' ||
        (${lastNames}::text[])[1 + floor(world.draw(n, 11) * ${sql.lit(lastNames.length)})::int] || ' ' || n % 100,
      world.is_private(n), case when n = ${sql.lit(people.moderator)} then 'moderator' else 'user' end,
      world.time_of(world.user_id(n))
    from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as n`.execute(trx);
};

/** The power makes low numbers popular. Nine of ten follow the celebrity, one of six the next; one follows one of twenty. */
async function insertFollows(
  trx: Parameters<Step['run']>[0],
  { from, to, users }: { from: number; to: number; users: number },
): Promise<void> {
  await sql`
    insert into follows (id, follower_id, followee_id, created_at)
    select world.id_at((world.user_id(greatest(follower, followee)) >> 22) + 60000 + place, followee),
      world.user_id(follower), world.user_id(followee),
      world.time_of(world.id_at((world.user_id(greatest(follower, followee)) >> 22) + 60000 + place, 0))
    from (
      select follower, followee, min(place) as place from (
        select follower, place, ${sql.lit(people.known)} + 1 + floor((${sql.lit(users)} - ${sql.lit(people.known)} - 1) * power(world.draw(follower, 100 + place), 1.5))::bigint as followee
        from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as follower
        cross join lateral generate_series(1, case when follower = ${sql.lit(people.reader)} then ${sql.lit(Math.ceil(users / 20))} else ${sql.lit(followees)} end) as place
        union all
        select follower, 0, ${sql.lit(people.celebrity)} from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as follower
        where world.draw(follower, 20) < 0.9
        union all
        select follower, 0, ${sql.lit(people.known)} from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as follower
        where world.draw(follower, 21) < 1.0 / 6
      ) as drawn
      where follower <> followee
      group by follower, followee
    ) as follow
    where not exists (
      select from (values (${sql.lit(people.blocker)})) as blocker (n) where n in (follower, followee)
    )`.execute(trx);
}

/** Of users whom they do not follow, and who do not follow them. */
async function insertBoundaries(trx: Parameters<Step['run']>[0], users: number): Promise<void> {
  const count = Math.ceil(users / 20);
  for (const [table, actor, subject, offset] of [
    ['blocks', 'blocker_id', 'blocked_id', 10],
    ['mutes', 'muter_id', 'muted_id', 10 + count],
  ] as const)
    await sql`
      insert into ${sql.table(table)} (id, ${sql.ref(actor)}, ${sql.ref(subject)}, created_at)
      select world.id_at((world.user_id(${sql.lit(users)}) >> 22) + n, n), world.user_id(${sql.lit(people.blocker)}), world.user_id(n),
        world.time_of(world.id_at((world.user_id(${sql.lit(users)}) >> 22) + n, 0))
      from generate_series(${sql.lit(offset)}::bigint, ${sql.lit(offset + count - 1)}::bigint) as n`.execute(
      trx,
    );
}
