import { type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "../components/button.tsx";
import { Input } from "../components/input.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { boxClass } from "../settings/section.tsx";

type SearchFormProps = {
  label: string;
  /** What the page was opened with. */
  initially?: string;
  onSearch: (text: string) => void;
  children?: ReactNode;
};

/** Searches when somebody says so, and not at every letter: each look is an event of the operator’s log. */
export function SearchForm({ label, initially = "", onSearch, children }: SearchFormProps) {
  const [text, setText] = useState(initially);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <form role="search" onSubmit={submit} className="mb-3 flex flex-wrap gap-2">
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        className="min-w-52 flex-1"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {children}
      <Button type="submit">
        <Search aria-hidden />
        Search
      </Button>
    </form>
  );
}

type FoundProps<Page> = {
  found: UseInfiniteQueryResult<InfiniteData<Page>>;
  /** The lines of a page. */
  lines: (page: Page) => ReactNode[];
  none: { title: string; advice: string };
};

/** What a search found, page after page. */
export function Found<Page>({ found, lines, none }: FoundProps<Page>) {
  if (found.isPending) return <SkeletonLines />;
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  const shown = found.data.pages.flatMap(lines);
  if (shown.length === 0)
    return (
      <Notice icon={Search} title={none.title}>
        {none.advice}
      </Notice>
    );
  return (
    <>
      <ul className={boxClass}>{shown}</ul>
      {found.hasNextPage && (
        <Button className="mt-3" busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          More
        </Button>
      )}
    </>
  );
}
