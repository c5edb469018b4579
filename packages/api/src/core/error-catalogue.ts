import type { TRPC_ERROR_CODE_KEY } from '@trpc/server';

/** Every error that Dunlin answers with: its code, its HTTP status, tRPC's name for that, and what it says. */
export const errorCatalogue = {
  VALIDATION_FAILED: entry(400, 'BAD_REQUEST', 'The request does not fit the schema of this operation.'),
  MALFORMED_REQUEST: entry(400, 'BAD_REQUEST', 'The request is not valid HTTP.'),
  MALFORMED_JSON: entry(400, 'PARSE_ERROR', 'What was sent is not valid JSON in UTF-8.'),
  INVALID_CURSOR: entry(400, 'BAD_REQUEST', 'The cursor was not made by this server for this list.'),
  INVALID_SEARCH_QUERY: entry(
    400,
    'BAD_REQUEST',
    'The search query cannot be read; the issues say where and why.',
  ),
  INVALID_EVENT_ID: entry(400, 'BAD_REQUEST', 'lastEventId was not made by this server for this stream.'),
  INVALID_IDEMPOTENCY_KEY: entry(
    400,
    'BAD_REQUEST',
    'Idempotency-Key must be 1 to 255 printable ASCII characters, and stand for one write.',
  ),
  UNAUTHENTICATED: entry(
    401,
    'UNAUTHORIZED',
    'Sign in: send a valid access token as "Authorization: Bearer <token>".',
  ),
  TOKEN_EXPIRED: entry(401, 'UNAUTHORIZED', 'The access token has expired; refresh it.'),
  SESSION_ENDED: entry(401, 'UNAUTHORIZED', 'The session has ended; sign in again.'),
  INVALID_CREDENTIALS: entry(401, 'UNAUTHORIZED', 'The username, email or password is wrong.'),
  INVALID_REFRESH_TOKEN: entry(
    401,
    'UNAUTHORIZED',
    'The refresh token is unknown or has expired; sign in again.',
  ),
  REFRESH_TOKEN_REUSED: entry(
    401,
    'UNAUTHORIZED',
    'The refresh token was used before, so its session has been ended.',
  ),
  FORBIDDEN: entry(403, 'FORBIDDEN', 'This account may not do that.'),
  MEDIA_QUOTA_EXCEEDED: entry(
    403,
    'FORBIDDEN',
    'The media of this account would take more room than it has.',
  ),
  ACCOUNT_SUSPENDED: entry(
    403,
    'FORBIDDEN',
    'This account is suspended; it can be exported and deleted, and the decision appealed.',
  ),
  ACCOUNT_DEACTIVATED: entry(
    403,
    'FORBIDDEN',
    'This account was deleted by its owner, who can bring it back until the time in the error.',
  ),
  RECENT_SIGN_IN_REQUIRED: entry(
    403,
    'FORBIDDEN',
    'This takes a session that was begun within the last 10 minutes; sign in again.',
  ),
  BLOCKED: entry(403, 'FORBIDDEN', 'There is a block between that account and yours.'),
  PRIVATE_ACCOUNT: entry(403, 'FORBIDDEN', 'That account is private; its followers see what it shows.'),
  PRIVATE_TWEET: entry(403, 'FORBIDDEN', 'The tweet of a private account cannot be retweeted or quoted.'),
  REPLY_NOT_ALLOWED: entry(
    403,
    'FORBIDDEN',
    'The author who started this conversation has said who may reply, and this account may not.',
  ),
  QUOTE_NOT_ALLOWED: entry(
    403,
    'FORBIDDEN',
    'The author of this tweet has said who may quote it, and this account may not.',
  ),
  ORIGIN_NOT_ALLOWED: entry(
    403,
    'FORBIDDEN',
    'Pages of this origin may not call the server; its host can allow them by PUBLIC_URL, when they are its own, or CORS_ORIGINS.',
  ),
  OPERATION_NOT_FOUND: entry(404, 'NOT_FOUND', 'There is no such operation.'),
  USER_NOT_FOUND: entry(404, 'NOT_FOUND', 'There is no such user.'),
  TWEET_NOT_FOUND: entry(404, 'NOT_FOUND', 'There is no such tweet.'),
  QUOTE_NOT_FOUND: entry(404, 'NOT_FOUND', 'This tweet has no such quote.'),
  VERSION_NOT_FOUND: entry(404, 'NOT_FOUND', 'The history of this tweet has no such version.'),
  SESSION_NOT_FOUND: entry(404, 'NOT_FOUND', 'There is no such session.'),
  FOLLOW_REQUEST_NOT_FOUND: entry(404, 'NOT_FOUND', 'There is no such follow request to this account.'),
  MEDIA_NOT_FOUND: entry(404, 'NOT_FOUND', 'There is no such media.'),
  APPEAL_NOT_FOUND: entry(404, 'NOT_FOUND', 'There is no such appeal.'),
  REPORT_NOT_FOUND: entry(404, 'NOT_FOUND', 'There is no such report.'),
  METHOD_NOT_ALLOWED: entry(405, 'METHOD_NOT_SUPPORTED', 'This operation has another HTTP method.'),
  REQUEST_TIMEOUT: entry(408, 'TIMEOUT', 'The request did not arrive in time.'),
  USERNAME_TAKEN: entry(409, 'CONFLICT', 'That username is taken.'),
  USERNAME_RESERVED: entry(409, 'CONFLICT', 'That username is reserved.'),
  EMAIL_TAKEN: entry(409, 'CONFLICT', 'That email address is taken.'),
  MEDIA_NOT_READY: entry(
    409,
    'CONFLICT',
    'This media has no bytes to show; its status says whether it will.',
  ),
  MEDIA_IN_USE: entry(409, 'CONFLICT', 'This media is shown by another tweet, or by a profile.'),
  UPLOAD_OFFSET_MISMATCH: entry(
    409,
    'CONFLICT',
    'The upload stands elsewhere; ask for its offset and go on there.',
  ),
  UPLOAD_PROTOCOL_UNSUPPORTED: entry(
    412,
    'PRECONDITION_FAILED',
    'Send the header "Tus-Resumable: 1.0.0"; resumable uploads speak no other version.',
  ),
  MEDIA_TOO_LARGE: entry(413, 'PAYLOAD_TOO_LARGE', 'The file is larger than this server takes of its kind.'),
  ALREADY_APPEALED: entry(409, 'CONFLICT', 'This decision has been appealed; each can be appealed once.'),
  APPEAL_ALREADY_RESOLVED: entry(409, 'CONFLICT', 'The appeal has been resolved already.'),
  ACCOUNT_NOT_SUSPENDED: entry(409, 'CONFLICT', 'This account is not suspended; sign in.'),
  ACCOUNT_NOT_DEACTIVATED: entry(409, 'CONFLICT', 'This account is not deactivated; sign in.'),
  REPORT_ALREADY_RESOLVED: entry(409, 'CONFLICT', 'The report has been resolved already.'),
  LAST_ADMIN: entry(409, 'CONFLICT', 'This is the last admin; make another one first.'),
  FEED_EXPIRED: entry(
    410,
    'NOT_FOUND',
    'This walk through the feed was begun too long ago; start again without a cursor.',
  ),
  PAYLOAD_TOO_LARGE: entry(
    413,
    'PAYLOAD_TOO_LARGE',
    'The body is larger than an operation takes: 64 kB, or 5,000 values.',
  ),
  UNSUPPORTED_MEDIA_TYPE: entry(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'Send the body as application/json, in UTF-8 and not compressed.',
  ),
  RANGE_NOT_SATISFIABLE: entry(
    416,
    'BAD_REQUEST',
    'The range lies beyond the end; Content-Range has the size.',
  ),
  MEDIA_TYPE_UNSUPPORTED: entry(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'The bytes are none of JPEG, PNG, WebP, GIF, AVIF, MP4, QuickTime and WebM, whatever the file is called.',
  ),
  MEDIA_FAILED: entry(
    422,
    'UNPROCESSABLE_CONTENT',
    'This media could not be processed; its status says why.',
  ),
  PICTURE_REQUIRED: entry(
    422,
    'UNPROCESSABLE_CONTENT',
    'An avatar or banner is a picture, and neither an animation nor a video.',
  ),
  MEDIA_MIX_INVALID: entry(
    422,
    'UNPROCESSABLE_CONTENT',
    'A tweet shows up to four images, or one GIF, or one video.',
  ),
  IDEMPOTENCY_KEY_REUSED: entry(
    422,
    'UNPROCESSABLE_CONTENT',
    'This Idempotency-Key was used for another request.',
  ),
  CANNOT_FOLLOW_SELF: entry(422, 'UNPROCESSABLE_CONTENT', 'An account cannot follow itself.'),
  CANNOT_BLOCK_SELF: entry(422, 'UNPROCESSABLE_CONTENT', 'An account cannot block itself.'),
  CANNOT_MUTE_SELF: entry(422, 'UNPROCESSABLE_CONTENT', 'An account cannot mute itself.'),
  CANNOT_REPORT_SELF: entry(422, 'UNPROCESSABLE_CONTENT', 'An account cannot report itself.'),
  CANNOT_MODERATE_SELF: entry(422, 'UNPROCESSABLE_CONTENT', 'A moderator cannot act on their own account.'),
  CANNOT_EDIT_RETWEET: entry(422, 'UNPROCESSABLE_CONTENT', 'A retweet has no text of its own to edit.'),
  RATE_LIMITED: entry(
    429,
    'TOO_MANY_REQUESTS',
    'Too many requests; try again after the time in Retry-After.',
  ),
  SLOW_CONSUMER: entry(
    429,
    'TOO_MANY_REQUESTS',
    'This stream was read too slowly; reconnect with lastEventId.',
  ),
  TOO_MANY_SUBSCRIPTIONS: entry(429, 'TOO_MANY_REQUESTS', 'This account has too many streams open.'),
  REQUEST_ABORTED: entry(499, 'CLIENT_CLOSED_REQUEST', 'The client closed the request.'),
  HEADERS_TOO_LARGE: entry(431, 'BAD_REQUEST', 'The URL and headers are larger than 16 kB.'),
  INTERNAL: entry(500, 'INTERNAL_SERVER_ERROR', 'Something went wrong on our side.'),
  UNAVAILABLE: entry(503, 'SERVICE_UNAVAILABLE', 'The server cannot answer right now; try again shortly.'),
  STORAGE_FULL: entry(
    507,
    'SERVICE_UNAVAILABLE',
    'The server has no room left, so nothing new is taken; what there is can be read and deleted.',
  ),
} satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** What calls of a kind can answer whatever they ask for; the meta of an operation names the rest. */
export const commonErrors = {
  all: [
    ...(['VALIDATION_FAILED', 'MALFORMED_JSON', 'RATE_LIMITED', 'REQUEST_TIMEOUT'] as const),
    ...(['REQUEST_ABORTED', 'INTERNAL', 'UNAVAILABLE'] as const),
  ],
  signedIn: ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'SESSION_ENDED'],
  write: [
    ...(['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const),
    ...(['INVALID_IDEMPOTENCY_KEY', 'IDEMPOTENCY_KEY_REUSED', 'STORAGE_FULL'] as const),
  ],
  stream: ['TOO_MANY_SUBSCRIPTIONS'],
} satisfies Record<string, readonly ErrorCode[]>;

/** What uploading a file, which is no procedure, answers besides. */
export const uploadErrors = [
  ...(['MEDIA_TYPE_UNSUPPORTED', 'MEDIA_TOO_LARGE', 'MEDIA_QUOTA_EXCEEDED'] as const),
  ...(['MEDIA_NOT_FOUND', 'STORAGE_FULL'] as const),
] satisfies readonly ErrorCode[];

function entry<Status extends number>(status: Status, trpcCode: TRPC_ERROR_CODE_KEY, message: string) {
  return { status, trpcCode, message };
}

interface ErrorEntry {
  status: number;
  trpcCode: TRPC_ERROR_CODE_KEY;
  message: string;
}
