import { useWords } from '../../words/words.tsx';

/** What is counted, named in words; of what there is nothing to say, a dash. */
export function Figures<Name extends string>({ label, names, figures }: FiguresProps<Name>) {
  const { language } = useWords();
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return (
    <table className="figures">
      <caption className="for-listeners">{label}</caption>
      <tbody>
        {/* `as`: Object.entries forgets the names. */}
        {(Object.entries(figures) as [Name, number | null][]).map(([name, figure]) => (
          <tr key={name}>
            <th scope="row">{names[name]}</th>
            <td>{figure === null ? '–' : number.format(figure)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface FiguresProps<Name extends string> {
  label: string;
  names: Readonly<Record<Name, string>>;
  figures: Readonly<Record<Name, number | null>>;
}
