import { useComposer } from '@dunlin/react/composer';

export function Compose() {
  const { text, setText, media, addFiles, removeMedia, describeMedia, remaining, canSubmit, submit, error } =
    useComposer();
  return (
    <form className="compose" action={submit}>
      <textarea
        aria-label="New tweet"
        placeholder="What is happening?"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {media.map((one) => (
        <p key={one.key}>
          {one.file.name}{' '}
          {one.status === 'uploading' && (
            <progress aria-label={`Upload of ${one.file.name}`} value={one.progress} />
          )}
          {one.status === 'failed' && <small role="alert">{one.error.message}</small>}
          <input
            aria-label={`What is there to see in ${one.file.name}?`}
            placeholder="What is there to see?"
            value={one.altText}
            onChange={({ currentTarget }) => describeMedia(one.key, currentTarget.value)}
          />
          <button type="button" aria-label={`Remove ${one.file.name}`} onClick={() => removeMedia(one.key)}>
            Remove
          </button>
        </p>
      ))}
      <footer>
        <input
          type="file"
          aria-label="Pictures and videos"
          accept="image/*,video/*"
          multiple
          onChange={({ currentTarget }) => {
            addFiles([...(currentTarget.files ?? [])]);
            // So that the same can be chosen again after it was removed.
            currentTarget.value = '';
          }}
        />
        <span
          className={remaining < 0 ? 'too-long' : ''}
          aria-label={`${remaining} characters left`}
          role="note"
        >
          {remaining}
        </span>
        <button type="submit" disabled={!canSubmit}>
          Post
        </button>
      </footer>
      {error && <p role="alert">{error.message}</p>}
    </form>
  );
}
