import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { isEmptyOrVisible, mustNotBeBlank, plainText } from '../core/plain-text.ts';
import { mediaFailures } from './processing/task.ts';

const maxAltTextUnits = 1_000;
const maxImagesPerTweet = 4;
const Pixels = z.int().min(1).max(1_000_000);

const MediaUrl = z
  .string()
  .describe(
    'Relative to the address of the server. It needs no access token: whoever has it may read the bytes, which never change. Ask for the tweet ' +
      'again when it answers 404: it is ended, and there is a new one, when its owner goes private, blocks someone or, being private, loses a follower.',
  );

const MediaVariant = z
  .strictObject({
    name: z.string().describe('Such as `small.webp`.'),
    url: MediaUrl,
    width: Pixels,
    height: Pixels,
    type: z.string().describe('The media type of the bytes, such as `image/webp`.'),
  })
  .meta({ id: 'MediaVariant' });

export const Media = z
  .strictObject({
    id: Id,
    kind: z.enum(['image', 'gif', 'video']).describe('`gif` is any animation.'),
    status: z.enum(['processing', 'ready', 'failed']),
    // `as`: keys of an object are strings to TypeScript; an enum wants to know which.
    failure: z
      .enum(Object.keys(mediaFailures) as [keyof typeof mediaFailures])
      .nullable()
      .describe('Why processing failed.'),
    altText: z.string().nullable(),
    width: Pixels.nullable(),
    height: Pixels.nullable(),
    durationMs: z.int().min(0).nullable(),
    blurhash: z.string().nullable().describe('A blur to show while the bytes load (https://blurha.sh).'),
    processing: z
      .enum(['transcoded', 'remuxed'])
      .nullable()
      .describe('What was done to a video; `remuxed` is copied as it was, without a poster.'),
    url: MediaUrl.nullable().describe('The best variant; null unless ready.'),
    posterUrl: MediaUrl.nullable().describe('A still of an animation or video.'),
    variants: z.array(MediaVariant),
  })
  .meta({
    id: 'Media',
    description: 'A picture, animation or video. What is not known before it is processed is null.',
  });
export type Media = z.infer<typeof Media>;

const AltText = plainText(maxAltTextUnits).refine(isEmptyOrVisible, mustNotBeBlank).meta({
  description: 'What there is to see, for those who cannot see it.',
  example: 'A heron in the reeds',
});

export const MediaInput = z.object({ id: Id }).meta({ id: 'MediaInput' });
export const ReadMediaInput = z.object({
  id: Id,
  variant: z.string().max(40).optional(),
  token: z.string().max(100).optional(),
  ticket: z.string().max(200).optional(),
});
export type ReadMediaInput = z.infer<typeof ReadMediaInput>;
export const UpdateMediaInput = z
  .strictObject({ id: Id, altText: AltText.nullable() })
  .meta({ id: 'UpdateMediaInput' });

/** What an upload may say beside its bytes. What forms and tus hand over was decoded, whatever it was. */
export const UploadFields = z.strictObject({
  altText: AltText.refine((text) => !text.includes('\ufffd'), 'must be UTF-8').optional(),
});

/** What a new tweet shows. */
export const MediaIds = z
  .array(Id)
  .max(maxImagesPerTweet)
  .refine((ids) => new Set(ids).size === ids.length, 'must not repeat')
  .describe('Your uploads, ready or still processing: up to four images, or one GIF, or one video.');
