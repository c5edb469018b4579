import { formatsOf } from '../ui/formats.ts';
import { useWords } from '../words/words.tsx';

/** A number in few signs; none for nothing. */
export function Count({ value }: { value: number }) {
  const { language } = useWords();
  if (value === 0) return null;
  return <span className="count">{formatsOf(language).count.format(value)}</span>;
}
