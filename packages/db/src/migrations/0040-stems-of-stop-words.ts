import { type Kysely, sql } from 'kysely';

const languages = [
  ...(['arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english', 'finnish'] as const),
  ...(['french', 'german', 'greek', 'hindi', 'hungarian', 'indonesian', 'irish', 'italian'] as const),
  ...(['lithuanian', 'nepali', 'norwegian', 'portuguese', 'romanian', 'russian', 'serbian'] as const),
  ...(['spanish', 'swedish', 'tamil', 'turkish', 'yiddish'] as const),
];

/**
 * PostgreSQL's own dictionaries answer nothing for their stop words, and so no stem: "haben" did not meet "habe". A dictionary of the
 * same stemmer without a list of such words does.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const language of languages)
    await sql`create text search dictionary ${sql.id(`dunlin_${language}`)} (
      template = pg_catalog.snowball, language = ${sql.lit(language)}
    )`.execute(db);
}
