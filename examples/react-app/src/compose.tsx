import { useComposer } from '@dunlin/react/composer';

export function Compose() {
  const { text, setText, media, addFiles, removeMedia, describeMedia, remaining, canSubmit, submit, error } =
    useComposer();
  return (
    <form className="compose" action={submit}>
      <textarea
        placeholder="What is happening?"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {media.map((one) => (
        <p key={one.key}>
          {one.file.name} {one.status === 'uploading' && <progress value={one.progress} />}
          {one.status === 'failed' && <small role="alert">{one.error.message}</small>}
          <input
            placeholder="What is there to see?"
            value={one.altText}
            onChange={({ currentTarget }) => describeMedia(one.key, currentTarget.value)}
          />
          <button type="button" onClick={() => removeMedia(one.key)}>
            Remove
          </button>
        </p>
      ))}
      <footer>
        <input
          type="file"
          aria-label="Pictures"
          accept="image/*,video/*"
          multiple
          onChange={({ currentTarget }) => addFiles(currentTarget.files ?? [])}
        />
        <span className={remaining < 0 ? 'too-long' : ''}>{remaining}</span>
        <button type="submit" disabled={!canSubmit}>
          Post
        </button>
      </footer>
      {error && <p role="alert">{error.message}</p>}
    </form>
  );
}
