/** Which of some a list shows. */
export function StatusChoice<Status extends string>({
  label,
  options,
  value,
  onChange,
}: StatusChoiceProps<Status>) {
  return (
    <fieldset className="choice">
      <legend className="for-listeners">{label}</legend>
      {Object.entries<string>(options).map(([status, text]) => (
        <button
          key={status}
          type="button"
          aria-pressed={status === value}
          // `as`: Object.entries forgets the names.
          onClick={() => onChange(status as Status)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}

interface StatusChoiceProps<Status extends string> {
  label: string;
  options: Readonly<Record<Status, string>>;
  value: Status;
  onChange: (status: Status) => void;
}
