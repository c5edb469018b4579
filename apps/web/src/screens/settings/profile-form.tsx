import { useClient, useUser, useWrite } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { type FormEvent, useId } from 'react';
import { Field } from '../../ui/field.tsx';
import { readFields } from '../../ui/read-fields.ts';
import { useToast } from '../../ui/toasts.tsx';
import { useFieldErrors } from '../../ui/use-field-errors.ts';
import { useWords } from '../../words/words.tsx';

export function ProfileForm({ viewer: given }: { viewer: User }) {
  const words = useWords();
  const viewer = useUser(given);
  const { users } = useClient();
  const update = useWrite(users.update);
  const say = useToast();
  const errors = useFieldErrors(update.error, { displayName: [], bio: [], location: [], website: [] });
  const bioId = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { displayName = '', bio = '', location = '', website = '' } = readFields(event.currentTarget);
    const change = { displayName, bio, location, website: toAddress(website) };
    update.mutate({ id: viewer.id, ...change }, { onSuccess: () => say(words.saved) });
  };
  return (
    <form className="settings-form" onSubmit={submit}>
      <Field
        name="displayName"
        label={words.settings.displayName}
        defaultValue={viewer.displayName}
        autoComplete="name"
        required
        error={errors.of('displayName')}
      />
      <p className="field">
        <label htmlFor={bioId}>{words.settings.bio}</label>
        <textarea id={bioId} name="bio" rows={3} dir="auto" defaultValue={viewer.bio} />
        {errors.of('bio') && (
          <small role="alert" className="error">
            {errors.of('bio')}
          </small>
        )}
      </p>
      <Field
        name="location"
        label={words.settings.location}
        defaultValue={viewer.location}
        error={errors.of('location')}
      />
      <Field
        name="website"
        label={words.settings.website}
        defaultValue={viewer.website ?? ''}
        inputMode="url"
        error={errors.of('website')}
      />
      {errors.rest && <p role="alert">{errors.rest}</p>}
      <button type="submit" className="primary" disabled={update.isPending}>
        {words.save}
      </button>
    </form>
  );
}

/** People write addresses without their scheme. */
function toAddress(website: string): string {
  const written = website.trim();
  return written === '' || /^\w+:/.test(written) ? written : `https://${written}`;
}
