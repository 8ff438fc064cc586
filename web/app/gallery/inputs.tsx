import { useState } from "react";
import { Checkbox } from "../../components/checkbox.tsx";
import { Field } from "../../components/field.tsx";
import { Input, Textarea } from "../../components/input.tsx";
import { SearchInput } from "../../components/search-input.tsx";
import { Select } from "../../components/select.tsx";
import { type Exhibit, longText } from "./specimen.tsx";

const stages = ["Prospecting", "Qualification", longText].map((label) => ({ value: label, label }));

function Choice({ start = null, disabled = false }: { start?: string | null; disabled?: boolean }) {
  const [value, setValue] = useState(start);
  return <Select label="Stage" value={value} options={stages} onChange={setValue} empty="None" disabled={disabled} />;
}

function Tick({ start = false }: { start?: boolean }) {
  const [checked, setChecked] = useState(start);
  return <Checkbox label="Select" checked={checked} onChange={setChecked} />;
}

function SearchBox({ start = "", busy = false }: { start?: string; busy?: boolean }) {
  const [value, setValue] = useState(start);
  return <SearchInput label="Search" value={value} onChange={setValue} busy={busy} />;
}

const nothing = () => undefined;

export const inputs: Exhibit[] = [
  {
    name: "Field",
    about: "A label, its control, and below them a hint or what is wrong; the control is told of all of them.",
    specimens: [
      {
        state: "With a hint",
        shows: (
          <Field label="Website" hint="As people write it: example.com">
            <Input />
          </Field>
        ),
      },
      {
        state: "Required",
        shows: (
          <Field label="Last name" required>
            <Input defaultValue="Lovelace" />
          </Field>
        ),
      },
      {
        state: "Invalid",
        shows: (
          <Field label="Email" error="Is not an email address.">
            <Input defaultValue="ada@" />
          </Field>
        ),
      },
      {
        state: "Long label and value",
        shows: (
          <Field label={longText}>
            <Input defaultValue={longText} />
          </Field>
        ),
      },
    ],
  },
  {
    name: "Input",
    about: "Hover darkens its border, focus colours it.",
    specimens: [
      { state: "Empty, with an example", shows: <Input aria-label="Name" placeholder="Ada Lovelace" /> },
      { state: "Filled", shows: <Input aria-label="Name" defaultValue="Ada Lovelace" /> },
      { state: "Disabled", shows: <Input aria-label="Name" defaultValue="Ada Lovelace" disabled /> },
      { state: "Invalid", shows: <Input aria-label="Name" defaultValue="12" aria-invalid /> },
    ],
  },
  {
    name: "Text area",
    about: "Grows with its text.",
    specimens: [
      { state: "Empty", shows: <Textarea aria-label="Note" placeholder="Write a note…" /> },
      { state: "Filled", shows: <Textarea aria-label="Note" defaultValue={"Prefers a call.\nNot before ten."} /> },
      { state: "Disabled", shows: <Textarea aria-label="Note" defaultValue="Prefers a call." disabled /> },
    ],
  },
  {
    name: "Select",
    about: "One of few. Opens under its button; letters go to what begins with them.",
    specimens: [
      { state: "Empty", shows: <Choice /> },
      { state: "Chosen", shows: <Choice start="Prospecting" /> },
      { state: "Long", shows: <Choice start={longText} /> },
      { state: "Disabled", shows: <Choice start="Prospecting" disabled /> },
    ],
  },
  {
    name: "Search",
    about: "Tells what is typed after a short pause.",
    specimens: [
      { state: "Empty", shows: <SearchBox /> },
      { state: "Filled", shows: <SearchBox start="lovelace" /> },
      { state: "An answer under way", shows: <SearchBox start="lovelace" busy /> },
    ],
  },
  {
    name: "Checkbox",
    about: "The browser's own, with room around it for fingers.",
    specimens: [
      { state: "Off", shows: <Tick /> },
      { state: "On", shows: <Tick start /> },
      { state: "Some of them", shows: <Checkbox label="Select" checked={false} indeterminate onChange={nothing} /> },
      { state: "Disabled", shows: <Checkbox label="Select" checked disabled onChange={nothing} /> },
    ],
  },
];
