import { useLayoutEffect, useRef, useState } from "react";

type Typing = {
  value: unknown;
  onChange: (value: unknown) => void;
  /** How the value is written while nobody types; what is no value yet is given back as it is. */
  write: (value: unknown) => string;
  /** What typed text means; undefined for nothing known. */
  read: (text: string) => string | undefined;
  /** The text that somebody starts to change, where it is not what `write` gives. */
  edit?: (value: unknown) => string;
};

/** Text that means a value. What is typed stays as typed until the control is left; what means nothing stays to be corrected. */
export function useTypedText({ value, onChange, write, read, edit }: Typing) {
  const [typed, setTyped] = useState<string>();
  // Selected as soon as the text stands there: any later, and what is typed at once would be lost.
  const toSelect = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (typed === undefined) return;
    toSelect.current?.select();
    toSelect.current = null;
  }, [typed]);
  return {
    isTyping: typed !== undefined,
    /** Takes the value from elsewhere, such as a calendar. */
    settle: () => setTyped(undefined),
    attributes: {
      value: typed ?? write(value),
      onChange: (event: { target: { value: string } }) => {
        const text = event.target.value;
        // Typed before it was selected: the next letter goes behind it, not in its place.
        toSelect.current = null;
        setTyped(text);
        onChange(text.trim() === "" ? null : (read(text) ?? text));
      },
      onFocus: (event: { target: HTMLInputElement }) => {
        if (edit && typed === undefined) {
          toSelect.current = event.target;
          setTyped(edit(value));
        } else event.target.select();
      },
      onBlur: () => setTyped(undefined),
    },
  };
}
