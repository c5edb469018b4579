import { Link, useSearch } from 'wouter';

/** The way from one of the two forms to the other, which knows where one came from, too. */
export function OtherForm({ page, text }: { page: string; text: string }) {
  const search = useSearch();
  return <Link href={search ? `${page}?${search}` : page}>{text}</Link>;
}
