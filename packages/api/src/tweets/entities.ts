import { sql } from 'kysely';
import type { Entities } from './schema.ts';

/**
 * What stands in a text, for a query that reads it, with whom its mentions name when it is read: accounts come and go.
 * @param column where `extractEntities` was kept
 */
export function entitiesWithIds(column: string) {
  const kept = sql.ref(column);
  return sql<Entities>`case when ${kept} -> 'mentions' <> '[]' then jsonb_set(${kept}, '{mentions}', (
    select jsonb_agg(mention || jsonb_build_object('id', (
      select id::text from users where lower(username) = lower(mention ->> 'username') and deleted_at is null
    )) order by place)
    from jsonb_array_elements(${kept} -> 'mentions') with ordinality as mentions (mention, place)
  )) else ${kept} end`.as('entities');
}
